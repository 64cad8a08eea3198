// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alertjudge.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static const NodeId node{u"n"_s};
static const LayoutPtr layout = std::make_shared<SeriesLayout>(std::vector<std::string>{"used_memory"});

static Rule memoryRule(qint64 forMs = 0)
{
    Rule rule;
    rule.id = u"memory"_s;
    rule.metric = "used_memory";
    rule.threshold = 10;
    rule.forMs = forMs;
    return rule;
}

static Rule upRule()
{
    Rule rule;
    rule.id = u"up"_s;
    rule.metric = "up";
    rule.comparison = Comparison::Below;
    rule.threshold = 1;
    return rule;
}

/// Judging between the polls and the desk.
class TestAlertJudge : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_clock = std::make_shared<ManualClock>(1'700'000'000'000);
        m_judge = std::make_unique<AlertJudge>(m_clock);
        m_said.clear();
        connect(m_judge.get(), &AlertJudge::judged, this, [this](const AlertReport& report) {
            for (const AlertTransition& transition : report.transitions)
                m_said << transition.key.rule + u' ' + QLatin1String(alertStateName(transition.to));
            m_last = report;
        });
    }
    void samplesWaitForTheirPast();
    void whatWasFiringGoesOnFiring();
    void aNodeThatDoesNotAnswerIsToldAtOnce();
    void changedRulesEndTheirAlerts();
    void alertsOfANodeThatIsNoLongerPolledEnd();
    void aNodeIsAskedForOnce();
    void silentNodesAreJudgedWithThePollsOfOthers();
    void valuesAreToldWhileItLasts();

private:
    void poll(double memory, const NodeId& of = node)
    {
        m_clock->advance(1000);
        auto snapshot = std::make_shared<Snapshot>();
        snapshot->node = of;
        snapshot->timeMs = m_clock->nowMs();
        snapshot->intervalMs = 1000;
        snapshot->layout = layout;
        snapshot->values = {memory};
        m_judge->sampled(snapshot);
    }
    static WatchedNode watched(const NodeId& id = node) { return {CacheId{u"c"_s}, id, u"shop"_s, u"a:1"_s, {}, 1000}; }
    void begin(const std::vector<Rule>& rules)
    {
        m_judge->setRules(rules);
        m_judge->setNodes({watched()});
        m_judge->admit({{node, {}, {}, 0}});
    }

    std::shared_ptr<ManualClock> m_clock;
    std::unique_ptr<AlertJudge> m_judge;
    QStringList m_said;
    AlertReport m_last;
};

void TestAlertJudge::samplesWaitForTheirPast()
{
    m_judge->setRules({memoryRule(2000)});
    m_judge->setNodes({watched()});
    for (int i = 0; i < 4; ++i)
        poll(11);
    m_judge->unreachable(node, m_clock->nowMs() + 1);
    QCOMPARE(m_said, QStringList());
    m_judge->admit({{node, {}, {}, 0}});
    QCOMPARE(m_said, QStringList({u"memory pending"_s, u"memory firing"_s}));
    poll(9);
    QCOMPARE(m_said.last(), u"memory resolved"_s);
}

void TestAlertJudge::whatWasFiringGoesOnFiring()
{
    m_judge->setRules({memoryRule()});
    m_judge->setNodes({watched()});
    AlertProgress firing;
    firing.state = AlertState::Firing;
    firing.activeSinceMs = firing.firedMs = m_clock->nowMs() - 5000;
    const AlertKey key{u"memory"_s, node};
    m_judge->admit({{node, {}, {{key, firing}, {{u"gone"_s, node}, firing}}, m_clock->nowMs() - 1000}});
    QVERIFY(m_last.admitted == std::set<NodeId>{node});
    QVERIFY2(m_last.known == std::set<AlertKey>{key}, "not that of a rule that is gone");
    poll(11);
    QCOMPARE(m_said, QStringList());
    poll(9);
    QCOMPARE(m_said, QStringList(u"memory resolved"_s));
}

void TestAlertJudge::aNodeThatDoesNotAnswerIsToldAtOnce()
{
    begin({upRule()});
    m_judge->unreachable(node, m_clock->nowMs());
    QCOMPARE(m_said, QStringList(u"up firing"_s));
    QVERIFY(m_last.transitions.front().progress.firedMs);
    poll(1);
    QCOMPARE(m_said.last(), u"up resolved"_s);
}

void TestAlertJudge::changedRulesEndTheirAlerts()
{
    begin({memoryRule()});
    poll(11);
    Rule other = memoryRule();
    other.threshold = 5;
    m_judge->setRules({other});
    QCOMPARE(m_said, QStringList({u"memory firing"_s, u"memory inactive"_s}));
    QVERIFY(m_last.rules == std::vector<Rule>{other});
    poll(11);
    QCOMPARE(m_said.last(), u"memory firing"_s);
}

void TestAlertJudge::alertsOfANodeThatIsNoLongerPolledEnd()
{
    begin({memoryRule()});
    poll(11);
    m_judge->setNodes({});
    QCOMPARE(m_said, QStringList({u"memory firing"_s, u"memory inactive"_s}));
    poll(11); // one that was on its way
    QCOMPARE(m_said.size(), 2);
}

void TestAlertJudge::aNodeIsAskedForOnce()
{
    QSignalSpy appeared(m_judge.get(), &AlertJudge::nodesAppeared);
    m_judge->setRules({memoryRule()});
    m_judge->setNodes({watched()});
    m_judge->setNodes({watched(), watched(NodeId{u"m"_s})});
    m_judge->admit({{node, {}, {}, 0}});
    m_judge->setNodes({watched(), watched(NodeId{u"m"_s})});
    QCOMPARE(appeared.count(), 2);
    QCOMPARE(appeared[1][0].value<std::vector<WatchedNode>>().size(), std::size_t(1));
    m_judge->setNodes({});
    m_judge->admit({{NodeId{u"m"_s}, {}, {}, 0}}); // meanwhile it went
    QVERIFY(m_last.admitted.empty());
}

void TestAlertJudge::silentNodesAreJudgedWithThePollsOfOthers()
{
    Rule down = upRule();
    down.forMs = 5000;
    const NodeId other{u"m"_s};
    m_judge->setRules({down});
    m_judge->setNodes({watched(), watched(other)});
    m_judge->admit({{node, {}, {}, 0}, {other, {}, {}, 0}});
    m_judge->unreachable(node, m_clock->nowMs());
    for (int i = 0; i < 8; ++i)
        poll(1, other);
    QCOMPARE(m_said, QStringList({u"up pending"_s, u"up firing"_s}));
}

void TestAlertJudge::valuesAreToldWhileItLasts()
{
    begin({memoryRule()});
    poll(11);
    poll(12);
    QTRY_VERIFY_WITH_TIMEOUT(!m_last.readings.empty(), 30'000);
    QCOMPARE(m_last.readings.front().value, 12.0);
    QVERIFY(m_last.readings.front().key == (AlertKey{u"memory"_s, node}));
}

QTEST_GUILESS_MAIN(TestAlertJudge)
#include "tst_alertjudge.moc"
