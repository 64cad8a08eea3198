// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/pollthrottle.h"

#include "redis/nodepoller.h"
#include "support/fakeserver.h"
#include "support/waiting.h"

#include <QtCore/QTimer>
#include <QtTest/QTest>

#include <algorithm>
#include <cmath>

using namespace cacheledger;

static constexpr qint64 oneSecond = 1'000'000'000;

/// Polls at the interval that the throttle asks for.
struct ThrottledPolls {
    explicit ThrottledPolls(int budgetUs = 0) : throttle(budgetUs) {}

    PollThrottle throttle;
    qint64 nowNs = 0;
    double costAPollUs = 0; // NaN: not known

    /// So many at this round trip; how often the factor changed.
    int polls(int count, double roundTripUs)
    {
        int changes = 0;
        for (int i = 0; i < count; ++i) {
            nowNs += throttle.factor() * oneSecond;
            changes += throttle.add(nowNs, roundTripUs, costAPollUs * 60 / throttle.factor());
        }
        return changes;
    }
};

class TestPollThrottle : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void leavesAServerAloneThatIsAsUsual_data()
    {
        QTest::addColumn<double>("usualUs");
        QTest::addColumn<double>("laterUs");
        QTest::newRow("a local one") << 80.0 << 80.0;
        QTest::newRow("a local one that slows to 20 ms, far above usual but not slow") << 80.0 << 20'000.0;
        QTest::newRow("one behind a slow line that varies") << 150'000.0 << 600'000.0;
    }

    void leavesAServerAloneThatIsAsUsual()
    {
        QFETCH(double, usualUs);
        QFETCH(double, laterUs);
        ThrottledPolls of;
        QCOMPARE(of.polls(60, usualUs), 0);
        QCOMPARE(of.polls(1000, laterUs), 0);
        QCOMPARE(of.throttle.factor(), 1);
    }

    void doublesUpToItsBoundAndComesBackByItself()
    {
        ThrottledPolls of;
        of.polls(60, 400);
        QCOMPARE(of.polls(5, 200'000), 1);
        QCOMPARE(of.throttle.factor(), 2);
        QCOMPARE(of.throttle.reason(), PollThrottle::Reason::SlowAnswers);
        QVERIFY(of.throttle.usualUs() < 500);
        QCOMPARE(of.throttle.medianUs(), 200'000.0);
        of.polls(5, 200'000);
        QCOMPARE(of.throttle.factor(), 4);
        of.polls(40, 200'000);
        QCOMPARE(of.throttle.factor(), PollThrottle::maxFactor);
        of.polls(5, 30'000); // neither slow nor good: stays
        QCOMPARE(of.throttle.factor(), PollThrottle::maxFactor);
        QCOMPARE(of.polls(20, 500), 4);
        QCOMPARE(of.throttle.factor(), 1);
        QCOMPARE(of.polls(100, 500), 0);
    }

    void aSinglePollThatIsSlowChangesNothing()
    {
        ThrottledPolls of;
        of.polls(60, 400);
        for (int i = 0; i < 50; ++i) {
            QCOMPARE(of.polls(1, 900'000), 0);
            QCOMPARE(of.polls(4, 400), 0);
        }
    }

    void nothingIsSlowBeforeItIsKnownWhatIsUsual()
    {
        ThrottledPolls of;
        of.polls(5, 400);
        QCOMPARE(of.polls(25, 200'000), 0);
    }

    void whatStaysSlowIsUsualAfterHalfAnHour()
    {
        ThrottledPolls of;
        of.polls(60, 400);
        of.polls(60, 200'000); // most of them 16 s apart
        QCOMPARE(of.throttle.factor(), PollThrottle::maxFactor);
        of.polls(150, 200'000);
        QCOMPARE(of.throttle.factor(), 1);
        QCOMPARE(of.polls(500, 200'000), 0);
    }

    void keepsTheBudget()
    {
        ThrottledPolls of(60'000);
        of.costAPollUs = 3'000; // 180 ms a minute at one second
        of.polls(600, 400);
        QCOMPARE(of.throttle.factor(), 4); // 45 ms a minute; at 2 it would be 90
        QCOMPARE(of.throttle.reason(), PollThrottle::Reason::OverBudget);
        QCOMPARE(of.polls(500, 400), 0);
        of.costAPollUs = 500;
        of.polls(300, 400);
        QCOMPARE(of.throttle.factor(), 1);
    }

    void aCostThatIsNotKnownIsNoneThatIsTooHigh()
    {
        ThrottledPolls of(1);
        of.costAPollUs = std::nan("");
        QCOMPARE(of.polls(500, 400), 0);
    }

    void aBudgetThatIsTakenAwayHoldsNoLonger()
    {
        ThrottledPolls of(1000);
        of.costAPollUs = 3'000;
        of.polls(300, 400);
        QVERIFY(of.throttle.factor() > 1);
        of.throttle.setBudget(0);
        of.polls(10, 400);
        QCOMPARE(of.throttle.factor(), 1);
    }

    /// A real poller of a server whose answers come late.
    void aPollerPollsASlowServerLessOften()
    {
        FakeServer server;
        server.answer("INFO", FakeServer::bulk("redis_version:7.0.0\r\nused_memory:1000\r\n"));
        PollerOptions options;
        options.intervalMs = 20;
        NodePoller poller(CacheId{QStringLiteral("cache")}, NodeId{QStringLiteral("node")}, server.endpoint(), {},
                          options, std::make_shared<SystemClock>());
        int samples = 0;
        SnapshotPtr latest;
        std::vector<int> paces;
        connect(&poller, &NodePoller::sampled, this, [&](const SnapshotPtr& sample) { latest = sample, ++samples; });
        connect(&poller, &NodePoller::paceChanged, this, [&] { paces.push_back(poller.intervalMs()); });
        poller.start();
        QVERIFY(waitUntil([&] { return samples >= 40; }, 20000));
        server.hold();
        QTimer late;
        connect(&late, &QTimer::timeout, this, [&server] { server.release(), server.hold(); });
        late.start(300);
        QVERIFY(waitUntil([&] { return !paces.empty() && paces.back() >= 80; }, 60000));
        QVERIFY(std::ranges::count(paces, 40) > 0); // by one step after the other
        QVERIFY(waitUntil([&] { return latest->intervalMs >= 80; }));
        late.stop();
        server.release();
        QVERIFY(waitUntil([&] { return poller.intervalMs() == 20; }, 60000));
        samples = 0;
        QVERIFY(waitUntil([&] { return samples >= 5; }));
        QCOMPARE(latest->intervalMs, 20);
    }
};

QTEST_GUILESS_MAIN(TestPollThrottle)
#include "tst_pollthrottle.moc"
