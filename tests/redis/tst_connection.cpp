// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/connection.h"

#include "redis/localredis.h"
#include "support/fakeserver.h"
#include "support/redisadmin.h"
#include "support/waiting.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace cacheledger;
using namespace std::chrono_literals;

namespace
{

const QString password = QStringLiteral("correct \"h\u00f6rse\" 'batt\\ery");

ConnectionOptions patience(std::chrono::milliseconds timeout)
{
    ConnectionOptions options;
    options.connectTimeout = options.commandTimeout = timeout;
    return options;
}

/// A connection and what became of it.
class Watched
{
public:
    explicit Watched(const Endpoint& endpoint, const QString& secret = {}, const ConnectionOptions& options = {})
        : connection(std::make_unique<Connection>(endpoint, secret, options))
    {
        QObject::connect(connection.get(), &Connection::ready, [this] { ++readyCount; });
        QObject::connect(connection.get(), &Connection::closed, [this](const Error& error) {
            ++closedCount;
            closedWith = error;
        });
        connection->open();
    }

    bool becomesReady()
    {
        return waitUntil([this] { return readyCount > 0 || closedCount > 0; }) && readyCount == 1;
    }
    bool closes()
    {
        return waitUntil([this] { return closedCount > 0; });
    }
    /// Like "PONG", or the error's name.
    void ask(const Command& command = Command::ping())
    {
        connection->send(command, [this](const Result<Reply>& reply) {
            answers +=
                reply.ok() ? QString::fromLatin1(reply->text) : QString::fromLatin1(errorCodeName(reply.error().code));
        });
    }
    bool answered(int count = 1)
    {
        return waitUntil([this, count] { return answers.size() >= count; });
    }

    std::unique_ptr<Connection> connection;
    int readyCount = 0;
    int closedCount = 0;
    Error closedWith;
    QStringList answers;
};

} // namespace

class TestConnection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_open.start().ok());
        QVERIFY(m_guarded.start({QStringLiteral("--requirepass"), password}).ok());
        QCOMPARE(adminCommand(m_open, "ACL SETUSER joe on >joespw +@all"), QByteArray("+OK\r\n"));
    }

    void worksOverTcpAndUnix_data()
    {
        QTest::addColumn<bool>("local");
        QTest::newRow("TCP") << false;
        QTest::newRow("Unix socket") << true;
    }
    void worksOverTcpAndUnix()
    {
        QFETCH(bool, local);
        Watched watched(local ? unixEndpoint(m_open.unixSocket()) : m_open.endpoint());
        QCOMPARE(watched.connection->state(), Connection::State::Connecting);
        QVERIFY2(watched.becomesReady(), qPrintable(watched.closedWith.text()));
        QCOMPARE(watched.connection->state(), Connection::State::Ready);
        watched.ask();
        watched.ask(Command::infoEverything());
        QVERIFY(watched.answered(2));
        QCOMPARE(watched.answers[0], QStringLiteral("PONG"));
        QVERIFY(watched.answers[1].contains(QStringLiteral("redis_version:")));
        QVERIFY(watched.connection->bytesReceived() > watched.answers[1].size());
        QVERIFY(watched.connection->bytesSent() > 0);
        QVERIFY(adminCommand(m_open, "CLIENT LIST").contains("name=cacheledger"));
    }

    void anIPv6ServerIsReached_data()
    {
        QTest::addColumn<QString>("host");
        QTest::newRow("an address") << QStringLiteral("::1");
        QTest::newRow("an address with its zone") << QStringLiteral("::1%lo");
    }
    void anIPv6ServerIsReached()
    {
        QFETCH(QString, host);
        LocalRedis server;
        if (!server.start({QStringLiteral("--bind"), QStringLiteral("127.0.0.1"), QStringLiteral("::1")}))
            QSKIP("this machine has no IPv6");
        Endpoint endpoint = server.endpoint();
        endpoint.host = host;
        Watched watched(endpoint);
        QVERIFY2(watched.becomesReady(), qPrintable(watched.closedWith.text()));
    }

    void loginsSucceedOrAreNamed_data()
    {
        QTest::addColumn<bool>("guarded");
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("secret");
        QTest::addColumn<QString>("outcome"); // of the login
        const auto row = [](const char* name, bool guarded, const char* user, const QString& secret,
                            const char* outcome) {
            QTest::newRow(name) << guarded << QString::fromLatin1(user) << secret << QString::fromLatin1(outcome);
        };
        row("password", true, "", password, "ready");
        row("password of the default user by name", true, "default", password, "ready");
        row("ACL user", false, "joe", QStringLiteral("joespw"), "ready");
        row("wrong password", true, "", QStringLiteral("hunter22"), "WrongPassword");
        row("wrong password of a user", false, "joe", QStringLiteral("hunter22"), "WrongPassword");
        row("unknown user", false, "nobody", QStringLiteral("hunter22"), "WrongPassword");
        row("no password where one is needed", true, "", {}, "AuthRequired");
        row("a password where none is", false, "", QStringLiteral("hunter22"), "WrongPassword");
    }
    void loginsSucceedOrAreNamed()
    {
        QFETCH(bool, guarded);
        QFETCH(QString, user);
        QFETCH(QString, secret);
        Endpoint endpoint = guarded ? m_guarded.endpoint() : m_open.endpoint();
        endpoint.user = user;
        Watched watched(endpoint, secret);
        const bool ready = watched.becomesReady();
        QTEST(ready ? QStringLiteral("ready") : QString::fromLatin1(errorCodeName(watched.closedWith.code)), "outcome");
        if (!ready)
            QVERIFY(secret.isEmpty() || !watched.closedWith.text().contains(secret));
    }

    void unreachableServersAreNamed_data()
    {
        QTest::addColumn<QString>("where");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("a port where nobody listens") << QStringLiteral("port") << ErrorCode::ConnectionRefused;
        QTest::newRow("a host that does not exist") << QStringLiteral("host") << ErrorCode::HostNotFound;
        QTest::newRow("a socket that does not exist") << QStringLiteral("no socket") << ErrorCode::SocketFailed;
        QTest::newRow("a socket that was left over") << QStringLiteral("old socket") << ErrorCode::ConnectionRefused;
        QTest::newRow("a file that is no socket") << QStringLiteral("file") << ErrorCode::ConnectionRefused;
    }
    void unreachableServersAreNamed()
    {
        QFETCH(QString, where);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("it"));
        Endpoint endpoint = unixEndpoint(path);
        if (where == QStringLiteral("port")) {
            endpoint = m_open.endpoint();
            endpoint.port = freeLoopbackPort();
        } else if (where == QStringLiteral("host")) {
            endpoint = m_open.endpoint();
            endpoint.host = QStringLiteral("no-such-host.invalid");
        } else if (where == QStringLiteral("old socket")) {
            leaveSocketAt(path);
        } else if (where == QStringLiteral("file")) {
            QVERIFY(QFile(path).open(QIODevice::WriteOnly));
        }
        Watched watched(endpoint);
        QCOMPARE(watched.closedCount, 0); // never from inside open()
        QVERIFY(watched.closes());
        QTEST(watched.closedWith.code, "code");
        QVERIFY2(watched.closedWith.message.contains(endpoint.transport == Transport::Unix ? path : endpoint.host),
                 qPrintable(watched.closedWith.message));
        QVERIFY(!watched.closedWith.hint.isEmpty());
        QCOMPARE(watched.connection->state(), Connection::State::Closed);
    }

    void aFullServerIsNamed()
    {
        LocalRedis server;
        QVERIFY(server.start({QStringLiteral("--maxclients"), QStringLiteral("1")}).ok());
        Watched first(server.endpoint());
        QVERIFY(first.becomesReady());
        for (int i = 0; i < 5; ++i) { // the reason may come before or after our first command
            Watched second(server.endpoint(), i % 2 ? password : QString());
            QVERIFY(second.closes());
            QCOMPARE(second.closedWith.code, ErrorCode::MaxClients);
        }
    }

    void aSuspendedServerTimesOutAndSaysThatItAccepts()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        server.suspend();
        Watched watched(server.endpoint(), {}, patience(150ms));
        QVERIFY(watched.closes());
        QCOMPARE(watched.closedWith.code, ErrorCode::CommandTimeout);
        QVERIFY2(watched.closedWith.message.contains(QStringLiteral("accepts connections but did not answer")),
                 qPrintable(watched.closedWith.message));
    }

    void aServerThatStopsAnsweringTimesOut()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        ConnectionOptions options;
        options.commandTimeout = 150ms;
        Watched watched(server.endpoint(), {}, options);
        QVERIFY(watched.becomesReady());
        server.suspend();
        watched.ask();
        watched.ask();
        QVERIFY(watched.closes());
        QCOMPARE(watched.closedWith.code, ErrorCode::CommandTimeout);
        QCOMPARE(watched.answers, (QStringList{QStringLiteral("CommandTimeout"), QStringLiteral("CommandTimeout")}));
        QCOMPARE(watched.closedCount, 1);
    }

    void aKilledServerAnswersEveryWaitingCommandOnce()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        Watched watched(server.endpoint());
        QVERIFY(watched.becomesReady());
        server.suspend();
        for (int i = 0; i < 3; ++i)
            watched.ask();
        server.kill();
        QVERIFY(watched.closes());
        QCOMPARE(watched.closedWith.code, ErrorCode::Disconnected);
        QCOMPARE(watched.answers, QStringList(3, QStringLiteral("Disconnected")));
        QCOMPARE(watched.closedCount, 1);
        // The same object can be opened again.
        QVERIFY(server.restart().ok());
        watched.connection->open();
        QTRY_COMPARE(watched.readyCount, 2);
    }

    void foreignServersAreNotRedis_data()
    {
        QTest::addColumn<QByteArray>("greeting");
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("HTTP server") << QByteArray() << QByteArray("HTTP/1.1 400 Bad Request\r\n\r\n");
        QTest::newRow("mail server") << QByteArray("220 mail.example.org ESMTP\r\n") << QByteArray();
        QTest::newRow("SSH server") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n") << QByteArray();
        QTest::newRow("TLS server") << QByteArray() << QByteArray("\x15\x03\x01\x00\x02\x02\x46", 7);
        QTest::newRow("garbage") << QByteArray("\x00\x01\x02\x03", 4) << QByteArray();
    }
    void foreignServersAreNotRedis()
    {
        QFETCH(QByteArray, greeting);
        QFETCH(QByteArray, answer);
        FakeServer server;
        server.greetWith(greeting);
        server.answer("CLIENT", answer);
        Watched watched(server.endpoint());
        QVERIFY(watched.closes());
        QCOMPARE(watched.closedWith.code, ErrorCode::NotRedis);
        QVERIFY(watched.closedWith.message.contains(server.endpoint().address()));
        QCOMPARE(watched.readyCount, 0);
    }

    void aServerThatClosesAtOnceIsDisconnected()
    {
        FakeServer server;
        server.hangUpOnConnect();
        Watched watched(server.endpoint());
        QVERIFY(watched.closes());
        QCOMPARE(watched.closedWith.code, ErrorCode::Disconnected);
        QVERIFY2(watched.closedWith.message.contains(QStringLiteral("without an answer")),
                 qPrintable(watched.closedWith.message));
        QVERIFY(watched.closedWith.hint.contains(QStringLiteral("rediss://")));
    }

    void aReasonSentBeforeClosingIsHeard()
    {
        FakeServer server;
        server.greetWith("-DENIED Redis is running in protected mode\r\n");
        server.hangUpOnConnect();
        Watched watched(server.endpoint());
        QVERIFY(watched.closes());
        QCOMPARE(watched.closedWith.code, ErrorCode::NoPermission);
    }

    void aSilentPortTimesOut()
    {
        FakeServer server;
        server.beSilent();
        Watched watched(server.endpoint(), password, patience(100ms));
        QVERIFY(watched.closes());
        QCOMPARE(watched.closedWith.code, ErrorCode::CommandTimeout);
        QVERIFY(watched.closedWith.message.contains(QStringLiteral("accepts connections but did not answer")));
    }

    void anOldServerWithoutUsersSaysSo()
    {
        FakeServer server;
        server.answer("AUTH", "-ERR wrong number of arguments for 'auth' command\r\n");
        Endpoint endpoint = server.endpoint();
        endpoint.user = QStringLiteral("joe");
        Watched watched(endpoint, password);
        QVERIFY(watched.closes());
        QCOMPARE(watched.closedWith.code, ErrorCode::Unsupported);
        QVERIFY(watched.closedWith.message.contains(QStringLiteral("does not know users")));
    }

    void aPasswordIsNeverRepeated_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("renamed AUTH") << "-ERR unknown command 'AUTH', with args beginning with: '" +
                                             password.toUtf8() + "' \r\n";
        QTest::newRow("in an error of another server") << "-ERR bad secret " + password.toUtf8() + "\r\n";
        QTest::newRow("an echo server") << Command::auth({}, password).wire();
        QTest::newRow("a foreign server") << password.toUtf8() + "\r\n";
    }
    void aPasswordIsNeverRepeated()
    {
        QFETCH(QByteArray, answer);
        FakeServer server;
        server.answer("AUTH", answer);
        Watched watched(server.endpoint(), password);
        QVERIFY(watched.closes());
        QVERIFY2(!watched.closedWith.text().contains(password), qPrintable(watched.closedWith.text()));
        QVERIFY(!watched.closedWith.message.isEmpty());
    }

    void aRefusedNameDoesNotMatter()
    {
        FakeServer server;
        server.answer("CLIENT", "-NOPERM this user has no permissions to run the 'client|setname' command\r\n");
        Watched watched(server.endpoint());
        QVERIFY(watched.becomesReady());
    }

    void pipelinedRepliesComeInOrderHoweverTheyAreCut()
    {
        FakeServer server;
        server.answer("INFO", FakeServer::bulk("a:1\r\n"));
        Watched watched(server.endpoint());
        QVERIFY(watched.becomesReady());
        server.hold();
        watched.ask();
        watched.ask(Command::info());
        watched.ask();
        QVERIFY(watched.answers.isEmpty()); // never from inside send()
        QTRY_COMPARE(server.commands().size(), 4);
        for (const char* piece : {"+PO", "NG\r\n$", "5\r\na:1\r", "\n\r", "\n+PONG\r", "\n"}) {
            const qint64 before = watched.connection->bytesReceived();
            server.say(piece);
            QTRY_COMPARE(watched.connection->bytesReceived(), before + qstrlen(piece));
        }
        QCOMPARE(watched.answers,
                 (QStringList{QStringLiteral("PONG"), QStringLiteral("a:1\r\n"), QStringLiteral("PONG")}));
    }

    void aReplyCutOffIsDisconnected()
    {
        FakeServer server;
        server.answer("INFO", "$5000\r\n# Server\r\nredis_ver");
        Watched watched(server.endpoint());
        QVERIFY(watched.becomesReady());
        watched.ask(Command::info());
        QTRY_VERIFY(watched.connection->bytesReceived() > 20);
        server.hangUp();
        QVERIFY(watched.closes());
        QCOMPARE(watched.answers, QStringList{QStringLiteral("Disconnected")});
        QVERIFY2(watched.closedWith.message.contains(QStringLiteral("in the middle of a reply")),
                 qPrintable(watched.closedWith.message));
    }

    void aHugeInfoIsRefused()
    {
        FakeServer server;
        server.answer("INFO", "$104857600\r\n# Server\r\n");
        Watched watched(server.endpoint());
        QVERIFY(watched.becomesReady());
        watched.ask(Command::info());
        QVERIFY(watched.closes());
        QCOMPARE(watched.closedWith.code, ErrorCode::ReplyTooLarge);
        QCOMPARE(watched.answers, QStringList{QStringLiteral("ReplyTooLarge")});
        QTRY_COMPARE(server.openConnections(), 0);
    }

    void aReplyThatNobodyAskedForClosesTheConnection()
    {
        FakeServer server;
        Watched watched(server.endpoint());
        QVERIFY(watched.becomesReady());
        server.say("+OK\r\n");
        QVERIFY(watched.closes());
        QCOMPARE(watched.closedWith.code, ErrorCode::ProtocolError);
    }

    void anIdleConnectionStaysOpen()
    {
        FakeServer server;
        Watched watched(server.endpoint(), {}, patience(1000ms));
        QVERIFY(watched.becomesReady());
        QSignalSpy closed(watched.connection.get(), &Connection::closed);
        QVERIFY(!closed.wait(2500)); // longer than any timeout
        watched.ask();
        QVERIFY(watched.answered());
        QCOMPARE(watched.answers, QStringList{QStringLiteral("PONG")});
    }

    void aCommandGetsItsWholeTimeoutAlsoAfterOthers()
    {
        FakeServer server;
        Watched watched(server.endpoint(), {}, patience(1000ms));
        QVERIFY(watched.becomesReady());
        for (int i = 1; i <= 20; ++i) { // the timer is armed by an early command, and must not end a late one
            watched.ask();
            QVERIFY(watched.answered(i));
        }
        QSignalSpy closed(watched.connection.get(), &Connection::closed);
        QVERIFY(!closed.wait(700));
        server.hold();
        watched.ask();
        QVERIFY(!closed.wait(500));
        server.release();
        QVERIFY(watched.answered(21));
        QCOMPARE(watched.answers.last(), QStringLiteral("PONG"));
    }

    void aShortCommandTimeoutCountsAfterALongConnectTimeout()
    {
        FakeServer server;
        ConnectionOptions options;
        options.connectTimeout = 3600s;
        options.commandTimeout = 100ms;
        Watched watched(server.endpoint(), {}, options);
        QVERIFY(watched.becomesReady());
        server.hold();
        QElapsedTimer elapsed;
        elapsed.start();
        watched.ask();
        QVERIFY(watched.closes());
        QVERIFY2(elapsed.elapsed() >= 100, qPrintable(QString::number(elapsed.elapsed())));
        QCOMPARE(watched.closedWith.code, ErrorCode::CommandTimeout);
    }

    void sendingWithoutAConnectionFailsFromTheEventLoop()
    {
        FakeServer server;
        Connection connection(server.endpoint(), {});
        std::optional<ErrorCode> code;
        connection.send(Command::ping(), [&](const Result<Reply>& reply) { code = reply.error().code; });
        QVERIFY(!code);
        QTRY_VERIFY(code.has_value());
        QCOMPARE(*code, ErrorCode::Disconnected);
        QCOMPARE(server.connectionCount(), 0);
    }

    void closingCancelsWithoutASignal()
    {
        FakeServer server;
        Watched watched(server.endpoint());
        QVERIFY(watched.becomesReady());
        server.hold();
        watched.ask();
        watched.connection->close();
        QCOMPARE(watched.answers, QStringList{QStringLiteral("Cancelled")});
        QTRY_COMPARE(server.openConnections(), 0);
        QCOMPARE(watched.closedCount, 0);
        watched.connection->close(); // again: nothing
        QCOMPARE(watched.answers.size(), 1);
    }

    void destroyingIsSilent()
    {
        FakeServer server;
        Watched watched(server.endpoint());
        QVERIFY(watched.becomesReady());
        server.hold();
        watched.ask();
        watched.connection.reset();
        QTRY_COMPARE(server.openConnections(), 0);
        QVERIFY(watched.answers.isEmpty());
        QCOMPARE(watched.closedCount, 0);
    }

    void aCallbackMayDestroyOrCloseTheConnection_data()
    {
        QTest::addColumn<bool>("destroy");
        QTest::addColumn<bool>("onError");
        QTest::newRow("destroy on a reply") << true << false;
        QTest::newRow("destroy on an error") << true << true;
        QTest::newRow("close on a reply") << false << false;
        QTest::newRow("close on an error") << false << true;
    }
    void aCallbackMayDestroyOrCloseTheConnection()
    {
        QFETCH(bool, destroy);
        QFETCH(bool, onError);
        FakeServer server;
        Watched watched(server.endpoint());
        QVERIFY(watched.becomesReady());
        server.hold();
        bool called = false;
        watched.connection->send(Command::ping(), [&](const Result<Reply>&) {
            called = true;
            if (destroy)
                watched.connection.reset();
            else
                watched.connection->close();
        });
        watched.ask();
        QTRY_COMPARE(server.countOf("PING"), 2);
        if (onError)
            server.hangUp();
        else
            server.release();
        QTRY_VERIFY(called);
        QTRY_COMPARE(server.openConnections(), 0);
        QCOMPARE(watched.answers.size(), destroy ? 0 : 1);
    }

    void theOwnerMayDestroyItWhenItCloses()
    {
        FakeServer server;
        Watched watched(server.endpoint());
        QVERIFY(watched.becomesReady());
        QObject::connect(watched.connection.get(), &Connection::closed, this, [&] { watched.connection.reset(); });
        server.hangUp();
        QTRY_VERIFY(!watched.connection);
    }

private:
    static Endpoint unixEndpoint(const QString& path)
    {
        Endpoint endpoint;
        endpoint.transport = Transport::Unix;
        endpoint.path = path;
        return endpoint;
    }

    static void leaveSocketAt(const QString& path)
    {
        const int handle = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, qPrintable(path), sizeof(address.sun_path) - 1);
        QVERIFY(::bind(handle, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
        ::close(handle);
    }

    LocalRedis m_open;
    LocalRedis m_guarded;
};

QTEST_GUILESS_MAIN(TestConnection)
#include "tst_connection.moc"
