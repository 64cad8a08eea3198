// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/collector.h"
#include "app/sourceaccess.h"
#include "app/targets.h"
#include "redis/localredis.h"
#include "support/fakeserver.h"
#include "support/redisadmin.h"

#include <QtCore/QThread>
#include <QtNetwork/QTcpServer>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <algorithm>
#include <atomic>
#include <functional>

using namespace cacheledger;
using namespace Qt::StringLiterals;

/// The machine's clock, which a test can set forward while a collector's thread reads it.
class JumpingClock : public Clock
{
public:
    TimeMs nowMs() const override { return m_system.nowMs() + m_offsetMs; }
    qint64 monotonicNs() const override { return m_system.monotonicNs(); }
    void jump(qint64 ms) { m_offsetMs += ms; }

private:
    SystemClock m_system;
    std::atomic<qint64> m_offsetMs = 0;
};

/// What a collector said, gathered in the test's thread.
struct Listener : QObject {
    explicit Listener(Collector& collector)
    {
        connect(&collector, &Collector::statusChanged, this,
                [this](const NodeStatus& status) { statuses.push_back(status); });
        connect(&collector, &Collector::eventDetected, this, [this](const Event& event) { events.push_back(event); });
    }
    int samples(const NodeId& node) const
    {
        std::vector<TimeMs> times;
        for (const NodeStatus& status : statuses) {
            if (status.node == node && status.lastSampleMs &&
                std::find(times.begin(), times.end(), *status.lastSampleMs) == times.end())
                times.push_back(*status.lastSampleMs);
        }
        return static_cast<int>(times.size());
    }
    NodeState state() const { return statuses.empty() ? NodeState::Connecting : statuses.back().state; }
    bool saw(EventKind kind) const
    {
        return std::any_of(events.begin(), events.end(), [kind](const Event& event) { return event.kind == kind; });
    }
    std::vector<NodeStatus> statuses;
    std::vector<Event> events;
};

class TestCollector : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void samplesArriveAtTheInterval();
    void everyNodeOfACacheIsPolled();
    void primariesOfACacheAreCounted();
    void aSlowOrDeadNodeDelaysNoOther();
    void aRestartIsAnEventAndTheNodeComesBack();
    void aServerThatIsNotThereIsAnEventOnce();
    void aJumpOfTheClockIsAnEvent();
    void pausingStopsAndResumingGoesOn();
    void aRemovedCacheIsSilent();
    void aNewPasswordConnectsAgain();
    void sourcesArePolledBesideNodesAndGoWithTheirCache();
    void sourcesAreJudgedByRulesAboutApplications();
    void endingWhileEverythingRunsIsClean();
    void endingReadsWhatHasArrived_data();
    void endingReadsWhatHasArrived();

private:
    CacheConfig cacheOf(const LocalRedis& redis) const
    {
        CacheConfig cache = adHocCache(redis.endpoint());
        cache.intervalMs = CacheConfig::minIntervalMs;
        return cache;
    }
    std::shared_ptr<JumpingClock> m_clock;
};

void TestCollector::init()
{
    m_clock = std::make_shared<JumpingClock>();
}

void TestCollector::samplesArriveAtTheInterval()
{
    LocalRedis redis;
    QVERIFY(redis.start().ok());
    Collector collector(nullptr, m_clock);
    Listener listener(collector);
    const CacheConfig cache = cacheOf(redis);
    collector.setCache(cache, {});
    QTRY_VERIFY(listener.samples(cache.nodes.front().id) >= 3);
    QCOMPARE(listener.state(), NodeState::Up);
    QVERIFY(listener.statuses.back().latest->value("used_memory").has_value());
    QCOMPARE(listener.statuses.back().latest->intervalMs, CacheConfig::minIntervalMs);
    QVERIFY(listener.events.empty());
}

/// Two after a partition; told once for the cache.
void TestCollector::primariesOfACacheAreCounted()
{
    LocalRedis primary, replica;
    QVERIFY(primary.start().ok());
    QVERIFY(replica.start({u"--replicaof"_s, u"127.0.0.1 %1"_s.arg(primary.port())}).ok());
    CacheConfig cache = cacheOf(primary);
    cache.nodes.push_back(adHocCache(replica.endpoint()).nodes.front());
    Rule rule;
    rule.id = u"many"_s;
    rule.metric = "cache.primaries";
    rule.comparison = Comparison::Above;
    rule.threshold = 1;
    Rule one = rule;
    one.id = u"one"_s;
    one.comparison = Comparison::Equal;
    Collector collector(nullptr, m_clock);
    std::vector<AlertTransition> found;
    connect(&collector, &Collector::nodesAppeared, this, [&](const std::vector<WatchedNode>& nodes) {
        std::vector<NodePast> pasts;
        for (const WatchedNode& node : nodes)
            pasts.push_back({node.node, {}, {}, 0});
        collector.admit(pasts);
    });
    connect(&collector, &Collector::judged, this, [&found](const AlertReport& report) {
        found.insert(found.end(), report.transitions.begin(), report.transitions.end());
    });
    const auto newest = [&found](const QString& id) {
        const auto last =
            std::find_if(found.rbegin(), found.rend(), [&id](const auto& each) { return each.key.rule == id; });
        return last == found.rend() ? AlertState::Inactive : last->to;
    };
    collector.setRules({rule, one});
    collector.setCache(cache, {});
    QTRY_COMPARE_WITH_TIMEOUT(newest(u"one"_s), AlertState::Firing, 30'000);
    QVERIFY(adminCommand(replica, "REPLICAOF NO ONE").startsWith('+')); // as after a partition
    QTRY_COMPARE_WITH_TIMEOUT(newest(u"many"_s), AlertState::Firing, 30'000);
    QVERIFY(adminCommand(replica, "REPLICAOF 127.0.0.1 " + QByteArray::number(primary.port())).startsWith('+'));
    QTRY_COMPARE_WITH_TIMEOUT(newest(u"many"_s), AlertState::Resolved, 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(newest(u"one"_s), AlertState::Firing, 30'000);
    QVERIFY(std::ranges::all_of(found, [&](const auto& each) { return each.key.node == cache.nodes.front().id; }));
}

/// One field of the hash "stats", of the stage "a".
static SourceConfig hashSourceOf(const CacheConfig& cache, const QString& field)
{
    SourceConfig source;
    source.id = newNodeId();
    source.cache = cache.id;
    source.name = u"app"_s;
    source.kind = SourceKind::RedisHash;
    source.key = u"stats"_s;
    source.intervalMs = SourceConfig::minIntervalMs;
    source.fields = {{field, "stage.a." + field.toStdString(), 1}};
    return source;
}

void TestCollector::sourcesArePolledBesideNodesAndGoWithTheirCache()
{
    LocalRedis redis;
    QVERIFY(redis.start().ok());
    QVERIFY(!adminCommand(redis, "HSET stats hits 5").startsWith('-'));
    Collector collector(nullptr, m_clock);
    const CacheConfig cache = cacheOf(redis);
    SourceConfig source = hashSourceOf(cache, u"hits"_s);
    std::vector<NodeStatus> told;
    std::vector<Event> events;
    connect(&collector, &Collector::sourceStatusChanged, this,
            [&told](const NodeStatus& status) { told.push_back(status); });
    connect(&collector, &Collector::eventDetected, this, [&events](const Event& event) { events.push_back(event); });
    collector.setCache(cache, {});
    collector.setSource(accessTo(source, cache, {}, {}), cache.name);
    QTRY_VERIFY_WITH_TIMEOUT(!told.empty() && told.back().latest, 30'000);
    QVERIFY(told.back().node == source.id && told.back().state == NodeState::Up);
    QCOMPARE(told.back().latest->value("stage.a.hits").value(), 5.0);
    QVERIFY(!adminCommand(redis, "HSET stats hits 1").startsWith('-'));
    QTRY_VERIFY_WITH_TIMEOUT(!events.empty(), 30'000);
    QVERIFY(events.front().kind == EventKind::StatsReset && events.front().node == source.id);
    source.paused = true;
    collector.setSource(accessTo(source, cache, {}, {}), cache.name);
    QTRY_COMPARE_WITH_TIMEOUT(told.back().state, NodeState::Paused, 30'000);
    collector.removeCache(cache.id);
    collector.removeSource(source.id);
}

void TestCollector::sourcesAreJudgedByRulesAboutApplications()
{
    LocalRedis redis;
    QVERIFY(redis.start().ok());
    QVERIFY(!adminCommand(redis, "HSET stats size 5").startsWith('-'));
    Collector collector(nullptr, m_clock);
    CacheConfig cache = cacheOf(redis);
    cache.tags = {u"eu"_s};
    SourceConfig source = hashSourceOf(cache, u"size"_s);
    Rule full;
    full.id = u"full"_s;
    full.metric = "stage.*.size";
    full.threshold = 8;
    full.scope = {{cache.name}, {}, {u"eu"_s}, {u"a"_s}};
    Rule down;
    down.id = u"down"_s;
    down.metric = "up";
    down.comparison = Comparison::AtMost;
    down.threshold = 1; // met by whatever is judged by it
    std::vector<WatchedNode> watched;
    std::vector<AlertTransition> found;
    connect(&collector, &Collector::nodesAppeared, this, [&](const std::vector<WatchedNode>& nodes) {
        watched.insert(watched.end(), nodes.begin(), nodes.end());
        std::vector<NodePast> pasts;
        for (const WatchedNode& node : nodes)
            pasts.push_back({node.node, {}, {}, 0});
        collector.admit(pasts);
    });
    connect(&collector, &Collector::judged, this, [&found](const AlertReport& report) {
        found.insert(found.end(), report.transitions.begin(), report.transitions.end());
    });
    collector.setRules({full, down});
    collector.setCache(cache, {});
    collector.setSource(accessTo(source, cache, {}, {}), cache.name);
    QTRY_COMPARE_WITH_TIMEOUT(found.size(), std::size_t(1), 30'000); // the server
    QCOMPARE(found[0].key, (AlertKey{u"down"_s, cache.nodes.front().id}));
    QVERIFY(!adminCommand(redis, "HSET stats size 9").startsWith('-'));
    QTRY_COMPARE_WITH_TIMEOUT(found.size(), std::size_t(2), 30'000);
    QCOMPARE(found[1].key, (AlertKey{u"full"_s, source.id}));
    QCOMPARE(found[1].metric, std::string("stage.a.size"));
    const auto known = std::ranges::find(watched, source.id, &WatchedNode::node);
    QVERIFY(known != watched.end());
    QCOMPARE(known->address, cache.name + u"/app"_s);
    collector.removeSource(source.id); // whoever was told hears of the end
    QTRY_COMPARE_WITH_TIMEOUT(found.size(), std::size_t(3), 30'000);
    QCOMPARE(found[2].to, AlertState::Inactive);
}

/// Twenty nodes that take the connection and never say a word, and one that is not there.
void TestCollector::aSlowOrDeadNodeDelaysNoOther()
{
    LocalRedis good;
    QVERIFY(good.start().ok());
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    CacheConfig cache;
    cache.id = newCacheId();
    cache.name = u"mixed"_s;
    cache.intervalMs = CacheConfig::minIntervalMs;
    Endpoint endpoint;
    endpoint.host = u"127.0.0.1"_s;
    for (int i = 0; i < 20; ++i) {
        endpoint.port = silent.serverPort();
        cache.nodes.push_back({newNodeId(), endpoint});
    }
    endpoint.port = 1;
    cache.nodes.push_back({newNodeId(), endpoint});
    cache.nodes.push_back({newNodeId(), good.endpoint()});
    const NodeId goodNode = cache.nodes.back().id;
    Collector collector(nullptr, std::make_shared<SystemClock>());
    Listener listener(collector);
    collector.setCache(cache, {});
    // The silent ones are given up after five seconds: by then the good one has answered several times.
    const auto gaveUp = [&] {
        return std::any_of(listener.statuses.begin(), listener.statuses.end(), [&](const NodeStatus& status) {
            return status.node == cache.nodes.front().id && status.state == NodeState::Down;
        });
    };
    QTRY_VERIFY_WITH_TIMEOUT(listener.samples(goodNode) >= 4 || gaveUp(), 30000);
    QVERIFY(!gaveUp());
    QVERIFY(std::any_of(listener.statuses.begin(), listener.statuses.end(), [&](const NodeStatus& status) {
        return status.node == cache.nodes[20].id && status.state == NodeState::Down;
    }));
}

void TestCollector::everyNodeOfACacheIsPolled()
{
    LocalRedis first;
    LocalRedis second;
    QVERIFY(first.start().ok() && second.start().ok());
    CacheConfig cache = cacheOf(first);
    cache.nodes.push_back(adHocCache(second.endpoint()).nodes.front());
    Collector collector(nullptr, m_clock);
    Listener listener(collector);
    collector.setCache(cache, {});
    QTRY_VERIFY(listener.samples(cache.nodes[0].id) >= 2 && listener.samples(cache.nodes[1].id) >= 2);
    cache.nodes.pop_back();
    collector.setCache(cache, {});
    const int before = listener.samples(cache.nodes[0].id);
    QTRY_VERIFY(listener.samples(cache.nodes[0].id) >= before + 3);
    QCOMPARE(listener.statuses.back().node, cache.nodes[0].id);
}

void TestCollector::aRestartIsAnEventAndTheNodeComesBack()
{
    LocalRedis redis;
    QVERIFY(redis.start().ok());
    Collector collector(nullptr, m_clock);
    Listener listener(collector);
    const CacheConfig cache = cacheOf(redis);
    collector.setCache(cache, {});
    QTRY_VERIFY(listener.samples(cache.nodes.front().id) >= 2);
    redis.kill();
    QTRY_COMPARE(listener.state(), NodeState::Down);
    QVERIFY(listener.saw(EventKind::Unreachable));
    QVERIFY(redis.restart().ok());
    collector.retryNow(cache.id);
    QTRY_VERIFY(listener.saw(EventKind::Restart));
    QVERIFY(listener.saw(EventKind::Reachable));
    QTRY_COMPARE(listener.state(), NodeState::Up);
}

void TestCollector::aServerThatIsNotThereIsAnEventOnce()
{
    CacheConfig cache =
        adHocCache(parseEndpointUrl(u"redis://127.0.0.1:%1"_s.arg(freeLoopbackPort())).value().endpoint);
    Collector collector(nullptr, m_clock);
    Listener listener(collector);
    collector.setCache(cache, {});
    QTRY_VERIFY(listener.saw(EventKind::Unreachable));
    QTRY_COMPARE(listener.state(), NodeState::Down);
    const auto count = listener.statuses.size();
    collector.retryNow(cache.id);
    QTRY_VERIFY(listener.statuses.size() > count);
    QTRY_COMPARE(listener.state(), NodeState::Down);
    QCOMPARE(listener.events.size(), std::size_t(1));
    QCOMPARE(listener.events.front().cache, cache.id);
    QCOMPARE(listener.events.front().node, cache.nodes.front().id);
}

void TestCollector::aJumpOfTheClockIsAnEvent()
{
    LocalRedis redis;
    QVERIFY(redis.start().ok());
    Collector collector(nullptr, m_clock);
    Listener listener(collector);
    const CacheConfig cache = cacheOf(redis);
    collector.setCache(cache, {});
    QTRY_VERIFY(listener.samples(cache.nodes.front().id) >= 2);
    m_clock->jump(3600'000);
    QTRY_VERIFY(listener.saw(EventKind::ClockJump));
    QVERIFY2(listener.events.back().text.contains(u"forward"_s), qPrintable(listener.events.back().text));
    m_clock->jump(-3600'000);
    QTRY_VERIFY(listener.events.back().text.contains(u"back"_s));
    QCOMPARE(listener.events.size(), std::size_t(2));
}

void TestCollector::pausingStopsAndResumingGoesOn()
{
    LocalRedis redis;
    QVERIFY(redis.start().ok());
    Collector collector(nullptr, m_clock);
    Listener listener(collector);
    CacheConfig cache = cacheOf(redis);
    collector.setCache(cache, {});
    QTRY_VERIFY(listener.samples(cache.nodes.front().id) >= 1);
    cache.paused = true;
    collector.setCache(cache, {});
    QTRY_COMPARE(listener.state(), NodeState::Paused);
    QVERIFY(listener.statuses.back().latest != nullptr);
    const int paused = listener.samples(cache.nodes.front().id);
    cache.paused = false;
    collector.setCache(cache, {});
    QTRY_VERIFY(listener.samples(cache.nodes.front().id) > paused);
    QVERIFY(!listener.saw(EventKind::Unreachable));
}

void TestCollector::aRemovedCacheIsSilent()
{
    LocalRedis redis;
    LocalRedis witness;
    QVERIFY(redis.start().ok() && witness.start().ok());
    Collector collector(nullptr, m_clock);
    Listener listener(collector);
    const NodeId removed = cacheOf(redis).nodes.front().id;
    const NodeId kept = cacheOf(witness).nodes.front().id;
    collector.setCache(cacheOf(redis), {});
    collector.setCache(cacheOf(witness), {});
    QTRY_VERIFY(listener.samples(removed) >= 2 && listener.samples(kept) >= 2);
    collector.removeCache(cacheOf(redis).id);
    const int before = listener.samples(kept);
    QTRY_VERIFY(listener.samples(kept) >= before + 2); // what was on its way has arrived
    const int silent = listener.samples(removed);
    QTRY_VERIFY(listener.samples(kept) >= before + 5);
    QCOMPARE(listener.samples(removed), silent);
}

void TestCollector::aNewPasswordConnectsAgain()
{
    LocalRedis redis;
    QVERIFY(redis.start({u"--requirepass"_s, u"s3cret"_s}).ok());
    Collector collector(nullptr, m_clock);
    Listener listener(collector);
    const CacheConfig cache = cacheOf(redis);
    collector.setCache(cache, u"wrong"_s);
    QTRY_COMPARE(listener.state(), NodeState::Down);
    QTRY_VERIFY(listener.statuses.back().error.has_value());
    QCOMPARE(listener.statuses.back().error->code, ErrorCode::WrongPassword);
    collector.setCache(cache, u"s3cret"_s);
    QTRY_COMPARE(listener.state(), NodeState::Up);
}

void TestCollector::endingWhileEverythingRunsIsClean()
{
    LocalRedis redis;
    QVERIFY(redis.start().ok());
    for (int i = 0; i < 10; ++i) {
        Collector collector(nullptr, m_clock);
        QSignalSpy statuses(&collector, &Collector::statusChanged);
        collector.setCache(cacheOf(redis), {});
        if (i % 2)
            QVERIFY(statuses.wait(30'000));
    }
}

void TestCollector::endingReadsWhatHasArrived_data()
{
    using End = std::function<void(std::unique_ptr<Collector>&, const CacheConfig&)>;
    QTest::addColumn<End>("end");
    QTest::newRow("the collector ends") << End([](auto& collector, const CacheConfig&) { collector.reset(); });
    QTest::newRow("the cache is removed")
        << End([](auto& collector, const CacheConfig& cache) { collector->removeCache(cache.id); });
    QTest::newRow("the cache is paused") << End([](auto& collector, CacheConfig cache) {
        cache.paused = true;
        collector->setCache(cache, {});
    });
    QTest::newRow("the cache gets another password")
        << End([](auto& collector, const CacheConfig& cache) { collector->setCache(cache, u"other"_s); });
}

void TestCollector::endingReadsWhatHasArrived()
{
    using End = std::function<void(std::unique_ptr<Collector>&, const CacheConfig&)>;
    QFETCH(End, end);
    FakeServer server;
    server.answer("INFO", FakeServer::bulk("redis_version:7.0.0\r\nused_memory:1000\r\n"));
    auto collector = std::make_unique<Collector>(nullptr, m_clock, ConnectionOptions(), 3600'000);
    Listener listener(*collector);
    CacheConfig cache = adHocCache(server.endpoint());
    cache.intervalMs = CacheConfig::minIntervalMs;
    collector->setCache(cache, {});
    QTRY_VERIFY(server.countOf("INFO everything") >= 4);
    const NodeId node = cache.nodes.front().id;
    QTRY_COMPARE(listener.samples(node), 1); // the others have not been read
    end(collector, cache);
    QTRY_VERIFY(listener.samples(node) >= 3); // the last one asked for may not have been answered
}

QTEST_GUILESS_MAIN(TestCollector)
#include "tst_collector.moc"
