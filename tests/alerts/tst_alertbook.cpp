// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertbook.h"
#include "alerts/alertmessage.h"
#include "alerts/alertstatistics.h"

#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static constexpr TimeMs noon = 1'700'000'000'000;

static Rule ruleOf(const QString& id, const std::string& metric)
{
    Rule rule;
    rule.id = id;
    rule.name = id.toUpper();
    rule.metric = metric;
    rule.threshold = 0.9;
    rule.message = u"%node"_s;
    return rule;
}

/// A book with three nodes of the cache "shop" (n1, n2, n3) and one of "search" (s1), and what it said so far, each as
/// "second: rule@node state [told|reason]".
class Bookkeeping
{
public:
    Bookkeeping()
    {
        Rule surge = ruleOf(u"surge"_s, "evicted_keys");
        surge.inhibits = {u"memory"_s};
        Rule checked = ruleOf(u"checked"_s, "up"); // another one on "up", which says that it inhibits nothing
        checked.inhibits.emplace();
        m_book.setRules({ruleOf(u"memory"_s, "memory_used_ratio"), ruleOf(u"hits"_s, "hit_ratio"),
                         ruleOf(u"down"_s, "up"), surge, checked});
        m_book.setNodes(
            {node(u"n1"_s, u"shop"_s), node(u"n2"_s, u"shop"_s), node(u"n3"_s, u"shop"_s), node(u"s1"_s, u"search"_s)});
    }

    AlertBook& book() { return m_book; }
    static TimeMs at(int second) { return noon + second * 1000; }

    /// "12 memory@n1 firing" for every step, several with commas between: they come in one batch.
    void happens(const QString& text)
    {
        std::vector<AlertTransition> transitions;
        int second = 0;
        for (const QString& step : text.split(u", "_s)) {
            const QStringList words = step.split(u' ');
            second = words[0].toInt();
            const QStringList key = words[1].split(u'@');
            transitions.push_back(
                {{key[0], NodeId{key[1]}}, m_states[words[1]], stateOf(words[2]), at(second), 1.0, {}});
            transitions.back().progress.state = transitions.back().to;
            m_states[words[1]] = transitions.back().to;
        }
        m_book.apply(transitions, at(second));
    }
    void passesUntil(int second) { m_book.review(at(second)); }

    qint64 idOf(const QString& key) const
    {
        for (const Alert& alert : m_book.active())
            if (alert.key.rule + u'@' + alert.key.node.value == key)
                return alert.id;
        return 0;
    }

    QStringList said()
    {
        QStringList said;
        const AlertBatch batch = m_book.take();
        for (const Alert& alert : batch.alerts)
            m_names[alert.id] = alert.key.rule + u'@' + alert.key.node.value;
        for (const AlertEntry& entry : batch.entries)
            if (entry.reason != u"pending"_s)
                said << u"%1: %2 %3 %4"_s.arg((entry.timeMs - noon) / 1000)
                            .arg(m_names[entry.alert], QLatin1String(alertStateName(entry.to)),
                                 entry.notify ? u"told"_s : entry.reason);
        return said;
    }

private:
    static WatchedNode node(const QString& id, const QString& cache)
    {
        return {CacheId{cache}, NodeId{id}, cache, id + u":6379"_s, {cache + u"-tag"_s}, 1000};
    }
    static AlertState stateOf(const QString& word)
    {
        return word == u"firing"_s     ? AlertState::Firing
               : word == u"pending"_s  ? AlertState::Pending
               : word == u"resolved"_s ? AlertState::Resolved
                                       : AlertState::Inactive;
    }

    AlertBook m_book;
    std::map<QString, AlertState> m_states;
    std::map<qint64, QString> m_names;
};

/// Who hears of what, and what is kept of it.
class TestAlertBook : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void somebodyHearsOfIt_data();
    void somebodyHearsOfIt();
    void aRunIsKeptAsOneAlert();
    void whatWasAcknowledgedIsNotToldAgain();
    void aSnoozedAlertComesBack();
    void aSnoozeCanBeTakenBack();
    void aSilenceHoldsBackUntilItEnds_data();
    void aSilenceHoldsBackUntilItEnds();
    void doNotDisturbHoldsEverythingBack();
    void noDataIsSaid();
    void aRestartGoesOn();
    void whatJudgingDidNotGoOnWithEnds();
    void alertsOfNodesThatWentEnd();
    void aMessageIsFilled_data();
    void aMessageIsFilled();
    void statisticsAreCounted();
    void tenThousandAtOnce();
};

void TestAlertBook::somebodyHearsOfIt_data()
{
    QTest::addColumn<QStringList>("happens"); // "until 60" lets time pass
    QTest::addColumn<QStringList>("said");
    const auto row = [](const char* name, QStringList happens, QStringList said) {
        QTest::newRow(name) << happens << said;
    };
    row("of an alert and of its end", {u"0 memory@n1 firing"_s, u"60 memory@n1 resolved"_s},
        {u"0: memory@n1 firing told"_s, u"60: memory@n1 resolved told"_s});
    row("of none that never fired", {u"0 memory@n1 pending"_s, u"60 memory@n1 inactive"_s}, {});
    row("grouping: once of a cache whose nodes all fail at once",
        {u"0 memory@n1 firing, 0 memory@n2 firing, 0 memory@n3 firing"_s, u"until 3600"_s},
        {u"0: memory@n1 firing told"_s, u"0: memory@n2 firing grouped"_s, u"0: memory@n3 firing grouped"_s});
    row("grouping: also when they fail within a minute", {u"0 memory@n1 firing"_s, u"59 memory@n2 firing"_s},
        {u"0: memory@n1 firing told"_s, u"59: memory@n2 firing grouped"_s});
    row("grouping: of each cache", {u"0 memory@n1 firing, 0 memory@s1 firing"_s},
        {u"0: memory@n1 firing told"_s, u"0: memory@s1 firing told"_s});
    row("grouping: of each rule", {u"0 memory@n1 firing, 0 hits@n1 firing"_s},
        {u"0: memory@n1 firing told"_s, u"0: hits@n1 firing told"_s});
    row("grouping: one that lasts longer than the one that spoke for it is told on its own",
        {u"0 memory@n1 firing, 0 memory@n2 firing"_s, u"30 memory@n1 resolved"_s, u"until 599"_s, u"until 600"_s},
        {u"0: memory@n1 firing told"_s, u"0: memory@n2 firing grouped"_s, u"30: memory@n1 resolved told"_s,
         u"600: memory@n2 firing told"_s});
    row("grouping: one that ends in silence is not told of",
        {u"0 memory@n1 firing, 0 memory@n2 firing"_s, u"5 memory@n2 resolved"_s},
        {u"0: memory@n1 firing told"_s, u"0: memory@n2 firing grouped"_s, u"5: memory@n2 resolved not-told"_s});
    row("grouping: a node that fails half an hour later is told of",
        {u"0 memory@n1 firing"_s, u"1800 memory@n2 firing"_s},
        {u"0: memory@n1 firing told"_s, u"1800: memory@n2 firing told"_s});
    row("damping: a flapping alert is told once in ten minutes",
        {u"0 memory@n1 firing"_s, u"60 memory@n1 resolved"_s, u"120 memory@n1 firing"_s, u"180 memory@n1 resolved"_s,
         u"599 memory@n1 firing"_s, u"599 memory@n1 resolved"_s, u"600 memory@n1 firing"_s},
        {u"0: memory@n1 firing told"_s, u"60: memory@n1 resolved told"_s, u"120: memory@n1 firing damped"_s,
         u"180: memory@n1 resolved not-told"_s, u"599: memory@n1 firing damped"_s,
         u"599: memory@n1 resolved not-told"_s, u"600: memory@n1 firing told"_s});
    row("damping: what goes on firing is told when the ten minutes are over",
        {u"0 memory@n1 firing"_s, u"60 memory@n1 resolved"_s, u"120 memory@n1 firing"_s, u"until 599"_s, u"until 600"_s,
         u"until 9999"_s},
        {u"0: memory@n1 firing told"_s, u"60: memory@n1 resolved told"_s, u"120: memory@n1 firing damped"_s,
         u"600: memory@n1 firing told"_s});
    row("damping: another node a few minutes later is told when the ten minutes are over",
        {u"0 memory@n1 firing"_s, u"300 memory@n2 firing"_s, u"until 600"_s},
        {u"0: memory@n1 firing told"_s, u"300: memory@n2 firing damped"_s, u"600: memory@n2 firing told"_s});
    row("inhibition: a node that is down silences its other alerts, also in the same step",
        {u"0 memory@n1 firing, 0 down@n1 firing"_s, u"30 hits@n1 firing"_s, u"30 hits@n2 firing"_s},
        {u"0: memory@n1 firing inhibited"_s, u"0: down@n1 firing told"_s, u"30: hits@n1 firing inhibited"_s,
         u"30: hits@n2 firing told"_s});
    row("inhibition: what still fires when the node is back is told",
        {u"0 down@n1 firing"_s, u"10 memory@n1 firing"_s, u"40 down@n1 resolved"_s},
        {u"0: down@n1 firing told"_s, u"10: memory@n1 firing inhibited"_s, u"40: down@n1 resolved told"_s,
         u"40: memory@n1 firing told"_s});
    row("inhibition: the end of what was told before the node went is told",
        {u"0 memory@n1 firing"_s, u"10 down@n1 firing"_s, u"20 memory@n1 resolved"_s},
        {u"0: memory@n1 firing told"_s, u"10: down@n1 firing told"_s, u"20: memory@n1 resolved told"_s});
    row("inhibition: a rule silences those that it names, at the same node",
        {u"0 surge@n1 firing"_s, u"5 memory@n1 firing, 5 hits@n1 firing"_s, u"700 memory@n2 firing"_s},
        {u"0: surge@n1 firing told"_s, u"5: memory@n1 firing inhibited"_s, u"5: hits@n1 firing told"_s,
         u"700: memory@n2 firing told"_s});
    row("inhibition: not while it is pending",
        {u"0 surge@n1 pending"_s, u"5 memory@n1 firing"_s, u"9 surge@n1 inactive"_s}, {u"5: memory@n1 firing told"_s});
    row("inhibition: what is inhibited itself inhibits all the same",
        {u"0 down@n1 firing"_s, u"5 surge@n1 firing"_s, u"6 memory@n1 firing"_s, u"9 down@n1 resolved"_s,
         u"20 surge@n1 resolved"_s},
        {u"0: down@n1 firing told"_s, u"5: surge@n1 firing inhibited"_s, u"6: memory@n1 firing inhibited"_s,
         u"9: down@n1 resolved told"_s, u"9: surge@n1 firing told"_s, u"20: surge@n1 resolved told"_s,
         u"20: memory@n1 firing told"_s});
    row("inhibition: a rule on up that says so silences nothing", {u"0 checked@n1 firing"_s, u"5 memory@n1 firing"_s},
        {u"0: checked@n1 firing told"_s, u"5: memory@n1 firing told"_s});
    row("of the end of an alert whose rule went", {u"0 memory@n1 firing"_s, u"9 memory@n1 inactive"_s},
        {u"0: memory@n1 firing told"_s, u"9: memory@n1 inactive told"_s});
    row("of nothing at a node that is not known", {u"0 memory@gone firing"_s, u"9 memory@gone resolved"_s}, {});
}

void TestAlertBook::somebodyHearsOfIt()
{
    QFETCH(QStringList, happens);
    Bookkeeping keeping;
    for (const QString& step : happens) {
        if (step.startsWith(u"until "_s))
            keeping.passesUntil(step.mid(6).toInt());
        else
            keeping.happens(step);
    }
    QTEST(keeping.said(), "said");
}

void TestAlertBook::aRunIsKeptAsOneAlert()
{
    Bookkeeping keeping;
    keeping.happens(u"0 memory@n1 pending"_s);
    keeping.happens(u"60 memory@n1 firing"_s);
    const Alert alert = keeping.book().active().front();
    QCOMPARE(alert.sinceMs, noon);
    QCOMPARE(alert.firedMs, Bookkeeping::at(60));
    QCOMPARE(alert.message, u"n1:6379"_s);
    keeping.book().take();
    keeping.happens(u"90 memory@n1 resolved"_s);
    const AlertBatch batch = keeping.book().take();
    QCOMPARE(batch.alerts.size(), std::size_t(1));
    QCOMPARE(batch.alerts.front().id, alert.id);
    QCOMPARE(batch.alerts.front().endedMs, Bookkeeping::at(90));
    QVERIFY(keeping.book().active().empty());
    keeping.happens(u"1000 memory@n1 firing"_s);
    QVERIFY2(keeping.book().active().front().id > alert.id, "another run is another alert");
    QVERIFY(keeping.book().take().progress.at({u"memory"_s, NodeId{u"n1"_s}}).state == AlertState::Firing);
}

void TestAlertBook::whatWasAcknowledgedIsNotToldAgain()
{
    Bookkeeping keeping;
    keeping.happens(u"0 memory@n1 firing"_s);
    keeping.happens(u"120 memory@n2 firing"_s);
    QVERIFY(keeping.book().acknowledge(keeping.idOf(u"memory@n2"_s), Bookkeeping::at(130)));
    QVERIFY(!keeping.book().acknowledge(99, noon));
    keeping.passesUntil(3600);
    QCOMPARE(keeping.said(), QStringList({u"0: memory@n1 firing told"_s, u"120: memory@n2 firing damped"_s,
                                          u"130: memory@n2 firing acknowledged"_s}));
}

void TestAlertBook::aSnoozedAlertComesBack()
{
    Bookkeeping keeping;
    keeping.happens(u"0 memory@n1 firing"_s);
    QVERIFY(keeping.book().snooze(keeping.idOf(u"memory@n1"_s), Bookkeeping::at(3600), Bookkeeping::at(10)));
    QCOMPARE(keeping.book().nextReviewMs(Bookkeeping::at(700)), Bookkeeping::at(3600));
    keeping.passesUntil(3599);
    keeping.passesUntil(3600);
    keeping.passesUntil(9999);
    QCOMPARE(keeping.said(), QStringList({u"0: memory@n1 firing told"_s, u"10: memory@n1 firing snoozed"_s,
                                          u"3600: memory@n1 firing told"_s}));
    QVERIFY(!keeping.book().nextReviewMs(Bookkeeping::at(9999)));
}

void TestAlertBook::aSnoozeCanBeTakenBack()
{
    Bookkeeping keeping;
    keeping.happens(u"0 memory@n1 firing"_s);
    const qint64 id = keeping.idOf(u"memory@n1"_s);
    QVERIFY(keeping.book().snooze(id, Bookkeeping::at(3600), Bookkeeping::at(10)));
    QVERIFY(keeping.book().snooze(id, 0, Bookkeeping::at(20)));
    keeping.passesUntil(3600);
    QCOMPARE(keeping.said(), QStringList({u"0: memory@n1 firing told"_s, u"10: memory@n1 firing snoozed"_s}));
    QVERIFY(!keeping.book().active().front().snoozedUntilMs);
}

void TestAlertBook::aSilenceHoldsBackUntilItEnds_data()
{
    QTest::addColumn<QStringList>("caches");
    QTest::addColumn<QStringList>("nodes");
    QTest::addColumn<QStringList>("tags");
    QTest::addColumn<QStringList>("rules");
    QTest::addColumn<bool>("holds");
    const QStringList any;
    QTest::newRow("of everything") << any << any << any << any << true;
    QTest::newRow("of its cache") << QStringList{u"shop"_s} << any << any << any << true;
    QTest::newRow("of another cache") << QStringList{u"search"_s} << any << any << any << false;
    QTest::newRow("of its node") << any << QStringList{u"n1:6379"_s} << any << any << true;
    QTest::newRow("of another node") << any << QStringList{u"n2:6379"_s} << any << any << false;
    QTest::newRow("of its tag") << any << any << QStringList{u"x"_s, u"shop-tag"_s} << any << true;
    QTest::newRow("of another tag") << any << any << QStringList{u"x"_s} << any << false;
    QTest::newRow("of its rule") << any << any << any << QStringList{u"memory"_s} << true;
    QTest::newRow("of another rule") << any << any << any << QStringList{u"hits"_s} << false;
    QTest::newRow("of its cache, but another rule")
        << QStringList{u"shop"_s} << any << any << QStringList{u"hits"_s} << false;
}

void TestAlertBook::aSilenceHoldsBackUntilItEnds()
{
    QFETCH(QStringList, caches);
    QFETCH(QStringList, nodes);
    QFETCH(QStringList, tags);
    QFETCH(QStringList, rules);
    QFETCH(bool, holds);
    const Silence silence{u"s"_s, {caches, nodes, tags}, rules, Bookkeeping::at(5), Bookkeeping::at(100), u"Deploy"_s};
    for (const bool endsEarly : {false, true}) {
        Bookkeeping keeping;
        keeping.book().addSilence(silence, noon);
        keeping.happens(u"10 memory@n1 firing"_s);
        QCOMPARE(keeping.book().active().front().silence, holds ? u"s"_s : QString());
        const int end = endsEarly ? 50 : 100;
        if (endsEarly)
            QCOMPARE(keeping.book().endSilence(u"s"_s, Bookkeeping::at(50))->endMs, Bookkeeping::at(50));
        else
            QCOMPARE(keeping.book().nextReviewMs(Bookkeeping::at(10)), Bookkeeping::at(100));
        keeping.passesUntil(end);
        keeping.passesUntil(4000);
        QCOMPARE(keeping.said(),
                 holds ? QStringList({u"10: memory@n1 firing silenced"_s, u"%1: memory@n1 firing told"_s.arg(end)})
                       : QStringList({u"10: memory@n1 firing told"_s}));
        QVERIFY(keeping.book().silences().empty());
        QVERIFY(!keeping.book().endSilence(u"s"_s, noon));
    }
}

void TestAlertBook::doNotDisturbHoldsEverythingBack()
{
    Bookkeeping keeping;
    keeping.book().setDoNotDisturb(Bookkeeping::at(300), noon);
    keeping.happens(u"10 memory@n1 firing, 10 memory@n2 firing"_s);
    keeping.passesUntil(299);
    keeping.passesUntil(300);
    QCOMPARE(keeping.said(), QStringList({u"10: memory@n1 firing do-not-disturb"_s,
                                          u"10: memory@n2 firing do-not-disturb"_s, u"300: memory@n1 firing told"_s}));
    QVERIFY2(keeping.book().active()[1].leader == keeping.idOf(u"memory@n1"_s), "one notification for both");
    keeping.book().setDoNotDisturb(noon, Bookkeeping::at(400));
    QVERIFY2(!keeping.book().doNotDisturbUntilMs(), "a time that is over is none");
}

void TestAlertBook::noDataIsSaid()
{
    Bookkeeping keeping;
    keeping.happens(u"0 memory@n1 firing"_s);
    const AlertKey key{u"memory"_s, NodeId{u"n1"_s}};
    keeping.book().read({{key, Bookkeeping::at(1), 5.0}});
    keeping.book().read({{key, Bookkeeping::at(2), {}}, {{u"hits"_s, key.node}, noon, 1.0}});
    keeping.book().read({{key, Bookkeeping::at(3), {}}});
    const Alert silent = keeping.book().active().front();
    QVERIFY(silent.noData);
    QCOMPARE(silent.newestValue, 5.0);
    QCOMPARE(silent.newestValueMs, Bookkeeping::at(1));
    keeping.book().read({{key, Bookkeeping::at(4), 6.0}});
    QVERIFY(!keeping.book().active().front().noData);
    QCOMPARE(keeping.said(), QStringList({u"0: memory@n1 firing told"_s, u"2: memory@n1 firing no-data"_s,
                                          u"4: memory@n1 firing data"_s}));
}

void TestAlertBook::aRestartGoesOn()
{
    Bookkeeping before;
    before.happens(u"0 memory@n1 firing, 0 memory@n2 firing"_s);
    before.happens(u"100 memory@n3 firing"_s);
    AlertResume resume;
    resume.lasting = before.book().active();
    resume.nextAlert = 4;
    resume.notifiedMs[{u"memory"_s, CacheId{u"shop"_s}}] = noon;
    Bookkeeping after;
    after.book().resume(resume);
    after.passesUntil(599);
    QCOMPARE(after.said(), QStringList());
    after.passesUntil(600);
    after.happens(u"700 memory@n1 resolved, 700 memory@s1 firing"_s);
    const AlertBatch batch = after.book().take();
    QCOMPARE(batch.entries.size(), std::size_t(3));
    QVERIFY2(batch.entries[0].notify && batch.entries[0].alert == 3, "what was damped");
    QVERIFY2(batch.entries[1].notify && batch.entries[1].alert == 1, "the end of what was told before the restart");
    QCOMPARE(batch.entries[2].alert, 4);
}

void TestAlertBook::whatJudgingDidNotGoOnWithEnds()
{
    Bookkeeping keeping;
    keeping.happens(u"0 memory@n1 firing, 0 hits@n1 pending, 0 memory@s1 firing"_s);
    keeping.said();
    keeping.book().keepOnly({NodeId{u"n1"_s}}, {{u"hits"_s, NodeId{u"n1"_s}}}, Bookkeeping::at(9));
    QCOMPARE(keeping.book().active().size(), std::size_t(2));
    QCOMPARE(keeping.said(), QStringList({u"9: memory@n1 inactive told"_s}));
}

void TestAlertBook::alertsOfNodesThatWentEnd()
{
    Bookkeeping keeping;
    keeping.happens(u"0 memory@n1 firing, 0 memory@s1 firing"_s);
    keeping.said();
    keeping.book().keepNodes({NodeId{u"n1"_s}, NodeId{u"n2"_s}}, Bookkeeping::at(9));
    QCOMPARE(keeping.said(), QStringList({u"9: memory@s1 inactive told"_s}));
    QVERIFY(keeping.idOf(u"memory@n1"_s) > 0);
}

void TestAlertBook::aMessageIsFilled_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("filled");
    QTest::newRow("every word") << u"%node (%cache): %value > %threshold for %for."_s
                                << u"10.0.0.1:6379 (%node): 95.0\u00a0% > 90.0\u00a0% for 10\u00a0min."_s;
    QTest::newRow("twice") << u"%value%value"_s << u"95.0\u00a0%95.0\u00a0%"_s;
    QTest::newRow("a sign alone stays") << u"100 % %x %"_s << u"100 % %x %"_s;
    QTest::newRow("none: name, node and cache") << QString() << u"Memory high at 10.0.0.1:6379 (%node)."_s;
}

void TestAlertBook::aMessageIsFilled()
{
    QLocale::setDefault(QLocale::c());
    Alert alert;
    alert.ruleName = u"Memory high"_s;
    alert.metric = "memory_used_ratio";
    alert.cacheName = u"%node"_s; // what is put in is not looked at again
    alert.address = u"10.0.0.1:6379"_s;
    alert.firedValue = 0.95;
    alert.threshold = 0.9;
    alert.forMs = 600'000;
    QFETCH(QString, message);
    QTEST(filledMessage(message, alert), "filled");
}

void TestAlertBook::statisticsAreCounted()
{
    const auto alert = [](int firedDaysAgo, std::optional<int> ackAfterS, std::optional<int> endAfterS) {
        Alert made;
        made.key.rule = firedDaysAgo > 7 ? u"old"_s : u"new"_s;
        made.firedMs = noon - firedDaysAgo * NodeSeries::dayMs;
        if (ackAfterS)
            made.acknowledgedMs = *made.firedMs + *ackAfterS * 1000;
        if (endAfterS)
            made.endedMs = *made.firedMs + *endAfterS * 1000;
        return made;
    };
    Alert pending;
    Alert wrong = alert(2, 1, 1);
    wrong.falsePositive = true;
    wrong.tier = AlertTier::Critical;
    const std::vector<Alert> alerts{alert(1, 10, 100), alert(2, {}, 200), alert(20, 30, {}), wrong, pending};
    const AlertStatistics week = statisticsOf(alerts, 7, noon);
    QCOMPARE(week.total, 3);
    QCOMPARE(week.byTier.at(AlertTier::Critical), 1);
    QCOMPARE(week.byRule.at(u"new"_s), 3);
    QCOMPARE(week.falsePositives, 1);
    QCOMPARE(week.acknowledged, 2);
    QCOMPARE(week.resolved, 3);
    QCOMPARE(week.meanToAcknowledgeMs, 10'000);
    QCOMPARE(week.meanToResolveMs, 150'000);
    const AlertStatistics month = statisticsOf(alerts, 30, noon);
    QCOMPARE(month.total, 4);
    QCOMPARE(month.meanToAcknowledgeMs, 20'000);
    const AlertStatistics none = statisticsOf({}, 90, noon);
    QVERIFY(none.total == 0 && !none.meanToAcknowledgeMs && !none.meanToResolveMs);
}

void TestAlertBook::tenThousandAtOnce()
{
    AlertBook book;
    book.setRules({ruleOf(u"memory"_s, "memory_used_ratio")});
    std::vector<WatchedNode> nodes;
    std::vector<AlertTransition> fired;
    std::vector<AlertTransition> ended;
    for (int i = 0; i < 10'000; ++i) {
        const QString id = QString::number(i);
        nodes.push_back({CacheId{u"c%1"_s.arg(i / 100)}, NodeId{id}, u"c"_s, id, {}, 1000});
        fired.push_back({{u"memory"_s, NodeId{id}}, AlertState::Inactive, AlertState::Firing, noon, 1.0, {}});
        ended.push_back({{u"memory"_s, NodeId{id}}, AlertState::Firing, AlertState::Resolved, noon + 1, 1.0, {}});
    }
    book.setNodes(nodes);
    book.apply(fired, noon);
    const AlertBatch batch = book.take();
    QCOMPARE(batch.alerts.size(), std::size_t(10'000));
    QCOMPARE(std::ranges::count(batch.entries, true, &AlertEntry::notify), 100); // one a cache
    book.apply(ended, noon + 1);
    QVERIFY(book.active().empty());
    QCOMPARE(std::ranges::count(book.take().entries, true, &AlertEntry::notify), 100);
}

QTEST_GUILESS_MAIN(TestAlertBook)
#include "tst_alertbook.moc"
