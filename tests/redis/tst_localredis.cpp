// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/localredis.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QProcess>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

#include <cerrno>
#include <csignal>
#include <cstdio>

using namespace cacheledger;

namespace
{

QByteArray askOverTcp(const LocalRedis& server, const QByteArray& command)
{
    QTcpSocket socket;
    socket.connectToHost(server.endpoint().host, server.endpoint().port);
    if (!socket.waitForConnected(5000))
        return {};
    socket.write(command);
    socket.waitForReadyRead(1000);
    return socket.readAll();
}

bool processExists(qint64 pid)
{
    QFile stat(QStringLiteral("/proc/%1/stat").arg(pid));
    return stat.open(QIODevice::ReadOnly) && !stat.readAll().contains(") Z ");
}

} // namespace

class TestLocalRedis : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void startedServerAnswersAndEndsWithItsObject()
    {
        QString folder;
        qint64 pid = 0;
        {
            LocalRedis server;
            const Result<void> started = server.start({QStringLiteral("--maxmemory"), QStringLiteral("8mb")});
            QVERIFY2(started.ok(), qPrintable(started.ok() ? QString() : started.error().text()));
            folder = server.folder();
            pid = server.pid();
            QVERIFY(server.isRunning());
            QVERIFY(QDir(folder).exists());
            QVERIFY(QFile::exists(server.unixSocket()));
            QCOMPARE(askOverTcp(server, "PING\r\n"), QByteArray("+PONG\r\n"));
            QVERIFY(askOverTcp(server, "CONFIG GET maxmemory\r\n").contains("8388608"));
        }
        QVERIFY(!processExists(pid));
        QVERIFY(!QDir(folder).exists());
    }

    void aServerWithAPasswordCountsAsAnswering()
    {
        LocalRedis server;
        QVERIFY(server.start({QStringLiteral("--requirepass"), QStringLiteral("secret")}).ok());
        QVERIFY(askOverTcp(server, "PING\r\n").startsWith("-NOAUTH"));
    }

    void killedServerRestartsOnItsPortAndFolder()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        const quint16 port = server.port();
        const QString folder = server.folder();
        const qint64 pid = server.pid();
        server.kill();
        QVERIFY(!server.isRunning());
        QCOMPARE(server.pid(), 0);
        QVERIFY(askOverTcp(server, "PING\r\n").isEmpty());
        QVERIFY(server.restart().ok());
        QCOMPARE(server.port(), port);
        QCOMPARE(server.folder(), folder);
        QVERIFY(server.pid() != pid);
        QCOMPARE(askOverTcp(server, "PING\r\n"), QByteArray("+PONG\r\n"));
    }

    void terminatedServerIsGone()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        const qint64 pid = server.pid();
        server.suspend();
        server.terminate(); // also when it was suspended
        QVERIFY(!server.isRunning());
        QVERIFY(!processExists(pid));
    }

    void anEndThatWeDidNotCauseIsSeen()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        ::kill(static_cast<pid_t>(server.pid()), SIGKILL);
        QTRY_VERIFY(!server.isRunning());
    }

    void suspendedServerAcceptsButIsSilent()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        server.suspend();
        QTcpSocket socket;
        socket.connectToHost(server.endpoint().host, server.port());
        QVERIFY(socket.waitForConnected(5000));
        socket.write("PING\r\n");
        QVERIFY(!socket.waitForReadyRead(200));
        server.resume();
        QVERIFY(socket.waitForReadyRead(5000));
        QCOMPARE(socket.readAll(), QByteArray("+PONG\r\n"));
    }

    void aMissingBinaryNamesThePackage()
    {
        LocalRedis server;
        const Result<void> started = server.start({}, QStringLiteral("no-such-redis-server"));
        QVERIFY(!started.ok());
        QCOMPARE(started.error().code, ErrorCode::Unsupported);
        QVERIFY(started.error().text().contains(QStringLiteral("redis-server")));
    }

    void aBadOptionIsReportedWithTheServersOwnWords()
    {
        LocalRedis server;
        const Result<void> started = server.start({QStringLiteral("--no-such-option"), QStringLiteral("1")});
        QVERIFY(!started.ok());
        QCOMPARE(started.error().code, ErrorCode::Io);
        // Redis 7 names the directive, Redis 8 takes it for a module's.
        const QString message = started.error().message;
        QVERIFY2(message.contains(QStringLiteral("Bad directive")) || message.contains(QStringLiteral("Module Config")),
                 qPrintable(message));
        QVERIFY(!server.isRunning());
    }

    void aPortTakenInBetweenIsNamed()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        server.kill();
        QTcpServer thief;
        QVERIFY(thief.listen(QHostAddress::LocalHost, server.port()));
        const Result<void> restarted = server.restart();
        QVERIFY(!restarted.ok());
        QCOMPARE(restarted.error().code, ErrorCode::Locked);
        // A fresh start chooses another port.
        QVERIFY(server.start().ok());
        QVERIFY(server.port() != thief.serverPort());
    }

    void twoServersLiveSideBySide()
    {
        LocalRedis first;
        LocalRedis second;
        QVERIFY(first.start().ok());
        QVERIFY(second.start().ok());
        QVERIFY(first.port() != second.port());
        QVERIFY(first.folder() != second.folder());
    }

    void serverAndFolderVanishWhenWeAreKilled()
    {
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--hold-a-server")});
        QVERIFY(child.waitForReadyRead(10000));
        const QList<QByteArray> words = child.readLine().trimmed().split(' ');
        QCOMPARE(words.size(), 2);
        const qint64 pid = words[0].toLongLong();
        const QString folder = QString::fromLocal8Bit(words[1]);
        QVERIFY(processExists(pid));
        QVERIFY(QDir(folder).exists());
        child.kill();
        QVERIFY(child.waitForFinished(5000));
        QTRY_VERIFY(!processExists(pid));
        QTRY_VERIFY(!QDir(folder).exists());
    }
};

// The process that serverAndFolderVanishWhenWeAreKilled() kills.
static int holdAServer()
{
    LocalRedis server;
    if (!server.start().ok())
        return 1;
    std::printf("%lld %s\n", static_cast<long long>(server.pid()), qPrintable(server.folder()));
    std::fflush(stdout);
    return QCoreApplication::exec();
}

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    if (argc > 1 && qstrcmp(argv[1], "--hold-a-server") == 0)
        return holdAServer();
    TestLocalRedis test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_localredis.moc"
