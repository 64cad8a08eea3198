// SPDX-License-Identifier: GPL-3.0-or-later
// What goes wrong with sources and prices, one by one, as a user meets it: each is named, none is taken for a number.
#include "cliprocess.h"
#include "httpreceiver.h"

#include "redis/localredis.h"
#include "support/redisadmin.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtTest/QTest>

#include <nlohmann/json.hpp>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestCliBadSources : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void aListWithTextsCountsItsNumbers();
    void aHashWithoutNumbersIsNamed();
    void badAnswersOfAnEndpointAreNamed_data();
    void badAnswersOfAnEndpointAreNamed();
    void aTornHistogramGivesNoPercentiles();
    void badPricesAreRefusedWhole_data();
    void badPricesAreRefusedWhole();

private:
    CliResult run(const QString& line) const { return m_cli->run(line.split(u' ')); }
    void mustRun(const QString& line) const
    {
        const CliResult result = run(line);
        QVERIFY2(result.exitCode == 0, result.err.constData());
    }
    nlohmann::json tested(const QString& source) const
    {
        const CliResult result = run(u"sources test shop/%1 --json"_s.arg(source));
        return nlohmann::json::parse(result.out.cbegin(), result.out.cend(), nullptr, false);
    }

    std::unique_ptr<CliRunner> m_cli;
    LocalRedis m_redis;
};

void TestCliBadSources::initTestCase()
{
    QVERIFY(m_redis.start().ok());
}

void TestCliBadSources::init()
{
    m_cli = std::make_unique<CliRunner>();
    mustRun(u"caches add shop "_s + m_redis.endpoint().url());
}

void TestCliBadSources::aListWithTextsCountsItsNumbers()
{
    QVERIFY(!adminCommand(m_redis, "RPUSH latencies:embed 1 nan slow 3 inf -inf 2").startsWith('-'));
    mustRun(u"sources add --cache shop --name lists --kind redis-lists --key embed"_s);
    const auto found = tested(u"lists"_s);
    QVERIFY(found["metrics"]["op.embed.latency.count"] == 3);
    QVERIFY(found["metrics"]["op.embed.latency.max"] == 3);
    QVERIFY2(!found["problems"].empty(), found.dump().c_str());
}

void TestCliBadSources::aHashWithoutNumbersIsNamed()
{
    QVERIFY(!adminCommand(m_redis, "HSET odd hits nan misses inf requests 1e999 errors 7 total 12x").startsWith('-'));
    mustRun(u"sources add --cache shop --name odd --kind redis-hash --key odd --map hits=stage.a.hits --map "
            "misses=stage.a.misses --map requests=stage.a.requests --map errors=stage.a.errors --map "
            "total=app.requests"_s);
    const auto found = tested(u"odd"_s);
    QVERIFY2(found["metrics"].size() == 1 && found["metrics"]["stage.a.errors"] == 7, found.dump().c_str());
    QVERIFY(found["problems"].size() >= 4);
}

void TestCliBadSources::badAnswersOfAnEndpointAreNamed_data()
{
    QTest::addColumn<QByteArray>("response");
    QTest::addColumn<QByteArray>("named");
    QTest::addColumn<int>("code");
    const auto body = [](const QByteArray& json) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
               QByteArray::number(json.size()) + "\r\n\r\n" + json;
    };
    QTest::newRow("what Python writes for no number")
        << body("{\"hits\": NaN, \"x\": Infinity}") << QByteArray("NaN or Infinity") << 0;
    QTest::newRow("a number beyond doubles") << body("{\"hits\": 1e999}") << QByteArray("not JSON") << 69;
    QTest::newRow("a redirect to another server")
        << QByteArray("HTTP/1.1 302 X\r\nLocation: http://127.0.0.2:1/stolen\r\nContent-Length: 0\r\n\r\n")
        << QByteArray("redirects to another server") << 69;
    QTest::newRow("200 MB are announced")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 209715200\r\n\r\n") + QByteArray(20 << 20, ' ')
        << QByteArray("over 16 MiB") << 69;
    QTest::newRow("20 MB without an announcement")
        << QByteArray("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n") + QByteArray(20 << 20, ' ')
        << QByteArray("over 16 MiB") << 69;
}

void TestCliBadSources::badAnswersOfAnEndpointAreNamed()
{
    QFETCH(QByteArray, response);
    QFETCH(QByteArray, named);
    QFETCH(int, code);
    HttpReceiver server;
    server.answer(response);
    mustRun(u"sources add --cache shop --name api --kind http-json --map /hits=stage.a.hits --url "_s +
            QString::fromLatin1(server.url()));
    const CliResult result = run(u"sources test shop/api"_s);
    const QByteArray said = result.out + result.err;
    QVERIFY2(said.contains(named), said.constData());
    QCOMPARE(result.exitCode, code);
}

void TestCliBadSources::aTornHistogramGivesNoPercentiles()
{
    HttpReceiver server;
    const QByteArray text = "# TYPE h histogram\nh_bucket{le=\"1\"} 5\nh_bucket{le=\"2\"} 4\nh_bucket{le=\"+Inf\"} "
                            "9\nh_sum 4\nh_count 9\n# TYPE hits counter\nhits_total 12\n# EOF\n";
    server.answer(200, "Content-Type: application/openmetrics-text\r\n", text);
    mustRun(u"sources add --cache shop --name om --kind openmetrics --map h=stage.a --map hits_total=stage.a.hits "
            "--url "_s +
            QString::fromLatin1(server.url()));
    const auto found = tested(u"om"_s);
    QVERIFY2(found["metrics"]["stage.a.hits"] == 12, found.dump().c_str());
    QVERIFY(!found["metrics"].contains("stage.a.latency.p95"));
    QVERIFY(!found["problems"].empty());
}

void TestCliBadSources::badPricesAreRefusedWhole_data()
{
    QTest::addColumn<QByteArray>("prices");
    QTest::addColumn<QByteArray>("named");
    const QByteArray good = R"({"model": "m", "currency": "USD", "input": "1"})";
    QTest::newRow("negative") << good + R"(, {"model": "n", "currency": "USD", "input": "-1"})"
                              << QByteArray("negative");
    QTest::newRow("an unknown currency") << good + R"(, {"model": "n", "currency": "XYZ", "input": "1"})"
                                         << QByteArray("currency");
    QTest::newRow("overlapping") << good + "," + good << QByteArray("overlap");
    QTest::newRow("no number") << good + R"(, {"model": "n", "currency": "USD", "input": "nan"})"
                               << QByteArray("input");
}

void TestCliBadSources::badPricesAreRefusedWhole()
{
    QFETCH(QByteArray, prices);
    QFETCH(QByteArray, named);
    QVERIFY(QDir().mkpath(m_cli->profileDir() + u"/config"_s));
    QFile file(m_cli->profileDir() + u"/config/prices.json"_s);
    QVERIFY(file.open(QIODevice::WriteOnly));
    const QByteArray text = "{\"version\": 1, \"prices\": [" + prices + "]}";
    file.write(text);
    file.close();
    const CliResult result = run(u"prices list"_s);
    QVERIFY2(result.exitCode == 78 && result.err.contains(named), result.err.constData());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), text); // left as it is
}

QTEST_GUILESS_MAIN(TestCliBadSources)
#include "tst_clibadsources.moc"
