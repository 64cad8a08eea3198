// SPDX-License-Identifier: GPL-3.0-or-later
// Each question on INFO texts that give each of its answers.
#include "advisor/advice.h"
#include "metrics/infoparser.h"

#include <QtTest/QTest>

#include <algorithm>
#include <set>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static SnapshotPtr sample(InfoParser& parser, const QByteArray& info, TimeMs timeMs)
{
    const InfoValues values = parser.parse({info.constData(), static_cast<std::size_t>(info.size())});
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->timeMs = timeMs;
    snapshot->intervalMs = 1000;
    snapshot->layout = values.layout;
    snapshot->values = values.values;
    snapshot->texts = values.texts;
    return snapshot;
}

class TestAdvice : public QObject
{
    Q_OBJECT

    static QByteArray stateOf(const std::vector<AdviceFinding>& findings, const char* id)
    {
        for (const AdviceFinding& finding : findings)
            if (finding.id == id)
                return adviceStateName(finding.state);
        return {};
    }

private Q_SLOTS:
    void eachQuestionIsAnswered_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("info"); // one second later
        QTest::addColumn<QByteArray>("id");
        QTest::addColumn<QByteArray>("state");
        QTest::addColumn<QByteArray>("severity");
        const auto row = [](const char* name, const char* id, const char* info, const char* state,
                            const char* severity = "normal", const char* before = "") {
            QTest::newRow(name) << QByteArray(before) << QByteArray(info) << QByteArray(id) << QByteArray(state)
                                << QByteArray(severity);
        };
        row("a limit", "no-maxmemory", "maxmemory:1000\n", "fine");
        row("no limit", "no-maxmemory", "maxmemory:0\nused_memory:5000\n", "found", "warning");
        row("a limit that is not told", "no-maxmemory", "used_memory:5000\n", "not_checkable");
        row("noeviction at a limit", "noeviction-on-cache", "maxmemory:9\nmaxmemory_policy:noeviction\n", "found",
            "warning");
        row("noeviction without a limit", "noeviction-on-cache", "maxmemory:0\nmaxmemory_policy:noeviction\n", "fine");
        row("a policy of Dragonfly", "noeviction-on-cache", "maxmemory:9\nmaxmemory_policy:eviction\n", "fine");
        row("volatile without TTLs", "volatile-policy-without-ttls",
            "maxmemory_policy:volatile-lru\ndb0:keys=100,expires=10,avg_ttl=0\n", "found", "warning");
        row("volatile with TTLs", "volatile-policy-without-ttls",
            "maxmemory_policy:volatile-lru\ndb0:keys=100,expires=90,avg_ttl=0\n", "fine");
        row("volatile and empty", "volatile-policy-without-ttls", "maxmemory_policy:volatile-lru\n", "not_checkable");
        row("memory at 91 %", "memory-high", "used_memory:91\nmaxmemory:100\n", "found", "critical");
        row("memory at 80 %", "memory-high", "used_memory:80\nmaxmemory:100\n", "found", "warning");
        row("memory at 75 %", "memory-high", "used_memory:75\nmaxmemory:100\n", "fine");
        row("memory without a limit", "memory-high", "used_memory:75\nmaxmemory:0\n", "not_checkable");
        row("fragmented", "fragmentation", "mem_fragmentation_ratio:1.8\nmem_fragmentation_bytes:300000000\n", "found",
            "warning");
        row("a small server's fragmentation", "fragmentation",
            "mem_fragmentation_ratio:9.1\nmem_fragmentation_bytes:6000000\n", "fine");
        row("swapped out", "swapping", "used_memory:1000\nused_memory_rss:500\n", "found", "critical");
        row("resident", "swapping", "used_memory:1000\nused_memory_rss:1100\n", "fine");
        row("keys that stay", "keys-without-ttl", "db0:keys=100,expires=49,avg_ttl=0\n", "found", "warning");
        row("keys that go", "keys-without-ttl", "db0:keys=100,expires=50,avg_ttl=0\n", "fine");
        row("no keys", "keys-without-ttl", "maxmemory:0\n", "not_checkable");
        row("two databases", "many-databases", "db0:keys=1,expires=0,avg_ttl=0\ndb3:keys=1,expires=0,avg_ttl=0\n",
            "found", "warning");
        row("one database", "many-databases", "db0:keys=1,expires=0,avg_ttl=0\n", "fine");
        row("a poor hit ratio", "hit-ratio-low", "keyspace_hits:79\nkeyspace_misses:21\n", "found", "critical",
            "keyspace_hits:0\nkeyspace_misses:0\n");
        row("a fair hit ratio", "hit-ratio-low", "keyspace_hits:85\nkeyspace_misses:15\n", "found", "warning",
            "keyspace_hits:0\nkeyspace_misses:0\n");
        row("a good hit ratio", "hit-ratio-low", "keyspace_hits:90\nkeyspace_misses:10\n", "fine", "normal",
            "keyspace_hits:0\nkeyspace_misses:0\n");
        row("no lookups", "hit-ratio-low", "keyspace_hits:90\nkeyspace_misses:90\n", "not_checkable", "normal",
            "keyspace_hits:90\nkeyspace_misses:90\n");
        row("no probe", "latency-high", "maxmemory:0\n", "not_checkable");
        row("a slow probe", "latency-high", "probe.p99:16000\n", "found", "critical");
        row("a fair probe", "latency-high", "probe.p99:9000\n", "found", "warning");
        row("a quick probe", "latency-high", "probe.p99:8000\n", "fine");
        row("many evictions", "evictions-high", "evicted_keys:20\n", "found", "warning", "evicted_keys:0\n");
        row("some evictions", "evictions-high", "evicted_keys:16\n", "fine", "normal", "evicted_keys:0\n");
        row("KEYS was used", "slow-commands", "cmdstat_keys:calls=3,usec=9,usec_per_call=3.00\n", "found", "warning");
        row("a slow HGETALL", "slow-commands", "cmdstat_hgetall:calls=3,usec=9000,usec_per_call=3000.00\n", "found",
            "warning");
        row("quick commands", "slow-commands",
            "cmdstat_info:calls=3,usec=9,usec_per_call=3.00\ncmdstat_hgetall:calls=3,usec=9,usec_per_call=3.00\n",
            "fine");
        row("commands that are not told", "slow-commands", "maxmemory:0\n", "not_checkable");
        row("blocked", "blocked-clients", "blocked_clients:2\n", "found", "warning");
        row("not blocked", "blocked-clients", "blocked_clients:0\n", "fine");
        row("rejected", "rejected-connections", "rejected_connections:2\n", "found", "critical");
        row("not rejected", "rejected-connections", "rejected_connections:0\n", "fine");
        row("many clients", "maxclients-near", "connected_clients:81\nmaxclients:100\n", "found", "warning");
        row("few clients", "maxclients-near", "connected_clients:80\nmaxclients:100\n", "fine");
        row("a failed save", "persistence-failing", "rdb_last_bgsave_status:err\n", "found", "critical");
        row("a good save", "persistence-failing", "rdb_last_bgsave_status:ok\naof_last_write_status:ok\n", "fine");
        row("saves that are not told", "persistence-failing", "maxmemory:0\n", "not_checkable");
        row("a cache on disk", "persistence-on-cache", "aof_enabled:1\nmaxmemory_policy:allkeys-lru\n", "found",
            "warning");
        row("a store on disk", "persistence-on-cache", "aof_enabled:1\nmaxmemory_policy:noeviction\n", "fine");
        row("big buffers", "client-buffers", "used_memory:1000\nmem_clients_slaves:90\nmem_clients_normal:20\n",
            "found", "warning");
        row("small buffers", "client-buffers", "used_memory:1000\nmem_clients_slaves:0\nmem_clients_normal:20\n",
            "fine");
        row("snapshots of a cache", "persistence-on-cache",
            "aof_enabled:0\nrdb_saves:3\nmaxmemory_policy:allkeys-lru\n", "found", "warning");
        row("a cache without a disk", "persistence-on-cache",
            "aof_enabled:0\nrdb_saves:0\nmaxmemory_policy:allkeys-lru\n", "fine");
        row("a disk that is not told of", "persistence-on-cache", "maxmemory_policy:allkeys-lru\n", "not_checkable");
        row("a policy that is not told", "noeviction-on-cache", "maxmemory:9\n", "not_checkable");
        row("no policy to judge", "volatile-policy-without-ttls", "maxmemory:9\n", "not_checkable");
        row("fragmentation that is not told", "fragmentation", "maxmemory:9\n", "not_checkable");
        row("residence that is not told", "swapping", "used_memory:1000\n", "not_checkable");
        row("evictions that are not counted", "evictions-high", "maxmemory:9\n", "not_checkable");
        row("blocked clients that are not told", "blocked-clients", "maxmemory:9\n", "not_checkable");
        row("rejections that are not told", "rejected-connections", "maxmemory:9\n", "not_checkable");
        row("a limit of clients that is not told", "maxclients-near", "connected_clients:3\n", "not_checkable");
        row("buffers that are not told", "client-buffers", "used_memory:1000\n", "not_checkable");
        row("databases that are not told", "many-databases", "maxmemory:9\n", "not_checkable");
        row("an empty server", "many-databases", "keyspace_hits:0\n", "fine");
        row("no replication", "replication-lag", "connected_slaves:0\n", "fine");
        row("a replica that keeps up", "replication-lag",
            "role:master\nconnected_slaves:1\nslave0:ip=10.0.0.2,port=6379,state=online,offset=9,lag=1\n", "fine");
        row("a replica that is late", "replication-lag",
            "role:master\nconnected_slaves:1\nslave0:ip=10.0.0.2,port=6379,state=online,offset=9,lag=7\n", "found",
            "warning");
        row("a lag that is not told", "replication-lag", "role:master\nconnected_slaves:1\n", "not_checkable");
        row("many errors", "errors-high", "total_error_replies:9\ntotal_commands_processed:100\n", "found", "critical",
            "total_error_replies:0\ntotal_commands_processed:0\n");
        row("few errors", "errors-high", "total_error_replies:5\ntotal_commands_processed:100\n", "fine", "normal",
            "total_error_replies:0\ntotal_commands_processed:0\n");
        row("errors that are not counted", "errors-high", "total_commands_processed:100\n", "not_checkable");
    }
    void eachQuestionIsAnswered()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, info);
        QFETCH(QByteArray, id);
        InfoParser parser;
        LiveWindow window(60'000);
        if (!before.isEmpty())
            window.add(sample(parser, before, 1000));
        window.add(sample(parser, info, 2000));
        const auto findings = advise({window});
        const auto found = std::find_if(findings.begin(), findings.end(),
                                        [&](const AdviceFinding& one) { return id == one.id.c_str(); });
        QVERIFY(found != findings.end());
        QTEST(QByteArray(adviceStateName(found->state)), "state");
        QTEST(QByteArray(severityName(found->severity)), "severity");
    }

    void whatIsFoundSaysWhatToDoAndHowToUndoIt()
    {
        InfoParser parser;
        LiveWindow window(60'000);
        window.add(sample(parser,
                          "maxmemory:100\nused_memory:95\nmaxmemory_policy:noeviction\nblocked_clients:1\n"
                          "rejected_connections:1\nrdb_last_bgsave_status:err\n",
                          1000));
        int found = 0;
        std::set<std::string> ids;
        for (const AdviceFinding& finding : advise({window, true})) {
            QVERIFY(ids.insert(finding.id).second);
            QVERIFY(!finding.title.isEmpty());
            QVERIFY(!finding.evidence.isEmpty());
            if (finding.state != AdviceState::Found)
                continue;
            ++found;
            QVERIFY2(!finding.action.isEmpty() && !finding.wayBack.isEmpty(), finding.id.c_str());
            QVERIFY2(!finding.threshold.isEmpty(), finding.id.c_str());
            QVERIFY(finding.severity == Severity::Warning || finding.severity == Severity::Critical);
        }
        QCOMPARE(found, 6);
    }

    void whatTheLatencyMonitorSawIsTold_data()
    {
        QTest::addColumn<QString>("doctor"); // empty: refused
        QTest::addColumn<QByteArray>("monitor");
        QTest::addColumn<QByteArray>("events");
        QTest::addColumn<QByteArray>("pages");
        const QByteArray found("found"), fine("fine"), unknown("not_checkable");
        QTest::newRow("off") << u"I'm sorry, Dave, I can't do that. Latency monitoring is disabled in this Valkey "
                                "instance."_s
                             << found << unknown << unknown;
        QTest::newRow("nothing seen") << u"Dave, no latency spike was observed during the lifetime of this Redis "
                                         "instance, not in the slightest bit."_s
                                      << fine << fine << fine;
        QTest::newRow("events")
            << u"Dave, I have observed latency spikes in this Redis instance.\n\n1. fork: 3 latency "
               "spikes (average 212ms, mean deviation 9ms, period 3600.00 sec). Worst all time "
               "event 230ms."_s
            << fine << found << fine;
        QTest::newRow("huge pages")
            << u"Dave, I have observed latency spikes in this Redis instance.\n\n- I detected a "
               "non zero amount of anonymous huge pages used by your process."_s
            << fine << found << found;
        QTest::newRow("not permitted") << QString() << unknown << unknown << unknown;
    }
    void whatTheLatencyMonitorSawIsTold()
    {
        QFETCH(QString, doctor);
        const Result<QString> told =
            doctor.isEmpty() ? Result<QString>(Error{ErrorCode::NoPermission, u"May not."_s, u"ACL SETUSER w +it"_s})
                             : Result<QString>(doctor);
        LiveWindow window(60'000);
        InfoParser parser;
        window.add(sample(parser, "maxmemory:100\n", 1000));
        const auto findings = advise({window, false, false, &told});
        QTEST(stateOf(findings, "latency-monitor-off"), "monitor");
        QTEST(stateOf(findings, "latency-events"), "events");
        QTEST(stateOf(findings, "transparent-huge-pages"), "pages");
        for (const AdviceFinding& finding : findings)
            if (finding.id == "latency-monitor-off" && doctor.isEmpty())
                QVERIFY(finding.evidence.contains(u"+it"_s)); // what would grant it
        QCOMPARE(stateOf(advise({window}), "latency-monitor-off"), QByteArray("not_checkable"));
    }

    void adviceFitsTheServer_data()
    {
        QTest::addColumn<QByteArray>("server");
        QTest::addColumn<QString>("eviction"); // in what to do about noeviction
        QTest::addColumn<QString>("tidying");  // about fragmentation
        QTest::newRow("Redis") << QByteArray("redis_version:7.0.15\n") << u"allkeys-lru"_s << u"activedefrag"_s;
        QTest::newRow("Valkey") << QByteArray("redis_version:7.2.4\nvalkey_version:8.1.1\n") << u"allkeys-lru"_s
                                << u"activedefrag"_s;
        QTest::newRow("KeyDB") << QByteArray("redis_version:6.3.4\nmvcc_depth:0\n") << u"allkeys-lru"_s
                               << u"activedefrag"_s;
        QTest::newRow("Dragonfly") << QByteArray("redis_version:7.4.0\ndragonfly_version:df-v1.23.0\n")
                                   << u"--cache_mode=true"_s << u"a new process"_s;
        QTest::newRow("Kvrocks") << QByteArray("redis_version:4.0.0\nkvrocks_version:2.9.0\n") << u"allkeys-lru"_s
                                 << u"a new process"_s;
    }
    void adviceFitsTheServer()
    {
        QFETCH(QByteArray, server);
        QFETCH(QString, eviction);
        QFETCH(QString, tidying);
        LiveWindow window(60'000);
        InfoParser parser;
        window.add(sample(parser,
                          server + "maxmemory:900\nmaxmemory_policy:noeviction\nmem_fragmentation_ratio:1.8\n"
                                   "mem_fragmentation_bytes:300000000\ncmdstat_keys:calls=3,usec=9,usec_per_call=3\n",
                          1000));
        int checked = 0;
        for (const AdviceFinding& finding : advise({window})) {
            const QString said = finding.action + u'|' + finding.wayBack;
            const bool isEviction = finding.id == "noeviction-on-cache", isTidying = finding.id == "fragmentation";
            checked += isEviction || isTidying ? 1 : 0;
            QVERIFY2(!isEviction || said.contains(eviction), qPrintable(said));
            QVERIFY2(!isTidying || said.contains(tidying), qPrintable(said));
            if (server.contains("dragonfly"))
                QVERIFY2(!said.contains(u"maxmemory-policy"_s) && !said.contains(u"activedefrag"_s), qPrintable(said));
        }
        QCOMPARE(checked, 2);
    }

    void anotherUserKnowsNothingOfTheDefaultOne()
    {
        LiveWindow window(60'000);
        InfoParser parser;
        window.add(sample(parser, "maxmemory:100\n", 1000));
        QCOMPARE(stateOf(advise({window, false, true}), "default-user-without-password"), QByteArray("not_checkable"));
    }

    void aPasswordIsFine()
    {
        InfoParser parser;
        LiveWindow window(60'000);
        window.add(sample(parser, "maxmemory:100\n", 1000));
        for (const bool open : {true, false}) {
            for (const AdviceFinding& finding : advise({window, open})) {
                if (finding.id == "default-user-without-password")
                    QCOMPARE(finding.state, open ? AdviceState::Found : AdviceState::Fine);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestAdvice)
#include "tst_advice.moc"
