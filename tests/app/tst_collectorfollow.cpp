// SPDX-License-Identifier: GPL-3.0-or-later
// A collector follows a cache through a failover of real servers.
#include "app/collector.h"
#include "support/deployments.h"
#include "support/redisadmin.h"

#include <QtCore/QElapsedTimer>
#include <QtTest/QTest>

#include <array>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static constexpr int takeoverAfterMs = 20000;

class TestCollectorFollow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSentinelsFailoverIsSeenAndHistoryGoesOn()
    {
        LocalRedis primary;
        std::vector<std::unique_ptr<LocalRedis>> replicas;
        QVERIFY(startReplicas(primary, replicas, 1));
        std::array<LocalSentinel, 3> sentinels;
        CacheConfig cache = followingCache(loopbackOf(primary), Following::Sentinel);
        cache.nodes.front().found = true;
        cache.follow.sentinelPrimary = u"main"_s;
        for (LocalSentinel& sentinel : sentinels) {
            QVERIFY(sentinel.start(primary.port()));
            cache.follow.sentinels.push_back(sentinel.endpoint());
        }
        follow(cache);
        QTRY_COMPARE_WITH_TIMEOUT(m_cache.nodes.size(), std::size_t(2), 30000);
        QTRY_VERIFY_WITH_TIMEOUT(sentinels[0].othersKnown() == 2 && sentinels[1].othersKnown() == 2, 30000);
        killAndExpectFailoverTo(*replicas[0], primary);
    }

    void aClustersFailoverIsSeenAndHistoryGoesOn()
    {
        std::vector<std::unique_ptr<LocalRedis>> servers;
        QVERIFY(startCluster(servers, 3));
        const auto replica = addClusterReplica(*servers[1]);
        QVERIFY(replica);
        follow(followingCache(loopbackOf(*servers[0]), Following::Cluster));
        QTRY_COMPARE_WITH_TIMEOUT(m_cache.nodes.size(), std::size_t(4), 60000);
        killAndExpectFailoverTo(*replica, *servers[1], "CLUSTER FAILOVER TAKEOVER");
    }

    void cleanup() { m_collector.reset(); }

private:
    void follow(const CacheConfig& cache)
    {
        m_cache = cache;
        m_events.clear();
        m_statuses.clear();
        m_collector = std::make_unique<Collector>(nullptr, std::make_shared<SystemClock>());
        connect(m_collector.get(), &Collector::eventDetected, this,
                [this](const Event& event) { m_events.push_back(event); });
        connect(m_collector.get(), &Collector::statusChanged, this,
                [this](const NodeStatus& status) { m_statuses[status.node] = status; });
        connect(m_collector.get(), &Collector::serversFound, this,
                [this](const CacheId&, const std::vector<Endpoint>& found) {
                    const CacheConfig next = withFoundServers(m_cache, found);
                    if (next == m_cache)
                        return;
                    m_cache = next;
                    m_collector->setCache(m_cache, {});
                });
        m_collector->setCache(m_cache, {});
    }

    /// The promoted server is known by its new role, under the identity that it had, and the lost one as lost.
    /// Whose turn it is the servers decide, on a machine with no time to spare sometimes never: then `takeover` tells
    /// the heir, since what is tested is who follows.
    void killAndExpectFailoverTo(const LocalRedis& heir, LocalRedis& victim, const QByteArray& takeover = {})
    {
        QVERIFY(nodeAt(m_cache, heir) && nodeAt(m_cache, victim));
        const NodeId heirId = nodeAt(m_cache, heir)->id;
        const NodeId victimId = nodeAt(m_cache, victim)->id;
        QTRY_VERIFY_WITH_TIMEOUT(m_statuses[heirId].latest, 30'000);
        QCOMPARE(m_statuses[heirId].latest->text("role"), std::optional(u"slave"_s));
        victim.kill();
        QElapsedTimer since;
        since.start();
        const auto isPrimary = [&] {
            if (adminCommand(heir, "ROLE").contains("master"))
                return true;
            if (!takeover.isEmpty() && since.hasExpired(takeoverAfterMs))
                adminCommand(heir, takeover);
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isPrimary(), 60000);
        since.restart();
        QTRY_VERIFY_WITH_TIMEOUT(m_statuses[heirId].latest->text("role") == u"master"_s, 30'000);
        qInfo("known %lld ms after the new role", static_cast<long long>(since.elapsed()));
        QTRY_VERIFY_WITH_TIMEOUT(std::ranges::any_of(m_events,
                                                     [&](const Event& event) {
                                                         return event.node == heirId &&
                                                                event.kind == EventKind::Failover;
                                                     }),
                                 20000);
        QCOMPARE(m_statuses[victimId].state, NodeState::Down);
        QVERIFY(nodeAt(m_cache, victim)); // down, not gone
    }

    CacheConfig m_cache;
    std::unique_ptr<Collector> m_collector;
    std::vector<Event> m_events;
    std::map<NodeId, NodeStatus> m_statuses;
};

QTEST_GUILESS_MAIN(TestCollectorFollow)
#include "tst_collectorfollow.moc"
