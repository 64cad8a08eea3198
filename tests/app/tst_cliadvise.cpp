// SPDX-License-Identifier: GPL-3.0-or-later
// advise against a real server with planted faults.
#include "../report/monthhistory.h"
#include "app/exitcodes.h"
#include "app/targets.h"
#include "cliprocess.h"
#include "config/cachestore.h"
#include "config/profile.h"
#include "cost/coststore.h"
#include "history/historywriter.h"
#include "redis/localredis.h"
#include "support/redisadmin.h"

#include <QtCore/QDateTime>
#include <QtTest/QTest>

#include <map>
#include <nlohmann/json.hpp>

using namespace cacheledger;
using namespace cacheledger::testing;

class TestCliAdvise : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plantedFaultsAreFoundAndHealthIsFine()
    {
        LocalRedis server;
        QVERIFY(server
                    .start({QStringLiteral("--maxmemory"), QStringLiteral("64mb"), QStringLiteral("--maxmemory-policy"),
                            QStringLiteral("noeviction")})
                    .ok());
        adminCommand(server, "SET a 1");
        adminCommand(server, "KEYS *");
        const CliResult result = m_cli.run({QStringLiteral("advise"), url(server), QStringLiteral("--json"),
                                            QStringLiteral("--duration"), QStringLiteral("1")});
        QVERIFY2(result.exitCode == int(ExitCode::Ok), result.err.constData());
        std::map<std::string, std::string> states;
        for (const auto& finding : nlohmann::json::parse(result.out.toStdString())) {
            states[finding.at("id").get<std::string>()] = finding.at("state").get<std::string>();
            QVERIFY(!finding.at("evidence").get<std::string>().empty());
            QVERIFY(finding.contains("worth"));
        }
        for (const char* found : {"noeviction-on-cache", "keys-without-ttl", "slow-commands",
                                  "default-user-without-password", "latency-monitor-off"})
            QCOMPARE(states[found], std::string("found"));
        for (const char* fine :
             {"no-maxmemory", "memory-high", "rejected-connections", "many-databases", "unbalanced-cluster"})
            QCOMPARE(states[fine], std::string("fine"));
        for (const char* unknown :
             {"hit-ratio-low", "big-keys", "latency-events", "transparent-huge-pages", "stampede-risk",
              "memory-growing-faster-than-traffic", "caching-pays", "decision-matrix", "memory-forecast",
              "hit-ratio-anomaly", "latency-anomaly", "savings-this-month"})
            QCOMPARE(states[unknown], std::string("not_checkable"));
    }

    void peopleReadWhatToDoAndTheWayBack()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        const CliResult result = m_cli.run({QStringLiteral("advise"), QStringLiteral("--cache"), url(server),
                                            QStringLiteral("--duration"), QStringLiteral("1")});
        QVERIFY2(result.exitCode == int(ExitCode::Ok), result.err.constData());
        QVERIFY2(result.out.contains("No memory limit"), result.out.constData());
        QVERIFY2(result.out.contains("Way back: CONFIG SET maxmemory 0"), result.out.constData());
        QVERIFY2(result.out.contains("hit_ratio unknown"), result.out.constData());
    }

    void whatAdviceIsWorthComesFromTheLedger()
    {
        LocalRedis server;
        QVERIFY(server.start({QStringLiteral("--maxmemory"), QStringLiteral("64mb")}).ok());
        adminCommand(server, "SET a 1"); // without a TTL
        CliRunner cli;
        QCOMPARE(
            cli.run({QStringLiteral("caches"), QStringLiteral("add"), QStringLiteral("shop"), url(server)}).exitCode,
            0);
        const CacheId cache = keepHistoryAndCosts(Profile::under(cli.profileDir()));
        const CliResult result = cli.run({QStringLiteral("advise"), QStringLiteral("--cache"), QStringLiteral("shop"),
                                          QStringLiteral("--json"), QStringLiteral("--duration"), QStringLiteral("1")});
        QVERIFY2(result.exitCode == int(ExitCode::Ok), result.err.constData());
        std::map<std::string, nlohmann::json> findings;
        for (const auto& finding : nlohmann::json::parse(result.out.toStdString()))
            findings[finding.at("id").get<std::string>()] = finding;
        const nlohmann::json worth = findings["keys-without-ttl"]["worth"];
        QVERIFY2(worth.is_object(), result.out.constData());
        QCOMPARE(worth["currency"].get<std::string>(), std::string("USD"));
        QCOMPARE(worth["confidence"].get<std::string>(), std::string("assumed"));
        QVERIFY(worth["atMost"].get<bool>());
        const double perMonth = QString::fromStdString(worth["perMonth"].get<std::string>()).toDouble();
        QVERIFY2(perMonth > 0 && perMonth < 640, worth["perMonth"].get<std::string>().c_str()); // 10 $ a MiB at most
        QVERIFY(findings["default-user-without-password"]["worth"].is_null());
        QCOMPARE(findings["caching-pays"]["verdict"]["reasons"].size(), std::size_t(5));
        const nlohmann::json factors = findings["decision-matrix"]["factors"];
        QCOMPARE(factors.size(), std::size_t(4));
        QCOMPARE(factors[0]["places"]["redis"]["fit"].get<std::string>(), std::string("fits")); // about 25,000 a day
        QCOMPARE(factors[3]["places"]["redis"]["fit"].get<std::string>(), std::string("does_not_fit")); // 640 $
        const CliResult words = cli.run(
            {QStringLiteral("advise"), QStringLiteral("shop"), QStringLiteral("--duration"), QStringLiteral("1")});
        QVERIFY2(words.out.contains("Worth at most $"), words.out.constData());
    }

    void whatIsInsideIsTakenFromTheKeptAnalysis()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        adminCommand(server, "EVAL \"for i=1,2000 do redis.call('SET','emb:'..string.sub(redis.sha1hex(i),1,6),"
                             "string.rep('x',300)) redis.call('SET','resp:'..i,'y','EX',600) end "
                             "redis.call('SET','blob',string.rep('z',2000000))\" 0");
        CliRunner cli;
        QCOMPARE(
            cli.run({QStringLiteral("caches"), QStringLiteral("add"), QStringLiteral("shop"), url(server)}).exitCode,
            0);
        const QStringList advise{QStringLiteral("advise"), QStringLiteral("shop"), QStringLiteral("--duration"),
                                 QStringLiteral("1")};
        const CliResult before = cli.run(advise);
        QVERIFY2(before.out.contains("Run: cacheledger keys analyse --cache shop"), before.out.constData());
        QCOMPARE(cli.run({QStringLiteral("keys"), QStringLiteral("analyse"), QStringLiteral("shop")}).exitCode, 0);
        const CliResult unpriced = cli.run(advise);
        QVERIFY2(unpriced.out.contains("what the cache costs is not entered"), unpriced.out.constData());
        keepCosts(Profile::under(cli.profileDir())); // 640 $ a month; nothing was ever counted
        const CliResult result = cli.run(advise + QStringList{QStringLiteral("--json")});
        QVERIFY2(result.exitCode == int(ExitCode::Ok), result.err.constData());
        std::map<std::string, nlohmann::json> findings;
        for (const auto& finding : nlohmann::json::parse(result.out.toStdString()))
            QVERIFY2(findings.emplace(finding.at("id").get<std::string>(), finding).second, result.out.constData());
        for (const char* id : {"keys-without-ttl", "big-keys", "short-hash-ids"})
            QCOMPARE(findings[id]["state"].get<std::string>(), std::string("found"));
        QCOMPARE(findings["stale-references"]["state"].get<std::string>(), std::string("fine"));
        const nlohmann::json emb = findings["keys-without-ttl"]["keys"][0];
        QCOMPARE(findings["big-keys"]["keys"][0]["key"].get<std::string>(), std::string("blob"));
        QVERIFY2(findings["big-keys"]["worth"].is_null() && findings["big-keys"]["noWorth"].is_string(),
                 result.out.constData());
        QVERIFY2(emb["worth"]["atMost"].get<bool>(), result.out.constData()); // nothing can be idle for a day
        const double cost = QString::fromStdString(emb["costPerMonth"].get<std::string>()).toDouble();
        QVERIFY2(cost > 60 && cost < 640, result.out.constData());
        const CliResult ofUrl =
            cli.run({QStringLiteral("advise"), url(server), QStringLiteral("--duration"), QStringLiteral("1")});
        QVERIFY2(ofUrl.out.contains("cacheledger caches add NAME"), ofUrl.out.constData());
    }

    void whatIsToBeExpectedIsReadFromHistory()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        writeGrowth(adHocCache(server.endpoint()));
        const CliResult result = m_cli.run({QStringLiteral("advise"), url(server), QStringLiteral("--json"),
                                            QStringLiteral("--duration"), QStringLiteral("1")});
        QVERIFY2(result.exitCode == int(ExitCode::Ok), result.err.constData());
        std::map<std::string, nlohmann::json> findings;
        for (const auto& finding : nlohmann::json::parse(result.out.toStdString()))
            findings[finding.at("id").get<std::string>()] = finding;
        QCOMPARE(findings["memory-forecast"]["state"].get<std::string>(), std::string("found"));
        QCOMPARE(findings["memory-forecast"]["severity"].get<std::string>(), std::string("warning"));
        const auto evidence = QString::fromStdString(findings["memory-forecast"]["evidence"].get<std::string>());
        QVERIFY2(evidence.startsWith(QStringLiteral("Full in ")) && evidence.contains(QStringLiteral("Growth: ")),
                 qPrintable(evidence));
        QCOMPARE(findings["hit-ratio-anomaly"]["state"].get<std::string>(), std::string("not_checkable"));
    }

    void wrongUseAndNobodyThereAreTold()
    {
        QCOMPARE(m_cli.run({QStringLiteral("advise")}).exitCode, int(ExitCode::Usage));
        const QString nobody = QStringLiteral("127.0.0.1:%1").arg(freeLoopbackPort());
        const CliResult result = m_cli.run({QStringLiteral("advise"), nobody, QStringLiteral("--json")});
        QCOMPARE(result.exitCode, int(ExitCode::Unavailable));
        QVERIFY(nlohmann::json::parse(result.out.toStdString()).empty());
    }

private:
    /// A day of counters up to now, and 640 $ a month for the cache.
    static CacheId keepHistoryAndCosts(const Profile& profile)
    {
        CacheStore caches(profile.cachesFile());
        if (!caches.load() || caches.caches().empty())
            return {};
        const CacheId cache = caches.caches().front().id;
        const TimeMs nowMs = QDateTime::currentMSecsSinceEpoch();
        writeGeneratedHistory(profile.historyFile(), cache, QStringLiteral("shop"), nowMs - 26 * 3'600'000LL, nowMs,
                              600'000);
        keepCosts(profile);
        return cache;
    }
    static void keepCosts(const Profile& profile)
    {
        CacheStore caches(profile.cachesFile());
        QVERIFY(caches.load() && !caches.caches().empty());
        CostPlan plan;
        plan.cache = caches.caches().front().id;
        plan.currency = currencies::usd();
        CacheCostLine line;
        line.name = QStringLiteral("Redis");
        line.amount = Money::ofUnits(currencies::usd(), 640);
        plan.costs = {line};
        CostStore costs(profile.costsFile());
        QVERIFY(costs.load() && costs.setPlan(plan));
    }
    /// Four days at half a per cent of the limit an hour, which is reached in two.
    void writeGrowth(const CacheConfig& cache)
    {
        const Profile profile = Profile::under(m_cli.profileDir());
        QVERIFY(profile.create().ok());
        const auto writer = HistoryWriter::open(profile.historyFile());
        QVERIFY(writer.ok());
        const NodeConfig& node = cache.nodes.front();
        QVERIFY((*writer)->registerNode({cache.id, node.id, cache.name, node.endpoint.address()}).ok());
        const auto layout = std::make_shared<const SeriesLayout>(std::vector<std::string>{"maxmemory", "used_memory"});
        const TimeMs nowMs = QDateTime::currentMSecsSinceEpoch();
        std::vector<SnapshotPtr> batch;
        for (int minutes = 4 * 24 * 60; minutes >= 0; minutes -= 10) {
            auto sample = std::make_shared<Snapshot>();
            sample->node = node.id;
            sample->timeMs = nowMs - minutes * 60'000LL;
            sample->intervalMs = 600'000;
            sample->layout = layout;
            sample->values = {1e9, 1e9 * (0.76 - minutes / 60.0 * 0.005)};
            batch.push_back(std::move(sample));
        }
        QVERIFY((*writer)->append(batch).ok());
    }
    static QString url(const LocalRedis& server) { return QStringLiteral("redis://127.0.0.1:%1").arg(server.port()); }

    CliRunner m_cli;
};

QTEST_GUILESS_MAIN(TestCliAdvise)
#include "tst_cliadvise.moc"
