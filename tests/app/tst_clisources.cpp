// SPDX-License-Identifier: GPL-3.0-or-later
// sources list, add, remove and test, and what collect and export make of sources, as a user runs them.
#include "cliprocess.h"
#include "httpreceiver.h"
#include "redis/localredis.h"
#include "support/redisadmin.h"

#include <QtTest/QTest>

#include <nlohmann/json.hpp>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestCliSources : public QObject
{
    Q_OBJECT

    std::unique_ptr<CliRunner> m_cli;
    LocalRedis m_redis;

    CliResult run(const QString& line) const { return m_cli->run(line.split(u' ')); }
    static nlohmann::json jsonOf(const CliResult& result)
    {
        return nlohmann::json::parse(result.out.cbegin(), result.out.cend(), nullptr, false);
    }
    void mustRun(const QString& line) const
    {
        const CliResult result = run(line);
        QVERIFY2(result.exitCode == 0, result.err.constData());
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_redis.start());
        QVERIFY(!adminCommand(m_redis, "HSET app:stats l1_hits 30 l1_misses 10 total_requests 40 l2_hits 6 colour red")
                     .startsWith('-'));
        QVERIFY(!adminCommand(m_redis, "LPUSH latencies:embed 1 2 3").startsWith('-'));
    }

    void init()
    {
        m_cli = std::make_unique<CliRunner>();
        QCOMPARE(m_cli->run({u"caches"_s, u"add"_s, u"shop"_s, m_redis.endpoint().url()}).exitCode, 0);
    }

    void aHashIsConfiguredListedTestedAndRemoved()
    {
        mustRun(u"sources add --cache shop --name counters --kind redis-hash --key app:stats --preset levels"_s);
        const auto list = jsonOf(run(u"sources list --json"_s));
        QCOMPARE(list.size(), std::size_t(1));
        QVERIFY(list[0]["source"] == "shop/counters");
        QVERIFY(list[0]["intervalMs"] == 15000);
        QVERIFY(run(u"sources list"_s).out.startsWith("shop/counters\tredis-hash\tapp:stats"));

        const CliResult tested = run(u"sources test shop/counters --json"_s);
        QVERIFY2(tested.exitCode == 0, tested.err.constData());
        const auto found = jsonOf(tested);
        QVERIFY(found["usable"] == true);
        QVERIFY(found["metrics"]["stage.l1.requests"] == 40); // hits and misses of one answer
        QVERIFY(found["metrics"]["app.requests"] == 40);
        QVERIFY(!found["metrics"].contains("stage.l2.misses"));
        QVERIFY(!found["problems"].empty()); // mapped and not there: l2_misses and l3
        QVERIFY(run(u"sources test counters"_s).out.contains("l1_hits\t30\t-> stage.l1.hits"));

        mustRun(u"sources remove shop/counters"_s);
        QVERIFY(jsonOf(run(u"sources list --json"_s)).empty());
    }

    void unmappedFieldsGetAProposal()
    {
        mustRun(u"sources add --cache shop --name raw --kind redis-hash --key app:stats"_s);
        const auto found = jsonOf(run(u"sources test shop/raw --json"_s));
        bool proposed = false;
        for (const auto& mapping : found["suggested"])
            proposed = proposed || (mapping["from"] == "l1_hits" && mapping["metric"] == "stage.l1.hits");
        QVERIFY(proposed);
    }

    void secretsComeFromTheEnvironmentOrTheCredentialsFile()
    {
        HttpReceiver server;
        server.answer(200, "Content-Type: application/json\r\n", "{\"l1_hit_rate\":85}");
        server.answer(200, "Content-Type: application/json\r\n", "{\"l1_hit_rate\":85}");
        server.answer(401);
        mustRun(u"sources add --cache shop --name api --kind http-json --auth bearer --map "
                "/l1_hit_rate=stage.l1.reported_hit_ratio*0.01 --url "_s +
                QString::fromLatin1(server.url()));
        m_cli->setVariable(u"CACHELEDGER_SOURCE_SHOP_API"_s, u"t0ken"_s);
        const auto found = jsonOf(run(u"sources test shop/api --json"_s));
        QVERIFY(found["metrics"]["stage.l1.reported_hit_ratio"] == 0.85);
        m_cli->removeVariable(u"CACHELEDGER_SOURCE_SHOP_API"_s);
        const QString file =
            m_cli->writeFile(u"secrets.json"_s, "{\"sources\": {\"shop/api\": {\"secret\": \"fr0m-file\"}}}");
        QCOMPARE(m_cli->run({u"--credentials"_s, file, u"sources"_s, u"test"_s, u"shop/api"_s}).exitCode, 0);
        const CliResult refused = run(u"sources test shop/api"_s);
        QCOMPARE(refused.exitCode, 77);
        QVERIFY2(refused.err.contains("secret of this source") && !refused.err.contains("CACHELEDGER_PASSWORD"),
                 refused.err.constData());
        const auto requests = server.requests();
        QCOMPARE(requests.size(), std::size_t(3));
        QVERIFY(requests[0].head.contains("Authorization: Bearer t0ken"));
        QVERIFY(requests[1].head.contains("Authorization: Bearer fr0m-file"));
        QVERIFY(!refused.err.contains("fr0m-file"));
    }

    void wrongWordsAreNamed_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("named");
        QTest::newRow("no kind") << u"sources add --cache shop --name a --key k"_s << 64 << QByteArray("--kind");
        QTest::newRow("a kind that is none")
            << u"sources add --cache shop --name a --kind redis-hsh --key k"_s << 64 << QByteArray("redis-hash");
        QTest::newRow("an unknown cache")
            << u"sources add --cache shpo --name a --kind redis-hash --key k"_s << 64 << QByteArray("shop");
        QTest::newRow("a preset of another kind")
            << u"sources add --cache shop --name a --kind redis-hash --key k --preset litellm"_s << 64
            << QByteArray("litellm");
        QTest::newRow("a mapping without a metric")
            << u"sources add --cache shop --name a --kind redis-hash --key k --map l1_hits"_s << 64
            << QByteArray("FROM=METRIC");
        QTest::newRow("a metric of the server")
            << u"sources add --cache shop --name a --kind redis-hash --key k --map m=used_memory"_s << 64
            << QByteArray("used_memory");
        QTest::newRow("a file as address")
            << u"sources add --cache shop --name a --kind http-json --url file:///etc/passwd"_s << 64
            << QByteArray("http");
        QTest::newRow("a source that is none") << u"sources test shop/a"_s << 64 << QByteArray("shop/a");
        QTest::newRow("removing one that is none") << u"sources remove shop/a"_s << 64 << QByteArray("shop/a");
    }

    void wrongWordsAreNamed()
    {
        QFETCH(QString, line);
        QFETCH(int, code);
        QFETCH(QByteArray, named);
        const CliResult result = run(line);
        QVERIFY2(result.err.contains(named), result.err.constData());
        QCOMPARE(result.exitCode, code);
        QVERIFY(jsonOf(run(u"sources list --json"_s)).empty());
    }

    void collectKeepsThemUnderNamesOfTheirOwn()
    {
        mustRun(u"sources add --cache shop --name counters --kind redis-hash --key app:stats --interval 1000 --map "
                "l1_hits=stage.l1.hits --map l1_misses=stage.l1.misses"_s);
        mustRun(u"sources add --cache shop --name lists --kind redis-lists --key embed --interval 1000"_s);
        mustRun(u"sources add --cache shop --name broken --kind redis-hash --key nobody --map x=app.requests"_s);
        const CliResult collected = run(u"collect --cache shop --interval 250 --duration 4"_s);
        QVERIFY2(collected.exitCode == 0, collected.err.constData());
        QVERIFY2(collected.err.contains("Source broken: "), collected.err.constData());
        const CliResult hits = run(u"export --cache shop --from -1h --metric stage.l1.hits"_s);
        QVERIFY2(hits.out.contains(",shop/counters,30"), hits.out.constData());
        QVERIFY2(!hits.out.contains(QByteArray::number(m_redis.port())), hits.out.constData());
        const CliResult latencies = run(u"export --cache shop --from -1h --metric op.embed.latency.median"_s);
        QVERIFY2(latencies.out.contains(",shop/lists,2"), latencies.out.constData());
        const CliResult memory = run(u"export --cache shop --from -1h --metric used_memory"_s);
        QVERIFY2(memory.out.contains(QByteArray::number(m_redis.port())), memory.out.constData());
        QVERIFY2(!memory.out.contains("shop/"), memory.out.constData());
        // A source is no second server: a text of the only one needs no --node.
        const QString info = m_cli->writeFile(u"info.txt"_s, "# Server\r\nredis_version:7.0.0\r\nserver_time_usec:"
                                                             "1780315200000000\r\n# Memory\r\nused_memory:1000\r\n");
        const CliResult filled = m_cli->run({u"backfill"_s, u"--cache"_s, u"shop"_s, info});
        QVERIFY2(filled.exitCode == 0, filled.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestCliSources)
#include "tst_clisources.moc"
