// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/catalogue.h"
#include "metrics/derived.h"

#include <QtCore/QObject>
#include <QtTest/QTest>

#include <algorithm>
#include <map>

using namespace cacheledger;

namespace
{

using Names = std::vector<std::string>;

WindowStat counted(double increase)
{
    WindowStat stat;
    stat.count = 2;
    stat.increase = increase;
    return stat;
}

WindowStat gauge(double last)
{
    WindowStat stat;
    stat.count = 1;
    stat.first = stat.last = stat.min = stat.max = stat.sum = last;
    return stat;
}

/// What is known of a server; every name is a column, an empty stat one without a value.
using World = std::map<std::string, WindowStat>;

std::optional<double> evaluate(std::string_view id, const World& world, double seconds = 10)
{
    Names names;
    for (const auto& [name, stat] : world)
        names.push_back(name);
    const auto metric = derived::find(id, names);
    if (!metric)
        return std::nullopt;
    std::vector<WindowStat> stats;
    for (const std::string& input : metric->inputs)
        stats.push_back(world.count(input) ? world.at(input) : WindowStat());
    return metric->evaluate(stats, seconds);
}

const WindowStat absentValue;

} // namespace

class TestDerived : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void formula_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<World>("world");
        QTest::addColumn<std::optional<double>>("expected");
        const auto row = [](const char* name, const char* id, const World& world, std::optional<double> expected) {
            QTest::newRow(name) << QString::fromLatin1(id) << world << expected;
        };
        const auto none = std::nullopt;
        row("hits of lookups", "hit_ratio", {{"keyspace_hits", counted(30)}, {"keyspace_misses", counted(10)}}, 0.75);
        row("no traffic is no ratio", "hit_ratio", {{"keyspace_hits", counted(0)}, {"keyspace_misses", counted(0)}},
            none);
        row("only misses is 0", "hit_ratio", {{"keyspace_hits", counted(0)}, {"keyspace_misses", counted(5)}}, 0.0);
        row("one sample has no ratio", "hit_ratio", {{"keyspace_hits", gauge(5)}, {"keyspace_misses", gauge(5)}}, none);
        row("misses not sent", "hit_ratio", {{"keyspace_hits", counted(5)}}, none);
        row("Garnet's names", "hit_ratio", {{"total_found", counted(1)}, {"total_notfound", counted(3)}}, 0.25);
        row("lookups", "lookups_per_second", {{"keyspace_hits", counted(30)}, {"keyspace_misses", counted(10)}}, 4.0);
        row("what a counter counted", "increase.stage.response.hits", {{"stage.response.hits", counted(41)}}, 41.0);
        row("one sample counted nothing yet", "increase.stage.response.hits", {{"stage.response.hits", gauge(5)}},
            none);
        row("a counter that is not sent", "increase.stage.response.hits", {}, none);
        row("evictions", "evictions_per_second", {{"evicted_keys", counted(25)}}, 2.5);
        row("no evictions is 0, not unknown", "evictions_per_second", {{"evicted_keys", counted(0)}}, 0.0);
        row("cores", "cpu_user", {{"used_cpu_user", counted(5)}}, 0.5);
        row("Dragonfly's CPU time is no number", "cpu_user",
            {{"used_cpu_user", counted(5)}, {"fibers_count", gauge(1)}}, none);
        row("errors of commands", "error_ratio",
            {{"total_error_replies", counted(5)}, {"total_commands_processed", counted(100)}}, 0.05);
        row("rejected commands are not counted as processed", "error_ratio",
            {{"total_error_replies", counted(5)}, {"total_commands_processed", counted(1)}}, 1.0);
        row("before Redis 6.2", "error_ratio", {{"total_commands_processed", counted(100)}}, none);
        row("memory of limit", "memory_used_ratio", {{"used_memory", gauge(75)}, {"maxmemory", gauge(100)}}, 0.75);
        row("above the limit", "memory_used_ratio", {{"used_memory", gauge(110)}, {"maxmemory", gauge(100)}}, 1.1);
        row("no limit", "memory_used_ratio", {{"used_memory", gauge(75)}, {"maxmemory", gauge(0)}}, none);
        row("connections", "clients_used_ratio", {{"connected_clients", gauge(8)}, {"maxclients", gauge(10)}}, 0.8);
        row("Dragonfly's name", "clients_used_ratio", {{"connected_clients", gauge(1)}, {"max_clients", gauge(4)}},
            0.25);
        row("fragmentation as the server says", "fragmentation_ratio",
            {{"mem_fragmentation_ratio", gauge(1.4)}, {"used_memory", gauge(10)}, {"used_memory_rss", gauge(30)}}, 1.4);
        row("fragmentation by its definition", "fragmentation_ratio",
            {{"used_memory", gauge(10)}, {"used_memory_rss", gauge(30)}}, 3.0);

        const World full{{"keyspace_hits", counted(1)}, {"used_memory", gauge(3000)}};
        const auto with = [&full](World more) {
            more.insert(full.begin(), full.end());
            return more;
        };
        row("keys of all databases", "keys", with({{"db0.keys", gauge(10)}, {"db15.keys", gauge(5)}}), 15.0);
        row("a full answer without databases has no keys", "keys", full, 0.0);
        row("a database that became empty", "keys", with({{"db0.keys", absentValue}, {"db1.keys", gauge(4)}}), 4.0);
        row("all became empty", "keys", with({{"db0.keys", absentValue}}), 0.0);
        row("a section alone proves nothing", "keys", {{"keyspace_hits", counted(1)}}, none);
        row("the keyspace section alone", "keys", {{"db0.keys", gauge(7)}}, 7.0);
        row("what merely looks like a database", "keys",
            with({{"db0.keys", gauge(7)}, {"db.keys", gauge(100)}, {"dbx.keys", gauge(100)}}), 7.0);
        row("the server was away", "keys", {{"keyspace_hits", absentValue}, {"used_memory", absentValue}}, none);
        row("keys with expiry", "keys_with_expiry", with({{"db0.expires", gauge(3)}, {"db0.keys", gauge(9)}}), 3.0);
        row("share of keys that never expire, in all databases", "keys_without_expiry_ratio",
            with(
                {{"db0.expires", gauge(3)}, {"db0.keys", gauge(9)}, {"db1.expires", gauge(0)}, {"db1.keys", gauge(1)}}),
            0.7);
        row("of no keys there is no share", "keys_without_expiry_ratio",
            with({{"db0.expires", gauge(0)}, {"db0.keys", gauge(0)}}), {});
        row("bytes per key", "bytes_per_key", with({{"db0.keys", gauge(10)}, {"db1.keys", gauge(20)}}), 100.0);
        row("no keys, no bytes per key", "bytes_per_key", full, none);
        row("emptied database, no bytes per key", "bytes_per_key", with({{"db0.keys", gauge(0)}}), none);

        row("lag of the worst replica", "replication_lag_seconds", {{"slave0.lag", gauge(1)}, {"slave1.lag", gauge(7)}},
            7.0);
        row("a replica that left", "replication_lag_seconds", {{"slave0.lag", gauge(1)}, {"slave1.lag", absentValue}},
            1.0);
        row("silence of the primary", "replication_lag_seconds", {{"master_last_io_seconds_ago", gauge(3)}}, 3.0);
        row("link down", "replication_lag_seconds",
            {{"master_last_io_seconds_ago", gauge(-1)}, {"master_link_down_since_seconds", gauge(40)}}, 40.0);
        row("never linked", "replication_lag_seconds",
            {{"master_last_io_seconds_ago", gauge(-1)}, {"master_link_down_since_seconds", gauge(-1)}}, none);
        row("a replica in the middle", "replication_lag_seconds",
            {{"master_last_io_seconds_ago", gauge(2)}, {"slave0.lag", gauge(5)}}, 5.0);
        row("no replication", "replication_lag_seconds", {{"connected_slaves", gauge(0)}}, none);
        row("Kvrocks counts writes, not seconds", "replication_lag_seconds",
            {{"slave0.lag", gauge(5000)}, {"block_cache_usage", gauge(1)}}, none);
        row("bytes behind", "replication_lag_bytes",
            {{"master_repl_offset", gauge(1000)}, {"slave0.offset", gauge(990)}, {"slave1.offset", gauge(700)}}, 300.0);
        row("ahead is not negative", "replication_lag_bytes",
            {{"master_repl_offset", gauge(1000)}, {"slave0.offset", gauge(1014)}}, 0.0);
        row("no replica, no bytes", "replication_lag_bytes", {{"master_repl_offset", gauge(1000)}}, none);

        row("calls of a command", "command.get.calls_per_second", {{"cmdstat.get.calls", counted(50)}}, 5.0);
        row("time of a command", "command.get.usec_per_call",
            {{"cmdstat.get.calls", counted(50)}, {"cmdstat.get.usec", counted(100)}}, 2.0);
        row("sub-command", "command.config|get.calls_per_second", {{"cmdstat.config|get.calls", counted(10)}}, 1.0);
        row("module command", "command.json.get.usec_per_call",
            {{"cmdstat.json.get.calls", counted(1)}, {"cmdstat.json.get.usec", counted(9)}}, 9.0);
        row("a command that rested", "command.get.usec_per_call",
            {{"cmdstat.get.calls", counted(0)}, {"cmdstat.get.usec", counted(0)}}, none);
        row("a stage's hits of what it answered or passed on", "stage.l1.hit_ratio",
            {{"stage.l1.hits", counted(30)}, {"stage.l1.misses", counted(10)}}, 0.75);
        row("a stage without traffic has no hit ratio", "stage.l1.hit_ratio",
            {{"stage.l1.hits", counted(0)}, {"stage.l1.misses", counted(0)}}, none);
        row("a stage's error rate", "stage.l1.error_rate",
            {{"stage.l1.errors", counted(1)}, {"stage.l1.requests", counted(4)}}, 0.25);
        row("a stage's time per request", "stage.l1.mean_latency_ms",
            {{"stage.l1.latency_sum_ms", counted(900)}, {"stage.l1.latency_count", counted(3)}}, 300.0);
        row("an operation's error rate", "op.embed.error_rate",
            {{"op.embed.errors", counted(1)}, {"op.embed.success", counted(3)}}, 0.25);
        row("the application's error rate", "app.error_rate",
            {{"app.errors", counted(2)}, {"app.requests", counted(8)}}, 0.25);
        row("a command that the server does not list", "command.get.calls_per_second", full, none);
    }

    void formula()
    {
        QFETCH(QString, id);
        QFETCH(World, world);
        QFETCH(std::optional<double>, expected);
        const auto result = evaluate(id.toStdString(), world);
        QCOMPARE(result.has_value(), expected.has_value());
        if (result)
            QCOMPARE(*result, *expected);
    }

    void noTimeIsNoRate()
    {
        const World world{{"evicted_keys", counted(25)}};
        QVERIFY(!evaluate("evictions_per_second", world, 0));
        QVERIFY(!evaluate("evictions_per_second", world, -5));
        QVERIFY(!evaluate("evictions_per_second", world, WindowStat::nan));
    }

    void wrongNumberOfInputsIsNothing()
    {
        const auto metric = derived::find("hit_ratio", {});
        QVERIFY(!metric->evaluate(std::vector<WindowStat>(1, counted(1)), 1));
    }

    void unknownIdsAreNotDerived_data()
    {
        QTest::addColumn<QString>("id");
        for (const char* id :
             {"", "used_memory", "hit_ratio_", "command.get", "command..calls_per_second", "command.calls_per_second",
              "db0.keys", "stage.hit_ratio", "stage.x.hits", "app.x.error_rate", "app.requests", "op.error_rate"})
            QTest::newRow(id) << QString::fromLatin1(id);
    }

    void unknownIdsAreNotDerived()
    {
        QFETCH(QString, id);
        const std::string key = id.toStdString();
        QVERIFY(!derived::isDerived(key));
        QVERIFY(!derived::find(key, {"db0.keys", "cmdstat.get.calls"}));
    }

    void availableIsWhatCanHaveAValue()
    {
        const Names names{"keyspace_hits",     "keyspace_misses",  "used_memory",       "db0.keys",
                          "cmdstat.get.calls", "cmdstat.get.usec", "master_repl_offset"};
        const Names ids = derived::available(names);
        const auto offered = [&ids](const char* id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); };
        QVERIFY(offered("hit_ratio") && offered("keys") && offered("bytes_per_key"));
        QVERIFY(offered("command.get.calls_per_second") && offered("command.get.usec_per_call"));
        QVERIFY(!offered("evictions_per_second") && !offered("memory_used_ratio"));
        QVERIFY(!offered("replication_lag_seconds") && !offered("replication_lag_bytes"));
        QVERIFY(derived::available({}).empty());
    }

    void everyDerivedMetricIsInTheCatalogueAndTheOtherWayRound()
    {
        const Names names{"keyspace_hits",
                          "keyspace_misses",
                          "evicted_keys",
                          "expired_keys",
                          "total_commands_processed",
                          "total_net_input_bytes",
                          "total_net_output_bytes",
                          "total_connections_received",
                          "rejected_connections",
                          "total_error_replies",
                          "used_memory",
                          "used_memory_rss",
                          "maxmemory",
                          "connected_clients",
                          "maxclients",
                          "db0.keys",
                          "db0.expires",
                          "used_cpu_user",
                          "used_cpu_sys",
                          "slave0.lag",
                          "slave0.offset",
                          "master_repl_offset",
                          "cmdstat.get.calls",
                          "cmdstat.get.usec"};
        const Names ids = derived::available(names);
        QCOMPARE(ids.size(), std::size_t(26));
        for (const std::string& id : ids) {
            QVERIFY2(derived::isDerived(id), id.c_str());
            QVERIFY2(catalogue::find(id), id.c_str());
            QCOMPARE(catalogue::find(id)->kind, MetricKind::Gauge);
        }
        // And what the catalogue calls by a derived id has a formula: all but the probe in the last part of the table.
        const auto& all = catalogue::all();
        const auto probeEnd = std::find_if(all.begin(), all.end(), [](auto& info) { return info.id == "hit_ratio"; });
        QCOMPARE(std::distance(probeEnd, all.end()), 27); // those, and the increase of any counter
        for (auto it = probeEnd; it != all.end(); ++it) {
            std::string id(it->id);
            if (const auto star = id.find('*'); star != std::string::npos)
                id.replace(star, 1, "get");
            QVERIFY2(derived::isDerived(id), id.c_str());
        }
    }

    void whatAnApplicationCountsGivesItsRatios()
    {
        const Names ids =
            derived::available({"stage.l1.hits", "stage.l1.misses", "stage.l1.requests", "stage.l2@eu.latency_sum_ms",
                                "stage.l2@eu.latency_count", "op.embed.errors", "op.embed.success", "app.requests",
                                "app.errors", "stage.l3.hits"});
        QCOMPARE(ids, (Names{"stage.l1.hit_ratio", "stage.l1.requests_per_second", "stage.l2@eu.mean_latency_ms",
                             "op.embed.error_rate", "app.requests_per_second", "app.error_rate"}));
        for (const std::string& id : ids) {
            QVERIFY2(derived::isDerived(id), id.c_str());
            QCOMPARE(catalogue::find(id)->kind, MetricKind::Gauge);
        }
    }

    void ratesKnowTheirExtremesFromOneCounter()
    {
        for (const std::string& id : derived::available({"evicted_keys", "used_cpu_user", "cmdstat.get.calls"})) {
            const auto metric = derived::find(id, {});
            QCOMPARE(metric->extremes, Extremes::OfRate);
            QCOMPARE(metric->inputs.size(), std::size_t(1));
            QCOMPARE(catalogue::lookup(metric->inputs[0]).kind, MetricKind::Counter);
        }
    }
};

QTEST_APPLESS_MAIN(TestDerived)
#include "tst_derived.moc"
