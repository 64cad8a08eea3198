// SPDX-License-Identifier: GPL-3.0-or-later
#include "cliprocess.h"

#include "redis/localredis.h"

#include <QtTest/QTest>

#include <nlohmann/json.hpp>

using namespace cacheledger;
using namespace Qt::StringLiterals;

/// `cacheledger inspect` on INFO text in files.
class TestCliInspect : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneFileTellsNoRatio();
    void twoFilesGiveRatios();
    void uptimeAloneGivesTheTime();
    void aBreachedThresholdIsOne();
    void filesInTheWrongOrderAreRefused();
    void filesOfDifferentServersAreRefused_data();
    void filesOfDifferentServersAreRefused();
    void aRestartBetweenFilesWithoutAClockIsRefused();
    void aRestartBetweenFilesGivesNoNegativeRate();
    void whatIsNoInfoIsRefused_data();
    void whatIsNoInfoIsRefused();
    void linesThatAreNotUnderstoodAreCounted();
    void serversAreNamedForWhatTheyAre();
    void aFileThatNeverEndsIsNoInfo();
    void aRealServersTextIsUnderstood();

private:
    CliRunner m_cli;
};

static QByteArray info(qint64 seconds, qint64 hits, qint64 misses, const QByteArray& runId = "aaaa", bool clock = true)
{
    QByteArray text = "# Server\r\nredis_version:7.0.15\r\nrun_id:" + runId + "\r\n";
    if (clock)
        text += "server_time_usec:" + QByteArray::number((1'700'000'000 + seconds) * 1'000'000) + "\r\n";
    return text + "uptime_in_seconds:" + QByteArray::number(1000 + seconds) +
           "\r\n# Memory\r\nused_memory:1000000\r\nmaxmemory:0\r\n# Stats\r\nkeyspace_hits:" +
           QByteArray::number(hits) + "\r\nkeyspace_misses:" + QByteArray::number(misses) + "\r\nrole:master\r\n";
}

static nlohmann::json nodeOf(const CliResult& result)
{
    auto json = nlohmann::json::parse(result.out.toStdString(), nullptr, false);
    return json.is_object() ? json["nodes"][0] : nlohmann::json();
}

static nlohmann::json metricOf(nlohmann::json node, const std::string& id)
{
    for (const auto& metric : node["metrics"]) {
        if (metric["id"] == id)
            return metric["value"];
    }
    return "missing";
}

void TestCliInspect::oneFileTellsNoRatio()
{
    const CliResult result = m_cli.run({u"inspect"_s, u"--json"_s, m_cli.writeFile(u"a"_s, info(0, 900, 100))});
    QVERIFY2(result.exitCode == 0, result.err + result.out);
    auto node = nodeOf(result);
    QVERIFY(metricOf(node, "hit_ratio").is_null());
    QVERIFY(node["windowSeconds"].is_null());
    QVERIFY(node["sinceServerStart"]["hit_ratio"] == 0.9);
    QVERIFY(node["time"] == "2023-11-14T22:13:20.000Z");
    const CliResult text = m_cli.run({u"inspect"_s, m_cli.path(u"a"_s)});
    QVERIFY2(text.out.contains("Hit ratio since server start"), text.out.constData());
    QVERIFY2(text.out.contains("one moment"), text.out.constData());
}

void TestCliInspect::twoFilesGiveRatios()
{
    const CliResult result = m_cli.run({u"inspect"_s, u"--json"_s, m_cli.writeFile(u"a"_s, info(0, 900, 100)),
                                        m_cli.writeFile(u"b"_s, info(3600, 1890, 110))});
    QVERIFY2(result.exitCode == 0, result.err + result.out);
    auto node = nodeOf(result);
    QVERIFY(metricOf(node, "hit_ratio") == 0.99);
    QVERIFY(node["windowSeconds"] == 3600.0);
    QVERIFY(node["samples"] == 2);
}

void TestCliInspect::uptimeAloneGivesTheTime()
{
    const CliResult result =
        m_cli.run({u"inspect"_s, u"--json"_s, m_cli.writeFile(u"a"_s, info(0, 900, 100, "aaaa", false)),
                   m_cli.writeFile(u"b"_s, info(60, 1890, 110, "aaaa", false))});
    auto node = nodeOf(result);
    QVERIFY(metricOf(node, "hit_ratio") == 0.99);
    QVERIFY(node["windowSeconds"] == 60.0);
    QVERIFY2(node["time"].is_null(), "how long a server is up is not a date");
}

void TestCliInspect::aBreachedThresholdIsOne()
{
    const CliResult result = m_cli.run(
        {u"inspect"_s, m_cli.writeFile(u"a"_s, info(0, 900, 100)), m_cli.writeFile(u"b"_s, info(60, 1000, 200))});
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.out.contains("CRITICAL"), result.out.constData());
}

void TestCliInspect::filesInTheWrongOrderAreRefused()
{
    const CliResult result = m_cli.run(
        {u"inspect"_s, m_cli.writeFile(u"b"_s, info(60, 1000, 200)), m_cli.writeFile(u"a"_s, info(0, 900, 100))});
    QCOMPARE(result.exitCode, 64);
    QVERIFY2(result.err.contains("oldest"), result.err.constData());
}

void TestCliInspect::filesOfDifferentServersAreRefused_data()
{
    QTest::addColumn<int>("firstAt");
    QTest::addColumn<int>("secondAt");
    QTest::newRow("saved at the same time") << 0 << 0;
    QTest::newRow("the second saved earlier") << 60 << 0;
    QTest::newRow("the second saved later") << 0 << 60;
}

void TestCliInspect::filesOfDifferentServersAreRefused()
{
    QFETCH(int, firstAt);
    QFETCH(int, secondAt);
    const CliResult result = m_cli.run({u"inspect"_s, m_cli.writeFile(u"a"_s, info(firstAt, 900, 100)),
                                        m_cli.writeFile(u"b"_s, info(secondAt, 1890, 110, "bbbb"))});
    QCOMPARE(result.exitCode, 64);
    QVERIFY2(result.err.contains("are of different servers"), result.err.constData());
    QVERIFY2(result.err.contains("run_id"), result.err.constData());
    QCOMPARE(result.out, QByteArray());
}

void TestCliInspect::aRestartBetweenFilesWithoutAClockIsRefused()
{
    const CliResult result = m_cli.run({u"inspect"_s, m_cli.writeFile(u"a"_s, info(0, 900, 100, "aaaa", false)),
                                        m_cli.writeFile(u"b"_s, info(60, 10, 1, "bbbb", false))});
    QCOMPARE(result.exitCode, 64);
    QVERIFY2(result.err.contains("restarted"), result.err.constData());
}

void TestCliInspect::aRestartBetweenFilesGivesNoNegativeRate()
{
    QByteArray restarted = info(60, 95, 5, "bbbb");
    restarted.replace("uptime_in_seconds:1060", "uptime_in_seconds:30");
    const CliResult result = m_cli.run(
        {u"inspect"_s, u"--json"_s, m_cli.writeFile(u"a"_s, info(0, 900, 100)), m_cli.writeFile(u"b"_s, restarted)});
    QVERIFY2(result.out.contains("\"nodes\""), result.err.constData());
    const auto ratio = metricOf(nodeOf(result), "hit_ratio");
    QVERIFY2(ratio.is_null() || ratio == 0.95, result.out.constData());
}

void TestCliInspect::whatIsNoInfoIsRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("prose") << QByteArray("Dear diary,\ntoday the cache was down.\n");
    QTest::newRow("binary") << QByteArray(5000, '\0');
    QTest::newRow("an error reply") << QByteArray("NOAUTH Authentication required.\n");
}

void TestCliInspect::whatIsNoInfoIsRefused()
{
    QFETCH(QByteArray, text);
    const CliResult result = m_cli.run({u"inspect"_s, m_cli.writeFile(u"a"_s, text)});
    QCOMPARE(result.exitCode, 64);
    QVERIFY2(result.err.contains("INFO"), result.err.constData());
    QCOMPARE(m_cli.run({u"inspect"_s, m_cli.path(QString())}).exitCode, 74);
}

void TestCliInspect::linesThatAreNotUnderstoodAreCounted()
{
    const CliResult result =
        m_cli.run({u"inspect"_s, u"--json"_s, m_cli.writeFile(u"a"_s, info(0, 900, 100) + "no colon here\r\n")});
    QCOMPARE(result.exitCode, 0);
    QVERIFY(nodeOf(result)["malformedLines"] == 1);
    QVERIFY2(result.err.contains("not understood: 1."), result.err.constData());
}

void TestCliInspect::serversAreNamedForWhatTheyAre()
{
    const QByteArray keydb = info(0, 900, 100) + "mvcc_depth:0\r\nexecutable:/usr/bin/keydb-server\r\n";
    QVERIFY(nodeOf(m_cli.run({u"inspect"_s, u"--json"_s, m_cli.writeFile(u"a"_s, keydb)}))["server"] == "KeyDB 7.0.15");
    const QByteArray dragonfly = info(0, 900, 100) + "dragonfly_version:df-v1.28.0\r\n";
    const CliResult result = m_cli.run({u"inspect"_s, m_cli.writeFile(u"b"_s, dragonfly)});
    QVERIFY2(result.out.contains(": Dragonfly 1.28.0, primary"), result.out.constData());
}

void TestCliInspect::aFileThatNeverEndsIsNoInfo()
{
    const CliResult result = m_cli.run({u"inspect"_s, u"/dev/zero"_s});
    QCOMPARE(result.exitCode, 64);
    QVERIFY2(result.err.contains("256 MiB"), result.err.constData());
}

void TestCliInspect::aRealServersTextIsUnderstood()
{
    LocalRedis redis;
    QVERIFY(redis.start().ok());
    QProcess redisCli;
    redisCli.start(u"redis-cli"_s, {u"-p"_s, QString::number(redis.port()), u"INFO"_s, u"everything"_s});
    QVERIFY(redisCli.waitForFinished());
    const CliResult result =
        m_cli.run({u"inspect"_s, u"--json"_s, m_cli.writeFile(u"a"_s, redisCli.readAllStandardOutput())});
    QVERIFY2(result.exitCode == 0, result.err + result.out);
    QVERIFY(nodeOf(result)["malformedLines"] == 0);
    QVERIFY(nodeOf(result)["role"] == "primary");
}

QTEST_GUILESS_MAIN(TestCliInspect)
#include "tst_cliinspect.moc"
