// SPDX-License-Identifier: GPL-3.0-or-later
// TopologyWalk against a real primary with replicas and a real cluster.
#include "redis/localredis.h"
#include "redis/topologywalk.h"
#include "support/redisadmin.h"

#include <QtTest/QTest>

#include <array>
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
        LocalRedis replica;
        startPair(primary, replica);
        const auto found = walk(fromReplica ? loopback(replica) : loopback(primary));
        QVERIFY(found.ok());
        QCOMPARE(found->kind, TopologyKind::Replication);
        QCOMPARE(found->nodes.size(), std::size_t(2));
        QCOMPARE(found->nodes[0].address, loopback(primary).address());
        QCOMPARE(found->nodes[1].role, QStringLiteral("replica"));
        QCOMPARE(found->nodes[1].primary, loopback(primary).address());
        QCOMPARE(found->nodes[1].linkUp, std::optional(true));
        QVERIFY(found->nodes[1].lagS && found->nodes[1].lagBytes);
        QVERIFY2(found->problems.isEmpty(), qPrintable(found->problems.join(u' ')));
    }

    void aServerOfTwoNamesIsCountedOnce()
    {
        LocalRedis primary;
        LocalRedis replica;
        startPair(primary, replica);
        Endpoint byName = loopback(primary);
        byName.host = QStringLiteral("localhost");
        const auto found = walk(byName);
        QVERIFY(found.ok());
        QCOMPARE(found->nodes.size(), std::size_t(2));
    }

    void aLostPrimaryIsAProblem()
    {
        LocalRedis primary;
        LocalRedis replica;
        startPair(primary, replica);
        primary.kill();
        QTRY_VERIFY(adminCommand(replica, "INFO replication").contains("master_link_status:down"));
        const auto found = walk(loopback(replica));
        QVERIFY(found.ok());
        QCOMPARE(found->nodes.size(), std::size_t(2));
        QVERIFY2(found->problems.join(u' ').contains(QStringLiteral("has lost its primary")),
                 qPrintable(found->problems.join(u' ')));
        QVERIFY2(found->problems.join(u' ').contains(QStringLiteral("There is no primary")),
                 qPrintable(found->problems.join(u' ')));
    }

    void aClusterIsSeenWithItsSlots()
    {
        std::array<LocalRedis, 3> servers;
        startCluster(servers);
        const auto found = walk(loopback(servers[1]));
        QVERIFY(found.ok());
        QCOMPARE(found->kind, TopologyKind::Cluster);
        QCOMPARE(found->nodes.size(), std::size_t(3));
        QCOMPARE(found->coveredSlots, int(SlotRange::slotCount));
        QVERIFY2(found->problems.isEmpty(), qPrintable(found->problems.join(u' ')));
        for (std::size_t i = 0; i < servers.size(); ++i) {
            QCOMPARE(found->nodes[i].address, loopback(servers[i]).address()); // in the order of their slots
            QVERIFY(found->nodes[i].server.startsWith(QStringLiteral("Redis")) ||
                    found->nodes[i].server.startsWith(QStringLiteral("Valkey")));
        }
        // A part of it goes: its slots are nobody's, once the others say so.
        servers[2].kill();
        QTRY_VERIFY_WITH_TIMEOUT(adminCommand(servers[0], "CLUSTER INFO").contains("cluster_state:fail"), 20000);
        const auto broken = walk(loopback(servers[0]));
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
    static Endpoint loopback(const LocalRedis& server)
    {
        Endpoint endpoint;
        endpoint.host = QStringLiteral("127.0.0.1");
        endpoint.port = server.port();
        return endpoint;
    }

    static void startPair(LocalRedis& primary, LocalRedis& replica)
    {
        QVERIFY(primary.start({QStringLiteral("--repl-diskless-sync-delay"), QStringLiteral("0")}).ok());
        QVERIFY(
            replica.start({QStringLiteral("--replicaof"), QStringLiteral("127.0.0.1 %1").arg(primary.port())}).ok());
        QTRY_VERIFY_WITH_TIMEOUT(adminCommand(primary, "INFO replication").contains("state=online"), 20000);
    }

    static void startCluster(std::array<LocalRedis, 3>& servers)
    {
        const std::array<const char*, 3> ranges{"0 5460", "5461 10922", "10923 16383"};
        for (std::size_t i = 0; i < servers.size(); ++i) {
            QVERIFY(servers[i]
                        .start({QStringLiteral("--cluster-enabled"), QStringLiteral("yes"),
                                QStringLiteral("--cluster-node-timeout"), QStringLiteral("1000")})
                        .ok());
            QCOMPARE(adminCommand(servers[i], QByteArray("CLUSTER ADDSLOTSRANGE ") + ranges[i]), QByteArray("+OK\r\n"));
        }
        for (std::size_t i = 1; i < servers.size(); ++i)
            adminCommand(servers[0], "CLUSTER MEET 127.0.0.1 " + QByteArray::number(servers[i].port()));
        for (const LocalRedis& server : servers) {
            QTRY_VERIFY_WITH_TIMEOUT(adminCommand(server, "CLUSTER INFO").contains("cluster_state:ok") &&
                                         adminCommand(server, "CLUSTER INFO").contains("cluster_size:3"),
                                     30000);
        }
    }

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
