// SPDX-License-Identifier: GPL-3.0-or-later
// NodeFollower against real replicas, a real cluster and real sentinels.
#include "redis/nodefollower.h"

#include "redis/sentinelquestion.h"
#include "support/certificates.h"
#include "support/deployments.h"
#include "support/redisadmin.h"

#include <QtTest/QTest>

#include <algorithm>
#include <array>

using namespace cacheledger;
using namespace Qt::StringLiterals;

/// A follower whose findings go into its cache, as whoever watches does it.
struct Followed {
    explicit Followed(CacheConfig config, const QString& sentinelPassword = {})
        : cache(std::move(config)),
          follower(cache, {}, sentinelPassword,
                   FollowOptions{.every = std::chrono::milliseconds(200), .connection = {}})
    {
        QObject::connect(&follower, &NodeFollower::found, &follower, [this](const std::vector<Endpoint>& servers) {
            ++rounds;
            error.reset();
            cache = withFoundServers(cache, servers);
            follower.setNodes(cache.nodes);
        });
        QObject::connect(&follower, &NodeFollower::failed, &follower,
                         [this](const Error& failure) { error = failure; });
        follower.start();
    }
    bool has(const LocalRedis& server) const { return nodeAt(cache, server) != nullptr; }

    CacheConfig cache;
    int rounds = 0;
    std::optional<Error> error;
    NodeFollower follower;
};

class TestNodeFollower : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void replicasAreFoundFromAReplicaAndStayWhenTheyAreDown()
    {
        LocalRedis primary;
        std::vector<std::unique_ptr<LocalRedis>> replicas;
        QVERIFY(startReplicas(primary, replicas, 2));
        Followed followed(followingCache(loopbackOf(*replicas[0]), Following::Replicas));
        QTRY_COMPARE_WITH_TIMEOUT(followed.cache.nodes.size(), std::size_t(3), 30'000);
        QVERIFY(followed.has(primary) && followed.has(*replicas[1]));
        QVERIFY(!followed.cache.nodes.front().found);
        const int rounds = followed.rounds;
        replicas[1]->kill();
        QTRY_VERIFY_WITH_TIMEOUT(followed.rounds > rounds + 3, 30'000);
        QVERIFY(followed.has(*replicas[1]));
    }

    void aServerUnderTwoNamesIsOne()
    {
        LocalRedis primary;
        std::vector<std::unique_ptr<LocalRedis>> replicas;
        QVERIFY(startReplicas(primary, replicas, 1));
        Endpoint byName = loopbackOf(primary);
        byName.host = u"localhost"_s; // its replica calls it 127.0.0.1
        Followed followed(followingCache(byName, Following::Replicas));
        QTRY_VERIFY_WITH_TIMEOUT(followed.has(*replicas[0]), 30'000);
        const int rounds = followed.rounds;
        QTRY_VERIFY_WITH_TIMEOUT(followed.rounds > rounds + 3, 30'000);
        QCOMPARE(followed.cache.nodes.size(), std::size_t(2));
    }

    void aClusterIsFollowedThroughNewNodesLossAndForgetting()
    {
        std::vector<std::unique_ptr<LocalRedis>> servers;
        QVERIFY(startCluster(servers, 3));
        Followed followed(followingCache(loopbackOf(*servers[0]), Following::Cluster));
        QTRY_COMPARE_WITH_TIMEOUT(followed.cache.nodes.size(), std::size_t(3), 30'000);

        const auto replica = addClusterReplica(*servers[1]);
        QVERIFY(replica);
        QTRY_VERIFY_WITH_TIMEOUT(followed.has(*replica), 30'000);
        const NodeId id = nodeAt(followed.cache, *replica)->id;

        // The one that the user configured goes: the others are asked, and it stays a part of the cache.
        servers[0]->kill();
        const int rounds = followed.rounds;
        QTRY_VERIFY_WITH_TIMEOUT(followed.rounds > rounds + 3, 30'000);
        QVERIFY(followed.has(*servers[0]));
        QCOMPARE(followed.cache.nodes.size(), std::size_t(4));

        // Forgotten by all that are left, it is no part any more; found again, it is the one that it was.
        const QByteArray gone = myId(*replica);
        replica->suspend(); // or it gossips itself back
        for (std::size_t i : {1, 2})
            QCOMPARE(adminCommand(*servers[i], "CLUSTER FORGET " + gone), QByteArray("+OK\r\n"));
        QTRY_VERIFY_WITH_TIMEOUT(!followed.has(*replica), 30'000);
        replica->resume();
        for (std::size_t i : {1, 2})
            adminCommand(*servers[i], "CLUSTER MEET 127.0.0.1 " + QByteArray::number(replica->port()));
        followed.cache = withFoundServers(followed.cache, {loopbackOf(*replica)});
        QCOMPARE(nodeAt(followed.cache, *replica)->id, id);
    }

    void aServerThatIsNoMemberIsSaidToBeNone()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        Followed followed(followingCache(loopbackOf(server), Following::Cluster));
        QTRY_VERIFY_WITH_TIMEOUT(followed.error.has_value(), 30'000);
        QCOMPARE(followed.error->code, ErrorCode::Unsupported);
    }

    void announcedAddressesAreMapped()
    {
        LocalRedis primary;
        QVERIFY(primary.start().ok());
        LocalRedis replica;
        QVERIFY(replica
                    .start({u"--replica-announce-ip"_s, u"10.1.2.3"_s, u"--replicaof"_s,
                            u"127.0.0.1 %1"_s.arg(primary.port())})
                    .ok());
        QTRY_VERIFY_WITH_TIMEOUT(adminCommand(primary, "INFO replication").contains("ip=10.1.2.3"), 30'000);
        CacheConfig cache = followingCache(loopbackOf(primary), Following::Replicas);
        cache.follow.mappings = {AddressMapping{u"10.1.2.3"_s, u"127.0.0.1"_s}};
        Followed followed(cache);
        QTRY_VERIFY_WITH_TIMEOUT(followed.has(replica), 30'000);
        QCOMPARE(nodeAt(followed.cache, replica)->endpoint.host, u"127.0.0.1"_s);
    }

    void aFailoverThatSentinelsMakeIsFollowed()
    {
        LocalRedis primary;
        std::vector<std::unique_ptr<LocalRedis>> replicas;
        QVERIFY(startReplicas(primary, replicas, 1));
        std::array<LocalSentinel, 3> sentinels;
        std::vector<Endpoint> endpoints;
        for (LocalSentinel& sentinel : sentinels) {
            QVERIFY(sentinel.start(primary.port(), "sentinels only"));
            endpoints.push_back(sentinel.endpoint());
        }
        CacheConfig cache = followingCache(loopbackOf(primary), Following::Sentinel);
        cache.nodes.front().found = true;
        cache.follow.sentinels = endpoints;
        cache.follow.sentinelPrimary = u"main"_s;
        Followed followed(cache, u"sentinels only"_s);
        QTRY_COMPARE_WITH_TIMEOUT(followed.cache.nodes.size(), std::size_t(2), 30000);

        // One sentinel goes, then the primary: the others promote its replica, and both are still part of the cache.
        QTRY_VERIFY_WITH_TIMEOUT(sentinelsKnowEachOther(sentinels), 30000);
        sentinels[0].kill();
        primary.kill();
        QTRY_VERIFY_WITH_TIMEOUT(adminCommand(*replicas[0], "ROLE").contains("master"), 60000);
        const int rounds = followed.rounds;
        QTRY_VERIFY_WITH_TIMEOUT(followed.rounds > rounds + 5, 30000);
        QVERIFY2(!followed.error, followed.error ? qPrintable(followed.error->text()) : "");
        QVERIFY(followed.has(primary) && followed.has(*replicas[0]));
        // A replica that comes later is found.
        LocalRedis late;
        QVERIFY(late.start({u"--replicaof"_s, u"127.0.0.1 %1"_s.arg(replicas[0]->port())}).ok());
        QTRY_VERIFY_WITH_TIMEOUT(followed.has(late), 60000);
    }

    void theSentinelsPasswordIsNotTheServers()
    {
        LocalRedis primary;
        QVERIFY(primary.start().ok());
        LocalSentinel sentinel;
        QVERIFY(sentinel.start(primary.port(), "sentinels only"));
        CacheConfig cache = followingCache(loopbackOf(primary), Following::Sentinel);
        cache.follow.sentinels = {sentinel.endpoint()};
        cache.follow.sentinelPrimary = u"main"_s;
        Followed wrong(cache, u"the servers' one"_s);
        QTRY_VERIFY_WITH_TIMEOUT(wrong.error.has_value(), 30'000);
        QCOMPARE(wrong.error->code, ErrorCode::WrongPassword);
        Followed right(cache, u"sentinels only"_s);
        QTRY_VERIFY_WITH_TIMEOUT(right.rounds > 0, 30'000);
        cache.follow.sentinelPrimary = u"mian"_s;
        Followed misspelt(cache, u"sentinels only"_s);
        QTRY_VERIFY_WITH_TIMEOUT(misspelt.error.has_value(), 30'000);
        QCOMPARE(misspelt.error->code, ErrorCode::UnknownCache);
    }

    void sentinelsAreAskedOverTls_data()
    {
        QTest::addColumn<bool>("trusted");
        QTest::newRow("a trusted authority") << true;
        QTest::newRow("nobody vouches for the sentinel") << false;
    }

    void sentinelsAreAskedOverTls()
    {
        QFETCH(bool, trusted);
        const Certificates certificates;
        QVERIFY2(certificates.problem().isEmpty(), qPrintable(certificates.problem()));
        const quint16 primaryPort = freeLoopbackPort();
        LocalRedis primary;
        QVERIFY(primary.start(certificates.serverOptions(primaryPort)).ok());
        const quint16 sentinelPort = freeLoopbackPort();
        LocalSentinel sentinel;
        QVERIFY(sentinel.start(primaryPort, {},
                               certificates.serverOptions(sentinelPort) +
                                   QStringList{u"--tls-replication"_s, u"yes"_s})); // so it asks the primary, too
        Endpoint endpoint = loopbackOf(primary);
        endpoint.transport = Transport::Tls;
        endpoint.port = primaryPort;
        endpoint.tls.caFile = trusted ? certificates.authority() : QString();
        CacheConfig cache = followingCache(endpoint, Following::Sentinel);
        cache.follow.sentinels = {endpoint};
        cache.follow.sentinels.front().port = sentinelPort;
        cache.follow.sentinelPrimary = u"main"_s;
        Followed followed(cache);
        QTRY_VERIFY_WITH_TIMEOUT(followed.rounds > 1 || followed.error, 30'000);
        QCOMPARE(followed.error.has_value(), !trusted);
        if (!trusted) {
            QCOMPARE(followed.error->code, ErrorCode::TlsFailed);
            return;
        }
        QCOMPARE(followed.cache.nodes.size(), std::size_t(1));
        QCOMPARE(followed.cache.nodes.front().endpoint, endpoint);
    }

    void mostSentinelsCount_data()
    {
        QTest::addColumn<QStringList>("answers"); // a primary each; empty: does not answer
        QTest::addColumn<QString>("expected");
        QTest::newRow("all agree") << QStringList{u"a:1"_s, u"a:1"_s, u"a:1"_s} << u"a:1"_s;
        QTest::newRow("the first lies") << QStringList{u"evil:1"_s, u"a:1"_s, u"a:1"_s} << u"a:1"_s;
        QTest::newRow("a tie: the first") << QStringList{u"a:1"_s, u"b:1"_s} << u"a:1"_s;
        QTest::newRow("one is left") << QStringList{{}, {}, u"b:1"_s} << u"b:1"_s;
        QTest::newRow("none") << QStringList{{}, {}} << QString();
    }

    void mostSentinelsCount()
    {
        QFETCH(QStringList, answers);
        QFETCH(QString, expected);
        std::vector<Result<SentinelAnswer>> given;
        for (const QString& primary : answers) {
            if (primary.isEmpty())
                given.emplace_back(Error{ErrorCode::ConnectionRefused, u"refused"_s, {}});
            else
                given.emplace_back(SentinelAnswer{primary, {u"of "_s + primary}});
        }
        const auto result = majorityOf(given);
        QCOMPARE(result.ok(), !expected.isEmpty());
        if (!result.ok())
            return;
        QCOMPARE(result->primary, expected);
        QCOMPARE(result->replicas, QStringList{u"of "_s + expected});
    }

private:
    static bool sentinelsKnowEachOther(const std::array<LocalSentinel, 3>& sentinels)
    {
        return std::all_of(sentinels.begin(), sentinels.end(),
                           [](const LocalSentinel& sentinel) { return sentinel.othersKnown() == 2; });
    }

    static QByteArray myId(const LocalRedis& server)
    {
        const QByteArray reply = adminCommand(server, "CLUSTER MYID");
        return reply.mid(reply.indexOf('\n') + 1).trimmed();
    }
};

QTEST_GUILESS_MAIN(TestNodeFollower)
#include "tst_nodefollower.moc"
