// SPDX-License-Identifier: GPL-3.0-or-later
#include "cliprocess.h"

#include "redis/localredis.h"
#include "support/redisadmin.h"

#include <QtCore/QFile>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

#include <nlohmann/json.hpp>

using namespace cacheledger;
using namespace Qt::StringLiterals;

/// `cacheledger check` against real servers and against what is none.
class TestCliCheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFreshServerIsFine();
    void jsonIsAloneOnStandardOutput();
    void aBreachedThresholdIsOne();
    void passwordsComeFromEverywhere_data();
    void passwordsComeFromEverywhere();
    void aWrongPasswordIsRefused();
    void aUserWithoutInfoGetsTheAclLine();
    void aWebServerIsNotARedis();
    void aSilentPortTimesOut();
    void aServerFullOfClientsIsUnavailable();
    void aServerThatLoadsIsUnavailable();
    void aServerThatTellsNoRoleLeavesNoHole();
    void theCommandLineShowsNoPassword();
};

static QStringList checkLine(const QString& url)
{
    return {u"check"_s, url, u"--duration"_s, u"0.6"_s};
}
static QString urlOf(const LocalRedis& redis, const QString& login = {})
{
    return u"redis://"_s + login + redis.endpoint().address();
}
/// A busy machine makes probes slow, which check tells as it should: again, until they were not.
static CliResult checkWithoutBreach(const CliRunner& cli, const QStringList& line)
{
    CliResult result = cli.run(line);
    for (int again = 0; again < 20 && result.exitCode == 1; ++again)
        result = cli.run(line);
    return result;
}

void TestCliCheck::aFreshServerIsFine()
{
    LocalRedis redis;
    QVERIFY(redis.start().ok());
    const CliResult result = checkWithoutBreach(CliRunner(), checkLine(urlOf(redis)));
    QVERIFY2(result.exitCode == 0, result.err + result.out);
    QCOMPARE(result.err, QByteArray());
    QVERIFY2(result.out.contains("NORMAL") && result.out.contains("unknown"), result.out.constData());
    QVERIFY2(result.out.contains("Hit ratio: no traffic") && !result.out.contains("unknown: "), result.out.constData());
}

void TestCliCheck::jsonIsAloneOnStandardOutput()
{
    LocalRedis redis;
    QVERIFY(redis.start().ok());
    const CliResult result = checkWithoutBreach(CliRunner(), checkLine(urlOf(redis)) << u"--json"_s);
    QCOMPARE(result.exitCode, 0);
    auto json = nlohmann::json::parse(result.out.toStdString(), nullptr, false);
    QVERIFY2(!json.is_discarded(), result.out.constData());
    auto& node = json["nodes"][0];
    QVERIFY(node["severity"] == "normal");
    QVERIFY(node["samples"].get<int>() >= 2);
    QVERIFY(node["watchingPerMinute"]["commands"] > 0);
    QVERIFY(node["watchingPerMinute"]["serverMicroseconds"] > 0);
    QVERIFY(node["windowSeconds"].get<double>() > 0);
    QVERIFY(node["metrics"].is_array() && !node["metrics"].empty());
    for (const auto& metric : node["metrics"]) {
        if (metric["id"] == "hit_ratio")
            QVERIFY2(metric["value"].is_null(), "no traffic is not a ratio of 0");
    }
}

void TestCliCheck::aBreachedThresholdIsOne()
{
    LocalRedis redis;
    QVERIFY(redis.start({u"--maxmemory"_s, u"2mb"_s}).ok());
    QVERIFY(adminCommand(redis, "SETRANGE k 900000 x").startsWith(':'));
    const CliResult result = CliRunner().run(checkLine(urlOf(redis)));
    QVERIFY2(result.exitCode == 1, result.err + result.out);
    QVERIFY2(result.out.contains("CRITICAL") || result.out.contains("WARNING"), result.out.constData());
}

void TestCliCheck::passwordsComeFromEverywhere_data()
{
    QTest::addColumn<QString>("source");
    for (const char* source : {"url", "variable", "named variable", "file"})
        QTest::newRow(source) << QString::fromLatin1(source);
}

void TestCliCheck::passwordsComeFromEverywhere()
{
    QFETCH(QString, source);
    LocalRedis redis;
    QVERIFY(redis.start({u"--requirepass"_s, u"s3cret"_s}).ok());
    CliRunner cli;
    QStringList line = checkLine(urlOf(redis, source == u"url"_s ? u":s3cret@"_s : QString()));
    if (source == u"variable"_s)
        cli.setVariable(u"CACHELEDGER_PASSWORD"_s, u"s3cret"_s);
    if (source == u"named variable"_s)
        cli.setVariable(u"CACHELEDGER_PASSWORD_127_0_0_1_%1"_s.arg(redis.port()), u"s3cret"_s);
    if (source == u"file"_s) {
        const QString text = u"{\"caches\": {\"127.0.0.1:%1\": {\"password\": \"s3cret\"}}}"_s.arg(redis.port());
        const QString file = cli.writeFile(u"credentials.json"_s, text.toUtf8());
        QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner);
        line = QStringList{u"--credentials"_s, file} + line;
    }
    const CliResult result = checkWithoutBreach(cli, line);
    QVERIFY2(result.exitCode == 0, result.err + result.out);
    QCOMPARE(result.err.contains("can be read by other users"), source == u"url"_s);
    QVERIFY(!(result.err + result.out).contains("s3cret"));
}

void TestCliCheck::aWrongPasswordIsRefused()
{
    LocalRedis redis;
    QVERIFY(redis.start({u"--requirepass"_s, u"s3cret"_s}).ok());
    CliRunner cli;
    const CliResult without = cli.run(checkLine(urlOf(redis)));
    QCOMPARE(without.exitCode, 77);
    QVERIFY2(without.err.contains("Set CACHELEDGER_PASSWORD"), without.err.constData());
    cli.setVariable(u"CACHELEDGER_PASSWORD"_s, u"wr0ng"_s);
    const CliResult result = cli.run(checkLine(urlOf(redis)) << u"--json"_s);
    QCOMPARE(result.exitCode, 77);
    auto json = nlohmann::json::parse(result.out.toStdString(), nullptr, false);
    QVERIFY(json["nodes"][0]["error"]["code"] == "WrongPassword");
    QVERIFY(!(result.err + result.out).contains("wr0ng"));
}

void TestCliCheck::aUserWithoutInfoGetsTheAclLine()
{
    LocalRedis redis;
    QVERIFY(redis.start().ok());
    QCOMPARE(adminCommand(redis, "ACL SETUSER poor on >pw +ping"), QByteArray("+OK\r\n"));
    const CliResult result = CliRunner().run(checkLine(urlOf(redis, u"poor:pw@"_s)));
    QCOMPARE(result.exitCode, 77);
    QVERIFY2(result.err.contains("+info"), result.err.constData());
}

void TestCliCheck::aWebServerIsNotARedis()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    connect(&server, &QTcpServer::newConnection, this, [&server] {
        QTcpSocket* socket = server.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket,
                [socket] { socket->write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"); });
    });
    const CliRunner cli;
    const auto process = cli.start(checkLine(u"redis://127.0.0.1:%1"_s.arg(server.serverPort())));
    QTRY_COMPARE_WITH_TIMEOUT(process->state(), QProcess::NotRunning, 30'000);
    const CliResult result = CliRunner::wait(*process);
    QCOMPARE(result.exitCode, 69);
    QVERIFY2(result.err.contains("Redis"), result.err.constData());
}

void TestCliCheck::aSilentPortTimesOut()
{
    QTcpServer server; // accepts, and never says a word
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const CliResult result = CliRunner().run(checkLine(u"redis://127.0.0.1:%1"_s.arg(server.serverPort())));
    QCOMPARE(result.exitCode, 69);
    QVERIFY2(result.err.contains("127.0.0.1"), result.err.constData());
}

void TestCliCheck::aServerFullOfClientsIsUnavailable()
{
    LocalRedis redis;
    QVERIFY(redis.start({u"--maxclients"_s, u"1"_s}).ok());
    QTcpSocket occupant;
    occupant.connectToHost(u"127.0.0.1"_s, redis.port());
    QVERIFY(occupant.waitForConnected());
    occupant.write("PING\r\n");
    QVERIFY(occupant.waitForReadyRead());
    const CliResult result = CliRunner().run(checkLine(urlOf(redis)) << u"--json"_s);
    QCOMPARE(result.exitCode, 69);
    QVERIFY2(result.out.contains("MaxClients"), result.out + result.err);
}

void TestCliCheck::aServerThatLoadsIsUnavailable()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    connect(&server, &QTcpServer::newConnection, this, [&server] {
        QTcpSocket* socket = server.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [socket] {
            const qsizetype commands = socket->readAll().count("*");
            for (qsizetype i = 0; i < commands; ++i)
                socket->write("-LOADING Redis is loading the dataset in memory\r\n");
        });
    });
    const CliRunner cli;
    const auto process = cli.start(checkLine(u"redis://127.0.0.1:%1"_s.arg(server.serverPort())) << u"--json"_s);
    QTRY_COMPARE_WITH_TIMEOUT(process->state(), QProcess::NotRunning, 30'000);
    const CliResult result = CliRunner::wait(*process);
    QCOMPARE(result.exitCode, 69);
    QVERIFY2(result.out.contains("\"Loading\""), result.out + result.err);
}

void TestCliCheck::aServerThatTellsNoRoleLeavesNoHole()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    connect(&server, &QTcpServer::newConnection, this, [&server] {
        QTcpSocket* socket = server.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [socket] {
            const QByteArray info = "# Server\r\nredis_version:7.0.0\r\n";
            const QList<QByteArray> commands = socket->readAll().split('*');
            for (const QByteArray& command : commands.mid(1)) {
                if (command.contains("INFO"))
                    socket->write('$' + QByteArray::number(info.size()) + "\r\n" + info + "\r\n");
                else
                    socket->write(command.contains("PING") ? "+PONG\r\n" : "+OK\r\n");
            }
        });
    });
    const CliRunner cli;
    const QString address = u"127.0.0.1:%1"_s.arg(server.serverPort());
    const auto process = cli.start({u"caches"_s, u"test"_s, address});
    QTRY_COMPARE_WITH_TIMEOUT(process->state(), QProcess::NotRunning, 30'000);
    const CliResult result = CliRunner::wait(*process);
    QCOMPARE(result.exitCode, 0);
    QVERIFY2(result.out.startsWith(address.toUtf8() + ": Redis 7.0.0, "), result.out.constData());
    QVERIFY2(!result.out.contains(", ,"), result.out.constData());
}

void TestCliCheck::theCommandLineShowsNoPassword()
{
    LocalRedis redis;
    QVERIFY(redis.start({u"--requirepass"_s, u"s3cret"_s}).ok());
    const CliRunner cli;
    const auto process = cli.start({u"check"_s, urlOf(redis, u":s3cret@"_s), u"--duration"_s, u"5"_s});
    const auto commandLine = [&process] {
        QFile file(u"/proc/%1/cmdline"_s.arg(process->processId()));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    QTRY_VERIFY(commandLine().contains("redis://:******@"));
    QVERIFY(!commandLine().contains("s3cret"));
    process->kill();
    process->waitForFinished();
}

QTEST_GUILESS_MAIN(TestCliCheck)
#include "tst_clicheck.moc"
