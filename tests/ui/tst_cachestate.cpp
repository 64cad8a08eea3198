// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/cachestate.h"

#include "ui/services.h"

#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static constexpr TimeMs nowMs = 1'795'352'640'000;

class TestCacheState : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judgesNodesTogether_data()
    {
        QTest::addColumn<QList<int>>("states");
        QTest::addColumn<QString>("word");
        QTest::addColumn<int>("severity");
        const auto row = [](const char* name, std::initializer_list<NodeState> states, const QString& word,
                            Severity severity) {
            QList<int> list;
            for (const NodeState state : states)
                list << static_cast<int>(state);
            QTest::newRow(name) << list << word << static_cast<int>(severity);
        };
        using S = NodeState;
        row("a node that answers is up", {S::Up}, u"Up"_s, Severity::Normal);
        row("the only node down is critical", {S::Down}, u"Down"_s, Severity::Critical);
        row("one of three down is a warning", {S::Up, S::Down, S::Up}, u"1 of 3 nodes down"_s, Severity::Warning);
        row("all of two down is critical", {S::Down, S::Down}, u"Down"_s, Severity::Critical);
        row("a slow node is a warning", {S::Up, S::Slow}, u"Slow"_s, Severity::Warning);
        row("connecting is unknown, not normal", {S::Connecting}, u"Connecting"_s, Severity::Unknown);
        row("nothing heard is not watched", {}, u"Not watched"_s, Severity::Unknown);
    }

    void judgesNodesTogether()
    {
        QFETCH(QList<int>, states);
        CacheConfig cache;
        cache.id = newCacheId();
        NodeStatusBoard board;
        for (const int state : states) {
            cache.nodes.push_back({newNodeId(), {}});
            NodeStatus status;
            status.node = cache.nodes.back().id;
            status.state = static_cast<NodeState>(state);
            status.lastSampleMs = nowMs - 500;
            board.set(status);
        }
        if (states.isEmpty())
            cache.nodes.push_back({newNodeId(), {}});
        const CacheState found = cacheState(cache, board, nowMs);
        QTEST(wording::state(found), "word");
        QTEST(static_cast<int>(found.severity), "severity");
    }

    void isStaleAfterThreeIntervalsAndThenNotGreen()
    {
        CacheConfig cache;
        cache.nodes.push_back({newNodeId(), {}});
        NodeStatusBoard board;
        NodeStatus status;
        status.node = cache.nodes.front().id;
        status.state = NodeState::Up;
        status.lastSampleMs = nowMs - 3000;
        board.set(status);
        QVERIFY(!cacheState(cache, board, nowMs).stale);
        const CacheState later = cacheState(cache, board, nowMs + 1);
        QVERIFY(later.stale);
        QCOMPARE(later.severity, Severity::Unknown);
        QCOMPARE(wording::state(later), u"Stale"_s);
    }

    void aNodeThatIsPolledLessOftenIsNotStaleForThat()
    {
        CacheConfig cache;
        cache.nodes.push_back({newNodeId(), {}});
        auto sample = std::make_shared<Snapshot>();
        sample->intervalMs = 4000;
        NodeStatusBoard board;
        NodeStatus status;
        status.node = cache.nodes.front().id;
        status.state = NodeState::Up;
        status.lastSampleMs = nowMs - 12000;
        status.latest = sample;
        board.set(status);
        const CacheState state = cacheState(cache, board, nowMs);
        QVERIFY(!state.stale);
        QCOMPARE(state.slowedToMs.value_or(0), 4000);
        QCOMPARE(wording::pace(*state.slowedToMs), u"polled every 4\u00a0s to spare the server"_s);
        QVERIFY(cacheState(cache, board, nowMs + 1).stale);
        cache.intervalMs = 4000; // as the user wants it
        QVERIFY(!cacheState(cache, board, nowMs).slowedToMs);
    }

    void saysWhenTheNextTryIs_data()
    {
        QTest::addColumn<qint64>("inMs");
        QTest::addColumn<QString>("text");
        QTest::newRow("seconds away") << qint64(4200) << u"next try in 4\u00a0s"_s;
        QTest::newRow("less than a second") << qint64(300) << u"trying now"_s;
        QTest::newRow("overdue") << qint64(-5000) << u"trying now"_s;
    }

    void saysWhenTheNextTryIs()
    {
        QFETCH(qint64, inMs);
        CacheState state;
        state.nodes = state.nodesDown = 1;
        state.nextAttemptMs = nowMs + inMs;
        QTEST(wording::nextTry(state, nowMs), "text");
    }

    void neverSeenIsSaidSo()
    {
        QCOMPARE(wording::lastSeen({}, nowMs), u"never seen"_s);
        QCOMPARE(wording::lastSeen(nowMs - 300, nowMs), u"seen just now"_s);
        QCOMPARE(wording::lastSeen(nowMs - 65'000, nowMs), u"seen 1\u00a0min 5\u00a0s ago"_s);
        QCOMPARE(wording::lastSeen(nowMs + 60'000, nowMs), u"seen just now"_s); // the clock was set back
    }
};

QTEST_GUILESS_MAIN(TestCacheState)
#include "tst_cachestate.moc"
