// SPDX-License-Identifier: GPL-3.0-or-later
// Connection through an SSH server, a SOCKS5 proxy and an HTTP proxy, all real.
#include "config/transportsecrets.h"
#include "redis/connection.h"
#include "redis/localredis.h"
#include "support/certificates.h"
#include "support/gateways.h"
#include "support/waiting.h"

#include <QtCore/QFile>
#include <QtCore/QProcess>
#include <QtCore/QScopeGuard>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(cacheledger::Route)

class TestRoutes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_gateways.problem().isEmpty(), qPrintable(m_gateways.problem()));
        QVERIFY2(m_certificates.problem().isEmpty(), qPrintable(m_certificates.problem()));
        QVERIFY(m_server.start());
        m_tlsPort = freeLoopbackPort();
        QVERIFY(m_tlsServer.start(m_certificates.serverOptions(m_tlsPort)));
        transportsecrets::set(m_gateways.http().url(), u"s3cret"_s);
    }

    void aServerIsReached_data()
    {
        QTest::addColumn<Route>("route");
        QTest::addColumn<Endpoint>("endpoint");
        Endpoint tls;
        tls.transport = Transport::Tls;
        tls.host = u"127.0.0.1"_s;
        tls.port = m_tlsPort;
        tls.tls.caFile = m_certificates.authority();
        Endpoint named = m_server.endpoint();
        named.host = u"localhost"_s;
        Endpoint socket;
        socket.transport = Transport::Unix;
        socket.path = m_server.unixSocket();
        for (const auto& [name, route] : {std::pair("SSH", m_gateways.ssh()), std::pair("SOCKS5", m_gateways.socks()),
                                          std::pair("HTTP", m_gateways.http())}) {
            QTest::addRow("%s", name) << route << m_server.endpoint();
            QTest::addRow("%s, a name", name) << route << named;
            QTest::addRow("%s, TLS", name) << route << tls;
        }
        QTest::newRow("SSH, a Unix socket") << m_gateways.ssh() << socket;
    }
    void aServerIsReached()
    {
        QFETCH(Route, route);
        QFETCH(Endpoint, endpoint);
        endpoint.route = route;
        QVERIFY2(outcome(endpoint) == u"PONG"_s, qPrintable(m_error.text()));
    }

    void aPasswordOrAPassphraseOpensToo_data()
    {
        QTest::addColumn<QString>("keyFile");
        QTest::addColumn<QString>("secret");
        QTest::addColumn<QString>("result");
        QTest::newRow("password") << QString() << u"s3cret"_s << u"PONG"_s;
        QTest::newRow("wrong password") << QString() << u"guess"_s << u"WrongPassword"_s;
        QTest::newRow("passphrase") << m_gateways.file("locked") << u"opens"_s << u"PONG"_s;
        QTest::newRow("wrong passphrase") << m_gateways.file("locked") << u"guess"_s << u"WrongPassword"_s;
        QTest::newRow("a key that is not let in") << m_gateways.file("strange") << QString() << u"WrongPassword"_s;
        QTest::newRow("no such key") << m_gateways.file("nothing") << QString() << u"Io"_s;
    }
    void aPasswordOrAPassphraseOpensToo()
    {
        QFETCH(QString, keyFile);
        QFETCH(QString, secret);
        Endpoint endpoint = throughSsh();
        endpoint.route.keyFile = keyFile;
        transportsecrets::set(endpoint.route.url(), secret);
        const QString found = outcome(endpoint);
        transportsecrets::set(endpoint.route.url(), {});
        QTEST(found, "result");
        QVERIFY2(secret.isEmpty() || !m_error.text().contains(secret), qPrintable(m_error.text()));
    }

    void aKeyOfTheAgentOpensToo_data()
    {
        QTest::addColumn<QString>("held");
        QTest::addColumn<QString>("result");
        QTest::newRow("the agent holds it") << u"key"_s << u"PONG"_s;
        QTest::newRow("it holds another") << u"strange"_s << u"WrongPassword"_s;
        QTest::newRow("it holds none") << QString() << u"WrongPassword"_s;
    }
    void aKeyOfTheAgentOpensToo()
    {
        QFETCH(QString, held);
        const QString socket = m_gateways.file("agent.sock");
        QFile::remove(socket);
        QProcess agent;
        agent.start(u"ssh-agent"_s, {u"-D"_s, u"-a"_s, socket});
        QVERIFY2(agent.waitForStarted(), "there is no ssh-agent");
        const auto end = qScopeGuard([&agent] {
            qunsetenv("SSH_AUTH_SOCK");
            agent.kill();
            agent.waitForFinished();
        });
        QTRY_VERIFY(QFile::exists(socket));
        qputenv("SSH_AUTH_SOCK", socket.toLocal8Bit());
        if (!held.isEmpty()) {
            QFile::setPermissions(m_gateways.file(held.toLocal8Bit()), QFile::ReadOwner);
            QCOMPARE(QProcess::execute(u"ssh-add"_s, {u"-q"_s, m_gateways.file(held.toLocal8Bit())}), 0);
        }
        Endpoint endpoint = throughSsh();
        endpoint.route.keyFile.clear();
        QTEST(outcome(endpoint), "result");
    }

    void aKeyThatOthersCanReadIsRefused()
    {
        Endpoint endpoint = throughSsh();
        endpoint.route.keyFile = m_gateways.file("open");
        QVERIFY(QFile::copy(m_gateways.file("key"), endpoint.route.keyFile));
        QVERIFY(QFile::setPermissions(endpoint.route.keyFile, QFile::ReadOwner | QFile::ReadOther));
        QCOMPARE(outcome(endpoint), u"Io"_s);
        QVERIFY2(m_error.hint.contains(u"chmod 600"_s), qPrintable(m_error.text()));
    }

    void aHostKeyThatIsNotTheKnownOneIsRefused_data()
    {
        QTest::addColumn<QString>("knownHosts");
        QTest::addColumn<QString>("words");
        QTest::newRow("unknown") << m_gateways.file("nothing") << u"is not among the known hosts"_s;
        QTest::newRow("changed") << m_gateways.file("other_hosts") << u"shows another host key (SHA256:"_s;
    }
    void aHostKeyThatIsNotTheKnownOneIsRefused()
    {
        QFETCH(QString, knownHosts);
        QFETCH(QString, words);
        Endpoint endpoint = throughSsh();
        endpoint.route.knownHostsFile = knownHosts;
        QCOMPARE(outcome(endpoint), u"SocketFailed"_s);
        QVERIFY2(m_error.message.contains(words), qPrintable(m_error.message));
        QVERIFY2(m_error.message.contains(u"SHA256:"_s), qPrintable(m_error.message));
        QVERIFY2(m_error.hint.contains(u"ssh"_s), qPrintable(m_error.hint));
    }

    void whatIsWrongBehindItIsSaid_data()
    {
        QTest::addColumn<Route>("route");
        QTest::addColumn<quint16>("port");
        QTest::addColumn<QString>("words");
        QTest::newRow("SSH, nothing there") << m_gateways.ssh() << freeLoopbackPort() << u"cannot reach"_s;
        QTest::newRow("SSH, not allowed") << m_gateways.ssh() << quint16(1) << u"does not allow a tunnel"_s;
        QTest::newRow("SOCKS5, nothing there") << m_gateways.socks() << freeLoopbackPort() << QString();
        QTest::newRow("HTTP, nothing there") << m_gateways.http() << freeLoopbackPort() << QString();
    }
    void whatIsWrongBehindItIsSaid()
    {
        QFETCH(Route, route);
        QFETCH(quint16, port);
        QFETCH(QString, words);
        Endpoint endpoint = m_server.endpoint();
        endpoint.route = route;
        endpoint.port = port;
        QVERIFY(outcome(endpoint) != u"PONG"_s);
        QVERIFY2(m_error.message.contains(words), qPrintable(m_error.message));
        QVERIFY2(m_error.message.contains(endpoint.address()), qPrintable(m_error.message));
    }

    void aGatewayThatIsNotThereIsNamed_data()
    {
        QTest::addColumn<RouteKind>("kind");
        QTest::newRow("SSH") << RouteKind::Ssh;
        QTest::newRow("SOCKS5") << RouteKind::Socks5;
        QTest::newRow("HTTP") << RouteKind::HttpConnect;
    }
    void aGatewayThatIsNotThereIsNamed()
    {
        QFETCH(RouteKind, kind);
        Endpoint endpoint = m_server.endpoint();
        endpoint.route.kind = kind;
        endpoint.route.host = u"127.0.0.1"_s;
        endpoint.route.port = freeLoopbackPort();
        QCOMPARE(outcome(endpoint), u"ConnectionRefused"_s);
        QVERIFY2(m_error.message.contains(endpoint.route.address()), qPrintable(m_error.message));
    }

    void aProxyThatWantsAPasswordSaysSo()
    {
        Endpoint endpoint = m_server.endpoint();
        endpoint.route = m_gateways.http();
        endpoint.route.user.clear();
        QCOMPARE(outcome(endpoint), u"WrongPassword"_s);
        QVERIFY2(m_error.message.contains(endpoint.route.address()), qPrintable(m_error.message));
    }

    void aLargeAnswerComesWhole_data()
    {
        QTest::addColumn<Route>("route");
        QTest::newRow("SSH") << m_gateways.ssh();
        QTest::newRow("SOCKS5") << m_gateways.socks();
        QTest::newRow("HTTP") << m_gateways.http();
    }
    void aLargeAnswerComesWhole()
    {
        QFETCH(Route, route);
        Endpoint endpoint = m_server.endpoint();
        endpoint.route = route;
        Connection connection(endpoint, {});
        int answers = 0;
        qint64 bytes = 0;
        connect(&connection, &Connection::ready, &connection, [&] {
            connection.sendAll(std::vector<Command>(200, Command::infoEverything()), [&](const Result<Reply>& reply) {
                QVERIFY(reply.ok());
                bytes += reply->text.size();
                ++answers;
            });
        });
        connection.open();
        QVERIFY(waitUntil([&] { return answers == 200; }, 20'000));
        QVERIFY(bytes > 200 * 3000);
    }

    void aGatewayThatEndsIsTakenUpAgain()
    {
        Gateways gateways;
        QVERIFY2(gateways.problem().isEmpty(), qPrintable(gateways.problem()));
        Endpoint endpoint = m_server.endpoint();
        endpoint.route = gateways.ssh();
        QCOMPARE(outcome(endpoint), u"PONG"_s);
        Connection connection(endpoint, {});
        bool isReady = false;
        std::optional<Error> error;
        connect(&connection, &Connection::ready, &connection, [&] { isReady = true; });
        connect(&connection, &Connection::closed, &connection, [&](const Error& why) { error = why; });
        connection.open();
        QVERIFY(waitUntil([&] { return isReady; }, 10'000));
        gateways.stop();
        QVERIFY(waitUntil([&] { return error.has_value(); }, 10'000));
        // Asked while the session's thread finds out, it is the session that broke; after that, nobody answers there.
        QString found;
        const auto isFoundOut = [&] {
            found = outcome(endpoint);
            return found != u"Disconnected"_s;
        };
        QVERIFY(waitUntil(isFoundOut, 20'000));
        QVERIFY2(found == u"ConnectionRefused"_s, qPrintable(found + u": "_s + m_error.text()));
        endpoint.route = m_gateways.ssh(); // another session, while the first one's end is a fact
        QCOMPARE(outcome(endpoint), u"PONG"_s);
    }

private:
    Endpoint throughSsh() const
    {
        Endpoint endpoint = m_server.endpoint();
        endpoint.route = m_gateways.ssh();
        return endpoint;
    }

    // What a PING is answered, or the name of the error, which is kept.
    QString outcome(const Endpoint& endpoint)
    {
        ConnectionOptions options;
        options.connectTimeout = options.commandTimeout = std::chrono::seconds(20);
        Connection connection(endpoint, {}, options);
        QString found;
        m_error = {};
        connect(&connection, &Connection::ready, &connection, [&] {
            connection.send(Command::ping(), [&](const Result<Reply>& reply) {
                if (reply.ok())
                    found = QString::fromLatin1(reply->text);
            });
        });
        connect(&connection, &Connection::closed, &connection, [&](const Error& error) {
            m_error = error;
            found = QString::fromLatin1(errorCodeName(error.code));
        });
        connection.open();
        return waitUntil([&] { return !found.isEmpty(); }, 25'000) ? found : u"nothing"_s;
    }

    Gateways m_gateways;
    Certificates m_certificates;
    LocalRedis m_server;
    LocalRedis m_tlsServer;
    quint16 m_tlsPort = 0;
    Error m_error;
};

QTEST_GUILESS_MAIN(TestRoutes)
#include "tst_routes.moc"
