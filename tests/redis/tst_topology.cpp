// SPDX-License-Identifier: GPL-3.0-or-later
// TopologyWalk against a real primary with replicas and a real cluster.
#include "redis/topologywalk.h"
#include "support/deployments.h"
#include "support/redisadmin.h"

#include <QtTest/QTest>

#include <optional>

using namespace cacheledger;

class TestTopology : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aServerAloneIsOne()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        const auto found = walk(server.endpoint());
        QVERIFY(found.ok());
        QCOMPARE(found->kind, TopologyKind::Standalone);
        QCOMPARE(found->nodes.size(), std::size_t(1));
        QCOMPARE(found->nodes[0].role, QStringLiteral("primary"));
        QVERIFY(found->nodes[0].uptimeS.has_value());
        QVERIFY2(found->problems.isEmpty(), qPrintable(found->problems.join(u' ')));
    }

    void replicasAreFoundFromEitherEnd_data()
    {
        QTest::addColumn<bool>("fromReplica");
        QTest::newRow("asked at the primary") << false;
        QTest::newRow("asked at a replica") << true;
    }
    void replicasAreFoundFromEitherEnd()
    {
        QFETCH(bool, fromReplica);
        LocalRedis primary;
        std::vector<std::unique_ptr<LocalRedis>> replicas;
        QVERIFY(startReplicas(primary, replicas, 1));
        const auto found = walk(loopbackOf(fromReplica ? *replicas[0] : primary));
        QVERIFY(found.ok());
        QCOMPARE(found->kind, TopologyKind::Replication);
        QCOMPARE(found->nodes.size(), std::size_t(2));
        QCOMPARE(found->nodes[0].address, loopbackOf(primary).address());
        QCOMPARE(found->nodes[1].role, QStringLiteral("replica"));
        QCOMPARE(found->nodes[1].primary, loopbackOf(primary).address());
        QCOMPARE(found->nodes[1].linkUp, std::optional(true));
        QVERIFY(found->nodes[1].lagS && found->nodes[1].lagBytes);
        QVERIFY2(found->problems.isEmpty(), qPrintable(found->problems.join(u' ')));
    }

    void aServerOfTwoNamesIsCountedOnce()
    {
        LocalRedis primary;
        std::vector<std::unique_ptr<LocalRedis>> replicas;
        QVERIFY(startReplicas(primary, replicas, 1));
        Endpoint byName = loopbackOf(primary);
        byName.host = QStringLiteral("localhost");
        const auto found = walk(byName);
        QVERIFY(found.ok());
        QCOMPARE(found->nodes.size(), std::size_t(2));
    }

    void aLostPrimaryIsAProblem()
    {
        LocalRedis primary;
        std::vector<std::unique_ptr<LocalRedis>> replicas;
        QVERIFY(startReplicas(primary, replicas, 1));
        primary.kill();
        QTRY_VERIFY(adminCommand(*replicas[0], "INFO replication").contains("master_link_status:down"));
        const auto found = walk(loopbackOf(*replicas[0]));
        QVERIFY(found.ok());
        QCOMPARE(found->nodes.size(), std::size_t(2));
        QVERIFY2(found->problems.join(u' ').contains(QStringLiteral("has lost its primary")),
                 qPrintable(found->problems.join(u' ')));
        QVERIFY2(found->problems.join(u' ').contains(QStringLiteral("There is no primary")),
                 qPrintable(found->problems.join(u' ')));
    }

    void aClusterIsSeenWithItsSlots()
    {
        std::vector<std::unique_ptr<LocalRedis>> servers;
        QVERIFY(startCluster(servers, 3));
        const auto found = walk(loopbackOf(*servers[1]));
        QVERIFY(found.ok());
        QCOMPARE(found->kind, TopologyKind::Cluster);
        QCOMPARE(found->nodes.size(), std::size_t(3));
        QCOMPARE(found->coveredSlots, int(SlotRange::slotCount));
        QVERIFY2(found->problems.isEmpty(), qPrintable(found->problems.join(u' ')));
        for (std::size_t i = 0; i < servers.size(); ++i) {
            QCOMPARE(found->nodes[i].address, loopbackOf(*servers[i]).address()); // in the order of their slots
            QVERIFY(found->nodes[i].server.startsWith(QStringLiteral("Redis")) ||
                    found->nodes[i].server.startsWith(QStringLiteral("Valkey")));
        }
        // A part of it goes: its slots are nobody's, once the others say so.
        servers[2]->kill();
        QTRY_VERIFY_WITH_TIMEOUT(adminCommand(*servers[0], "CLUSTER INFO").contains("cluster_state:fail"), 30'000);
        const auto broken = walk(loopbackOf(*servers[0]));
        QVERIFY(broken.ok());
        QVERIFY(broken->coveredSlots < SlotRange::slotCount);
        QVERIFY2(broken->problems.join(u' ').contains(QStringLiteral("served by nobody")),
                 qPrintable(broken->problems.join(u' ')));
        QVERIFY(broken->nodes[2].failing);
    }

    void anUnreachableServerIsTheError()
    {
        Endpoint nobody;
        nobody.host = QStringLiteral("127.0.0.1");
        nobody.port = freeLoopbackPort();
        const auto found = walk(nobody);
        QVERIFY(!found.ok());
        QCOMPARE(found.error().code, ErrorCode::ConnectionRefused);
    }

private:
    static Result<Topology> walk(const Endpoint& endpoint)
    {
        std::optional<Result<Topology>> found;
        TopologyWalk walk(endpoint, {});
        QObject::connect(&walk, &TopologyWalk::finished, &walk,
                         [&](const Result<Topology>& topology) { found = topology; });
        walk.start();
        [&] { QTRY_VERIFY_WITH_TIMEOUT(found.has_value(), 30000); }();
        return found ? *found : Result<Topology>(Error{ErrorCode::Cancelled, QStringLiteral("no answer"), {}});
    }
};

QTEST_GUILESS_MAIN(TestTopology)
#include "tst_topology.moc"
