// SPDX-License-Identifier: GPL-3.0-or-later
// Each question on INFO texts that give each of its answers.
#include "advisor/advice.h"
#include "metrics/infoparser.h"

#include <QtTest/QTest>

#include <algorithm>
#include <set>

using namespace cacheledger;

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
        row("no cluster", "unbalanced-cluster", "cluster_enabled:0\n", "fine");
        row("one node of a cluster", "unbalanced-cluster", "cluster_enabled:1\n", "not_checkable");
        row("big keys", "big-keys", "maxmemory:0\n", "not_checkable");
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
            QVERIFY(finding.severity == Severity::Warning || finding.severity == Severity::Critical);
        }
        QCOMPARE(found, 6);
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
