// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertfixture.h"
#include "alerts/rulefile.h"
#include "support/cputime.h"

#include <QtCore/QObject>
#include <QtTest/QTest>

#include <random>

using namespace cacheledger;
using namespace Qt::StringLiterals;

namespace
{

using Values = std::vector<double>;

Rule limitRule(double threshold = 10)
{
    Rule rule;
    rule.id = QStringLiteral("limit");
    rule.metric = "connected_clients";
    rule.threshold = threshold;
    return rule;
}

Rule upRule()
{
    Rule rule;
    rule.id = QStringLiteral("down");
    rule.metric = "up";
    rule.comparison = Comparison::Below;
    rule.threshold = 1;
    return rule;
}

Rule hitRatioRule()
{
    Rule rule;
    rule.id = QStringLiteral("hits");
    rule.metric = "hit_ratio";
    rule.comparison = Comparison::Below;
    rule.threshold = 0.8;
    rule.windowMs = 10'000;
    return rule;
}

/// One rule, one node polled once a second.
struct Watch {
    explicit Watch(const Rule& rule, std::vector<std::string> names = {"connected_clients"}) : samples(std::move(names))
    {
        engine.setNodes({watchedNode()});
        engine.setRules({rule});
    }
    void poll(double second, Values values) { engine.add(samples.at(ms(second), std::move(values))); }
    /// One value of the only metric a second.
    void pollAll(int from, const Values& values)
    {
        for (const double value : values)
            poll(from++, {value});
    }
    void down(double second) { engine.unreachable({QStringLiteral("n")}, ms(second)); }
    void advance(double second) { engine.advance(ms(second)); }
    static TimeMs ms(double second) { return startMs + qRound64(second * 1000); }
    QString happened() { return said(engine.takeTransitions()).join(u' '); }
    QString state() const
    {
        const auto alerts = engine.alerts();
        return alerts.empty() ? QStringLiteral("inactive")
                              : QString::fromLatin1(alertStateName(alerts.begin()->second.state));
    }

    AlertEngine engine;
    SampleMaker samples;
};

Rule withFor(Rule rule, int forS, int keepS = 0)
{
    rule.forMs = forS * 1000;
    rule.keepFiringForMs = keepS * 1000;
    return rule;
}

} // namespace

class TestAlertEngine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void conditionsAreJudgedSampleBySample_data();
    void conditionsAreJudgedSampleBySample();
    void comparisons_data();
    void comparisons();
    void recoveryLimitHoldsWhileFiring();
    void ratioRuleIsSilentBelowItsMinimumTraffic();
    void ratioOfAServerThatCountsByOtherNames();
    void noDataPolicies_data();
    void noDataPolicies();
    void requirements_data();
    void requirements();
    void missingBackupIsSilentWithoutPersistence_data();
    void missingBackupIsSilentWithoutPersistence();
    void manyPrimariesAreSilentInACluster_data();
    void manyPrimariesAreSilentInACluster();
    void nodesOfOneLayoutAreJudgedApart();
    void scopes_data();
    void scopes();
    void aFamilyIsJudgedByItsWorstStage_data();
    void aFamilyIsJudgedByItsWorstStage();
    void aSourceWithRatiosAloneIsJudged();
    void rulesKnowServersFromSources_data();
    void rulesKnowServersFromSources();
    void unreachableNodeIsJudgedAtOnce();
    void unreachableNodeKeepsItsOtherValuesForFiveMinutes();
    void silenceIsNotDown();
    void aNightAsleepCostsNoEvaluationASecond();
    void holdTimesEndWithinASilence();
    void gapsAreJudgedWithTheLastValue();
    void aLatePollIsNoGap();
    void aResetIsNoDrop();
    void layoutChangesBetweenPolls();
    void theClockIsSetBackWhilePending();
    void theClockIsSetBackWhileFiring();
    void theClockIsSetBackWhileDown();
    void theClockWasAheadForAWhile();
    void sampleOfTheSameTimeIsIgnored();
    void rulesAreEditedWhileFiring_data();
    void rulesAreEditedWhileFiring();
    void nodesGoWhileFiring();
    void restartGoesOn_data();
    void restartGoesOn();
    void restartAnywhereEqualsNoRestart();
    void restoreLeavesOutWhatIsUnknown();
    void recallIsNotJudged();
    void replayEqualsLive();
    void tenThousandAlertsAtOnce();
    void growthPerDay();
    void memoryGrowingFasterThanTraffic_data();
    void memoryGrowingFasterThanTraffic();
    void absence();
};

void TestAlertEngine::conditionsAreJudgedSampleBySample_data()
{
    QTest::addColumn<int>("forS");
    QTest::addColumn<int>("keepS");
    QTest::addColumn<std::vector<double>>("values");
    QTest::addColumn<QString>("transitions");
    QTest::newRow("nothing happens below the threshold") << 0 << 0 << Values{1, 10, 10} << "";
    QTest::newRow("at once") << 0 << 0 << Values{1, 11, 10} << "firing@1 resolved@2";
    QTest::newRow("after its hold time") << 2 << 0 << Values{11, 11, 11, 1} << "pending@0 firing@2 resolved@3";
    QTest::newRow("a short breach") << 2 << 0 << Values{11, 11, 1, 11} << "pending@0 inactive@2 pending@3";
    QTest::newRow("kept firing") << 0 << 2 << Values{11, 1, 1, 1} << "firing@0 resolved@3";
    QTest::newRow("an absent value is the one before")
        << 2 << 0 << Values{11, absent, 11, 1} << "pending@0 firing@2 resolved@3";
}

void TestAlertEngine::conditionsAreJudgedSampleBySample()
{
    QFETCH(int, forS);
    QFETCH(int, keepS);
    QFETCH(std::vector<double>, values);
    Watch watch(withFor(limitRule(), forS, keepS));
    watch.pollAll(0, values);
    QTEST(watch.happened(), "transitions");
}

void TestAlertEngine::comparisons_data()
{
    QTest::addColumn<int>("comparison");
    QTest::addColumn<QString>("breachedBy"); // of 9, 10, 11
    const auto row = [](const char* name, Comparison comparison, const char* breachedBy) {
        QTest::newRow(name) << static_cast<int>(comparison) << breachedBy;
    };
    row("above", Comparison::Above, "11");
    row("at least", Comparison::AtLeast, "10 11");
    row("below", Comparison::Below, "9");
    row("at most", Comparison::AtMost, "9 10");
    row("equal", Comparison::Equal, "10");
    row("not equal", Comparison::NotEqual, "9 11");
}

void TestAlertEngine::comparisons()
{
    QFETCH(int, comparison);
    QStringList breachedBy;
    for (const int value : {9, 10, 11})
        if (breaches(static_cast<Comparison>(comparison), value, 10))
            breachedBy << QString::number(value);
    QTEST(breachedBy.join(u' '), "breachedBy");
}

void TestAlertEngine::recoveryLimitHoldsWhileFiring()
{
    Rule rule = limitRule();
    rule.recovery = 5;
    Watch watch(rule);
    watch.pollAll(0, {6, 11, 6, 6, 5, 6, 10});
    QCOMPARE(watch.happened(), "firing@1 resolved@4");
}

void TestAlertEngine::ratioRuleIsSilentBelowItsMinimumTraffic()
{
    Rule rule = hitRatioRule();
    rule.minimumTraffic = MinimumTraffic{100};
    Watch watch(rule, {"keyspace_hits", "keyspace_misses"});
    double misses = 1000;
    for (int second = 0; second < 30; ++second) // all are misses, at first few
        watch.poll(second, {1000, misses += second < 20 ? 5 : 50});
    const QString happened = watch.happened();
    QVERIFY2(happened.startsWith("firing@2"), qPrintable(happened));
}

void TestAlertEngine::ratioOfAServerThatCountsByOtherNames()
{
    Rule rule = hitRatioRule();
    rule.minimumTraffic = MinimumTraffic{10};
    Watch watch(rule, {"total_found", "total_notfound"}); // Garnet
    for (int second = 0; second < 12; ++second)
        watch.poll(second, {1000, 1000.0 + 50 * second});
    QVERIFY(watch.happened().startsWith("firing@"));
}

void TestAlertEngine::noDataPolicies_data()
{
    QTest::addColumn<int>("policy");
    QTest::addColumn<QString>("transitions");
    // The last value is at second 2; it is none from second 302 + 1 on.
    QTest::newRow("resolve") << static_cast<int>(NoDataPolicy::Resolve) << "pending@0 firing@2 resolved@303";
    QTest::newRow("keep") << static_cast<int>(NoDataPolicy::Keep) << "pending@0 firing@2";
    QTest::newRow("alert") << static_cast<int>(NoDataPolicy::Alert) << "pending@0 firing@2";
}

void TestAlertEngine::noDataPolicies()
{
    QFETCH(int, policy);
    Rule rule = withFor(limitRule(), 2);
    rule.noData = static_cast<NoDataPolicy>(policy);
    Watch watch(rule);
    watch.pollAll(0, {11, 11, 11});
    watch.advance(1000);
    QTEST(watch.happened(), "transitions");

    Watch never(rule, {"other"});
    never.pollAll(0, {1, 1, 1, 1});
    QCOMPARE(never.state(), static_cast<NoDataPolicy>(policy) == NoDataPolicy::Alert ? "firing" : "inactive");
}

void TestAlertEngine::requirements_data()
{
    QTest::addColumn<int>("requirement");
    QTest::addColumn<QByteArray>("metric");
    QTest::addColumn<double>("value");
    QTest::addColumn<bool>("raised");
    const auto row = [](const char* name, RuleRequirement requirement, const char* metric, double value, bool raised) {
        QTest::newRow(name) << static_cast<int>(requirement) << QByteArray(metric) << value << raised;
    };
    row("a limit", RuleRequirement::Limit, "maxmemory", 1e9, true);
    row("no limit", RuleRequirement::Limit, "maxmemory", 0, false);
    row("a limit that is not sent", RuleRequirement::Limit, "other", 0, false);
    row("persistence", RuleRequirement::Persistence, "aof_enabled", 1, true);
    row("snapshots were taken", RuleRequirement::Persistence, "rdb_saves", 3, true);
    row("no persistence", RuleRequirement::Persistence, "aof_enabled", 0, false);
    row("replicas", RuleRequirement::Replication, "connected_slaves", 2, true);
    row("is a replica", RuleRequirement::Replication, "slave_repl_offset", 0, true);
    row("alone", RuleRequirement::Replication, "connected_slaves", 0, false);
    row("not of a cluster", RuleRequirement::NoCluster, "cluster_enabled", 0, true);
    row("of a cluster", RuleRequirement::NoCluster, "cluster_enabled", 1, false);
}

void TestAlertEngine::requirements()
{
    QFETCH(int, requirement);
    QFETCH(QByteArray, metric);
    QFETCH(double, value);
    QFETCH(bool, raised);
    Rule rule = limitRule();
    rule.requirements = {static_cast<RuleRequirement>(requirement)};
    Watch watch(rule, {"connected_clients", metric.toStdString()});
    watch.poll(0, {11, value});
    QCOMPARE(watch.happened(), raised ? "firing@0" : "");
}

void TestAlertEngine::missingBackupIsSilentWithoutPersistence_data()
{
    QTest::addColumn<double>("aof");
    QTest::addColumn<double>("saves");
    QTest::addColumn<double>("savedAfterHours"); // 0: never
    QTest::addColumn<QString>("happened");
    QTest::newRow("a pure cache") << 0.0 << 0.0 << 0.0 << "";
    QTest::newRow("appends only, no snapshot") << 1.0 << 0.0 << 0.0 << "pending@300 firing@86700";
    QTest::newRow("a snapshot, long ago") << 0.0 << 3.0 << 0.0 << "pending@300 firing@86700";
    QTest::newRow("a snapshot within the day") << 0.0 << 3.0 << 20.0 << "pending@300 inactive@72000 pending@75600";
}

void TestAlertEngine::missingBackupIsSilentWithoutPersistence()
{
    QFETCH(double, aof);
    QFETCH(double, saves);
    QFETCH(double, savedAfterHours);
    const std::vector<Rule> shipped = rulefile::shipped();
    Rule rule = *std::ranges::find(shipped, u"missing-backup"_s, &Rule::id);
    rule.enabled = true;
    AlertEngine engine;
    engine.setNodes({watchedNode(u"n"_s, 300'000)});
    engine.setRules({rule});
    const SampleMaker samples({"aof_enabled", "rdb_saves"});
    for (int second = 0; second <= 90'000; second += 300) {
        const bool saved = savedAfterHours > 0 && second >= savedAfterHours * 3600;
        engine.add(samples.at(startMs + second * 1000LL, {aof, saves + (saved ? 1 : 0)}));
    }
    QTEST(said(engine.takeTransitions()).join(u' '), "happened");
}

void TestAlertEngine::manyPrimariesAreSilentInACluster_data()
{
    QTest::addColumn<double>("primaries");
    QTest::addColumn<double>("cluster");
    QTest::addColumn<QString>("happened");
    QTest::newRow("one, not in a cluster") << 1.0 << 0.0 << "";
    QTest::newRow("two, not in a cluster") << 2.0 << 0.0 << "pending@0 firing@60";
    QTest::newRow("three of a cluster") << 3.0 << 1.0 << "";
    QTest::newRow("of a single node, which has no such figure") << std::nan("") << 0.0 << "";
}

void TestAlertEngine::manyPrimariesAreSilentInACluster()
{
    QFETCH(double, primaries);
    QFETCH(double, cluster);
    const std::vector<Rule> shipped = rulefile::shipped();
    Rule rule = *std::ranges::find(shipped, u"many-primaries"_s, &Rule::id);
    QVERIFY(!rule.enabled); // nodes that share a load without knowing of each other are all primaries
    rule.enabled = true;
    Watch watch(rule, {"cache.primaries", "cluster_enabled"});
    for (int second = 0; second <= 90; second += 10)
        watch.poll(second, {primaries, cluster});
    QTEST(watch.happened(), "happened");
}

/// What does not differ between nodes is shared among them; what does must not be.
void TestAlertEngine::nodesOfOneLayoutAreJudgedApart()
{
    AlertEngine engine;
    engine.setNodes({watchedNode(u"a"_s), watchedNode(u"b"_s)});
    engine.setRules({limitRule(), hitRatioRule()});
    const std::vector<std::string> names{"connected_clients", "keyspace_hits", "keyspace_misses"};
    const SampleMaker a(names, u"a"_s), b(names, u"b"_s), otherOfB({"keyspace_misses", "keyspace_hits"}, u"b"_s);
    QStringList happened;
    for (int i = 0; i < 40; ++i) {
        engine.add(a.at(startMs + i * 1000, {i < 20 ? 11.0 : 9.0, 100.0 * i, 0}));
        if (i < 20)
            engine.add(b.at(startMs + i * 1000 + 1, {9, 100.0 * i, i < 10 ? 0 : 900.0 * i}));
        else // another layout, and its columns in another order
            engine.add(otherOfB.at(startMs + i * 1000 + 1, {900.0 * i, 100.0 * i}));
        for (const AlertTransition& each : engine.takeTransitions())
            happened << u"%1@%2 %3@%4"_s.arg(each.key.rule, each.key.node.value, QLatin1String(alertStateName(each.to)))
                            .arg((each.timeMs - startMs) / 1000);
    }
    QCOMPARE(happened.join(u", "_s), "limit@a firing@0, hits@b firing@10, limit@a resolved@20");
    QCOMPARE(engine.alerts().at({u"hits"_s, {u"b"_s}}).state, AlertState::Firing);
}

void TestAlertEngine::scopes_data()
{
    QTest::addColumn<QStringList>("caches");
    QTest::addColumn<QStringList>("nodes");
    QTest::addColumn<QStringList>("tags");
    QTest::addColumn<bool>("raised");
    const QStringList all;
    QTest::newRow("everywhere") << all << all << all << true;
    QTest::newRow("its cache") << QStringList{"shop"} << all << all << true;
    QTest::newRow("another cache") << QStringList{"blog"} << all << all << false;
    QTest::newRow("its address") << all << QStringList{"other:1", "n:6379"} << all << true;
    QTest::newRow("another address") << all << QStringList{"other:1"} << all << false;
    QTest::newRow("one of its tags") << all << all << QStringList{"eu", "us"} << true;
    QTest::newRow("another tag") << all << all << QStringList{"us"} << false;
    QTest::newRow("its cache but another tag") << QStringList{"shop"} << all << QStringList{"us"} << false;
}

void TestAlertEngine::scopes()
{
    QFETCH(QStringList, caches);
    QFETCH(QStringList, nodes);
    QFETCH(QStringList, tags);
    QFETCH(bool, raised);
    Rule rule = limitRule();
    rule.scope = {caches, nodes, tags};
    Watch watch(rule);
    WatchedNode node = watchedNode();
    node.tags = {"eu", "live"};
    watch.engine.setNodes({node});
    watch.poll(0, {11});
    QCOMPARE(watch.happened(), raised ? "firing@0" : "");
}

static Rule stageRule()
{
    Rule rule;
    rule.id = QStringLiteral("stages");
    rule.metric = "stage.*.hit_ratio";
    rule.comparison = Comparison::Below;
    rule.threshold = 0.4;
    rule.windowMs = 10'000;
    return rule;
}

void TestAlertEngine::aFamilyIsJudgedByItsWorstStage_data()
{
    QTest::addColumn<QStringList>("stages");
    QTest::addColumn<double>("lookups");
    QTest::addColumn<QString>("metric"); // of the alert; empty: there is none
    QTest::newRow("the worst of all") << QStringList() << 0.0 << "stage.semantic.hit_ratio";
    QTest::newRow("in scope") << QStringList{"semantic", "other"} << 0.0 << "stage.semantic.hit_ratio";
    QTest::newRow("out of scope") << QStringList{"response"} << 0.0 << "";
    QTest::newRow("a segment belongs to its stage")
        << QStringList{"embedding"} << 0.0 << "stage.embedding@eu.hit_ratio";
    QTest::newRow("with enough traffic of its own") << QStringList() << 200.0 << "stage.embedding@eu.hit_ratio";
    QTest::newRow("too little traffic everywhere") << QStringList() << 10'000.0 << "";
}

void TestAlertEngine::aFamilyIsJudgedByItsWorstStage()
{
    QFETCH(QStringList, stages);
    QFETCH(double, lookups);
    Rule rule = stageRule();
    rule.scope.stages = stages;
    if (lookups > 0)
        rule.minimumTraffic = MinimumTraffic{lookups};
    std::vector<std::string> names;
    for (const char* stage : {"stage.response", "stage.semantic", "stage.embedding@eu"})
        for (const char* counter : {".hits", ".misses", ".requests"})
            names.push_back(std::string(stage) + counter);
    Watch watch(rule, names);
    for (int second = 0; second <= 10; ++second) {
        const double n = second;
        watch.poll(second, {90 * n, 10 * n, 100 * n, n, 9 * n, 10 * n, 20 * n, 80 * n, 100 * n});
    }
    const std::vector<AlertTransition> found = watch.engine.takeTransitions();
    QTEST(found.empty() ? QString() : QString::fromStdString(found.front().metric), "metric");
    const std::vector<AlertReading> readings = watch.engine.readings();
    QCOMPARE(readings.size(), found.size());
    if (!readings.empty())
        QCOMPARE(readings.front().metric, found.front().metric);
}

void TestAlertEngine::aSourceWithRatiosAloneIsJudged()
{
    Rule rule = stageRule();
    rule.metric = "stage.*.reported_hit_ratio";
    rule.minimumTraffic = MinimumTraffic{50}; // counted by the application as a whole: the stage gives no counts
    Watch watch(rule, {"stage.l1.reported_hit_ratio", "stage.l2.reported_hit_ratio", "app.requests"});
    for (int second = 0; second < 10; ++second)
        watch.poll(second, {0.9, second < 5 ? 0.5 : 0.3, second * 10.0});
    QCOMPARE(watch.happened(), "firing@5");
}

void TestAlertEngine::rulesKnowServersFromSources_data()
{
    QTest::addColumn<QString>("metric");
    QTest::addColumn<int>("role");
    QTest::addColumn<bool>("raised");
    for (const auto& [name, role] : {std::pair("either", NodeRole::Either), std::pair("a server", NodeRole::Server),
                                     std::pair("a source", NodeRole::Source)}) {
        QTest::addRow("of a server at %s", name) << "used_memory" << int(role) << (role != NodeRole::Source);
        QTest::addRow("of an application at %s", name) << "app.requests" << int(role) << (role != NodeRole::Server);
    }
}

void TestAlertEngine::rulesKnowServersFromSources()
{
    QFETCH(QString, metric);
    QFETCH(int, role);
    Rule rule = limitRule();
    rule.metric = metric.toStdString();
    rule.function = RuleFunction::Absence; // which everything without the metric would meet
    Watch watch(rule);
    WatchedNode node = watchedNode();
    node.role = static_cast<NodeRole>(role);
    watch.engine.setNodes({node});
    watch.poll(0, {1});
    QTEST(!watch.happened().isEmpty(), "raised");
}

void TestAlertEngine::unreachableNodeIsJudgedAtOnce()
{
    Watch watch(upRule());
    watch.down(0);
    QCOMPARE(watch.happened(), "firing@0");
    watch.down(1);
    watch.poll(2, {1});
    QCOMPARE(watch.happened(), "resolved@2");
    watch.down(2.5);
    QCOMPARE(watch.happened(), "firing@2.5");
}

void TestAlertEngine::unreachableNodeKeepsItsOtherValuesForFiveMinutes()
{
    Watch watch(limitRule());
    watch.poll(0, {11});
    for (int second = 1; second < 400; ++second)
        watch.down(second);
    QCOMPARE(watch.happened(), "firing@0 resolved@301");
}

void TestAlertEngine::silenceIsNotDown()
{
    Watch watch(upRule());
    watch.poll(0, {1});
    watch.advance(8 * 3600);
    watch.poll(8 * 3600, {1});
    QCOMPARE(watch.happened(), "");
    watch.down(8 * 3600 + 1);
    watch.advance(20 * 3600); // and a node that is down stays so
    watch.down(20 * 3600);
    QCOMPARE(watch.happened(), "firing@28801");
}

void TestAlertEngine::aNightAsleepCostsNoEvaluationASecond()
{
    AlertEngine engine;
    std::vector<WatchedNode> nodes;
    for (int i = 0; i < 500; ++i)
        nodes.push_back(watchedNode(QString::number(i)));
    engine.setNodes(nodes);
    Rule twoWeeks = limitRule();
    twoWeeks.forMs = 14 * NodeSeries::dayMs;
    twoWeeks.noData = NoDataPolicy::Alert;
    engine.setRules({twoWeeks, upRule(), hitRatioRule()});
    for (const WatchedNode& node : nodes)
        engine.add(SampleMaker({"connected_clients"}, node.node.value).at(startMs, {11}));
    const double before = threadCpuMs();
    engine.advance(startMs + 30 * NodeSeries::dayMs); // 1.3 thousand million seconds of nodes
    const double taken = threadCpuMs() - before;
    QVERIFY2(taken < 20'000, qPrintable(QString::number(taken)));
    const auto transitions = engine.takeTransitions();
    QCOMPARE(transitions.size(), 1000U); // pending, then firing
    QCOMPARE(transitions.back().timeMs, startMs + twoWeeks.forMs);
}

void TestAlertEngine::holdTimesEndWithinASilence()
{
    Rule rule = withFor(limitRule(), 0, 1000);
    Watch watch(rule);
    watch.poll(0, {11});
    watch.advance(5000);
    QCOMPARE(watch.happened(), "firing@0 resolved@1301"); // no value from second 301 on, kept for 1,000 s
}

void TestAlertEngine::gapsAreJudgedWithTheLastValue()
{
    Watch watch(withFor(limitRule(), 5));
    watch.poll(0, {11});
    watch.poll(20, {1});
    QCOMPARE(watch.happened(), "pending@0 firing@5 resolved@20");
}

void TestAlertEngine::aLatePollIsNoGap()
{
    Watch watch(withFor(limitRule(), 1));
    watch.poll(0, {11});
    watch.advance(1.8); // the next poll may still come
    watch.poll(1.85, {1});
    QCOMPARE(watch.happened(), "pending@0 inactive@1.85");
}

void TestAlertEngine::aResetIsNoDrop()
{
    Rule rule = limitRule(100);
    rule.metric = "evicted_keys";
    rule.function = RuleFunction::Increase;
    rule.windowMs = 10'000;
    Watch watch(rule, {"evicted_keys"});
    for (int second = 0; second < 40; ++second)
        watch.poll(second, {second < 20 ? 1e6 + second : second - 20.0});
    QCOMPARE(watch.happened(), "");
}

void TestAlertEngine::layoutChangesBetweenPolls()
{
    Watch watch(withFor(limitRule(), 3));
    watch.poll(0, {11});
    watch.engine.add(SampleMaker({"a", "connected_clients"}).at(Watch::ms(1), {0, 11}));
    watch.engine.add(SampleMaker({"a"}).at(Watch::ms(2), {0}));
    watch.engine.add(SampleMaker({"connected_clients", "b"}).at(Watch::ms(3), {11, 0}));
    QCOMPARE(watch.happened(), "pending@0 firing@3");
}

void TestAlertEngine::theClockIsSetBackWhilePending()
{
    Watch watch(withFor(limitRule(), 10));
    watch.pollAll(0, {11, 11, 11, 11}); // pending for 3 s
    watch.pollAll(-3600, Values(20, 11));
    QCOMPARE(watch.happened(), "pending@0 firing@-3593");
}

void TestAlertEngine::theClockIsSetBackWhileFiring()
{
    Watch watch(withFor(limitRule(), 0, 5));
    watch.pollAll(0, {11, 11, 1, 1}); // not met for 1 s
    watch.pollAll(-3600, Values(8, 1));
    QCOMPARE(watch.happened(), "firing@0 resolved@-3596");
}

void TestAlertEngine::theClockIsSetBackWhileDown()
{
    Watch watch(upRule());
    watch.poll(0, {1});
    watch.down(-3600);
    QCOMPARE(watch.happened(), "firing@-3600");
    watch.down(-3599);
    watch.poll(-3598, {1});
    QCOMPARE(watch.happened(), "resolved@-3598");
}

void TestAlertEngine::theClockWasAheadForAWhile()
{
    Watch watch(withFor(limitRule(), 5));
    watch.poll(0, {1});
    watch.advance(30 * 86'400); // judged far into a time that did not come yet
    watch.pollAll(2, Values(10, 11));
    QCOMPARE(watch.happened(), "pending@2 firing@7");
}

void TestAlertEngine::sampleOfTheSameTimeIsIgnored()
{
    Watch watch(limitRule());
    watch.poll(0, {1});
    watch.poll(0, {11});
    QCOMPARE(watch.happened(), "");
}

void TestAlertEngine::rulesAreEditedWhileFiring_data()
{
    QTest::addColumn<QString>("edit");
    QTest::addColumn<QString>("transitions");
    QTest::newRow("nothing") << "none"
                             << "";
    QTest::newRow("another rule comes") << "other"
                                        << "firing@4"; // "connected_clients" is above it already
    QTest::newRow("a higher threshold") << "threshold"
                                        << "inactive@3";
    QTest::newRow("a longer hold time begins anew") << "for"
                                                    << "inactive@3 pending@4 firing@9";
    QTest::newRow("switched off") << "off"
                                  << "inactive@3";
    QTest::newRow("deleted") << "deleted"
                             << "inactive@3";
    QTest::newRow("out of scope") << "scope"
                                  << "inactive@3";
}

void TestAlertEngine::rulesAreEditedWhileFiring()
{
    QFETCH(QString, edit);
    Rule rule = withFor(limitRule(), 2);
    Watch watch(rule);
    watch.pollAll(0, {11, 11, 11, 11});
    QCOMPARE(watch.happened(), "pending@0 firing@2");
    std::vector<Rule> rules{rule};
    if (edit == "other")
        rules.insert(rules.begin(), limitRule(3)), rules[0].id = QStringLiteral("another");
    else if (edit == "threshold")
        rules[0].threshold = 20;
    else if (edit == "for")
        rules[0].forMs = 5000;
    else if (edit == "off")
        rules[0].enabled = false;
    else if (edit == "scope")
        rules[0].scope.caches << QStringLiteral("blog");
    else if (edit == "deleted")
        rules.clear();
    watch.engine.setRules(rules);
    watch.pollAll(4, Values(8, 11));
    QTEST(watch.happened(), "transitions");
}

void TestAlertEngine::nodesGoWhileFiring()
{
    Watch watch(limitRule());
    watch.pollAll(0, {11, 11});
    QCOMPARE(watch.happened(), "firing@0");
    WatchedNode node = watchedNode();
    node.cacheName = QStringLiteral("renamed");
    watch.engine.setNodes({node, watchedNode(QStringLiteral("m"))});
    watch.poll(2, {11});
    QCOMPARE(watch.happened(), "");
    watch.engine.setNodes({watchedNode(QStringLiteral("m"))});
    QCOMPARE(watch.happened(), "inactive@2");
    QVERIFY(watch.engine.alerts().empty());
    watch.poll(3, {11}); // of a node that is not watched
    QCOMPARE(watch.happened(), "");
}

void TestAlertEngine::restartGoesOn_data()
{
    QTest::addColumn<int>("forS");
    QTest::addColumn<int>("keepS");
    QTest::addColumn<std::vector<double>>("before"); // from second 0
    QTest::addColumn<std::vector<double>>("after");  // from second 1000
    QTest::addColumn<QString>("transitions");        // after it
    QTest::newRow("pending goes on where it was") << 10 << 0 << Values{11, 11, 11} << Values(12, 11) << "firing@1008";
    QTest::newRow("pending ends") << 10 << 0 << Values{11, 11} << Values{1} << "inactive@1000";
    QTest::newRow("firing goes on") << 1 << 0 << Values{11, 11} << Values{11, 11} << "";
    QTest::newRow("firing ends") << 1 << 0 << Values{11, 11} << Values{1} << "resolved@1000";
    QTest::newRow("what is kept firing is kept so for what was left")
        << 0 << 5 << Values{11, 1, 1} << Values(8, 1) << "resolved@1004";
    QTest::newRow("resolved stays so") << 0 << 0 << Values{11, 1} << Values{1, 1} << "";
}

void TestAlertEngine::restartGoesOn()
{
    QFETCH(int, forS);
    QFETCH(int, keepS);
    QFETCH(std::vector<double>, before);
    QFETCH(std::vector<double>, after);
    const Rule rule = withFor(limitRule(), forS, keepS);
    Watch first(rule);
    first.pollAll(0, before);
    Watch second(rule);
    second.engine.restore(first.engine.alerts(), Watch::ms(double(before.size()) - 1));
    QCOMPARE(second.engine.alerts(), first.engine.alerts());
    second.pollAll(1000, after);
    QTEST(second.happened(), "transitions");
}

/// A restart between two polls changes nothing, if history gives the samples back.
void TestAlertEngine::restartAnywhereEqualsNoRestart()
{
    std::mt19937 random(7);
    for (int round = 0; round < 50; ++round) {
        Rule rule = withFor(hitRatioRule(), int(random() % 6), int(random() % 4));
        rule.recovery = 0.85;
        const std::vector<std::string> names{"keyspace_hits", "keyspace_misses"};
        const auto straight = std::make_unique<Watch>(rule, names);
        auto restarted = std::make_unique<Watch>(rule, names);
        std::vector<Values> polls;
        QStringList transitions;
        double hits = 0, misses = 0, ratio = 0.5;
        for (int second = 0; second < 200; ++second) {
            if (random() % 20 == 0)
                ratio = double(random() % 100) / 100;
            hits += 100 * ratio, misses += 100 * (1 - ratio);
            polls.push_back({hits, misses});
            straight->poll(second, polls.back());
            restarted->poll(second, polls.back());
            if (random() % 10 != 0)
                continue;
            transitions << said(restarted->engine.takeTransitions());
            auto next = std::make_unique<Watch>(rule, names);
            for (int back = std::max(0, second - 10); back <= second; ++back)
                next->engine.recall(next->samples.at(Watch::ms(back), polls[std::size_t(back)]));
            next->engine.restore(restarted->engine.alerts(), Watch::ms(second));
            restarted = std::move(next);
        }
        transitions << said(restarted->engine.takeTransitions());
        QCOMPARE(transitions.join(u' '), straight->happened());
    }
}

void TestAlertEngine::restoreLeavesOutWhatIsUnknown()
{
    Watch watch(limitRule());
    const AlertProgress firing{AlertState::Firing, startMs, startMs, {}, {}};
    const NodeId here{QStringLiteral("n")};
    watch.engine.restore(
        {{{QStringLiteral("gone"), here}, firing}, {{QStringLiteral("limit"), {QStringLiteral("elsewhere")}}, firing}},
        startMs);
    QVERIFY(watch.engine.alerts().empty());
    Rule off = limitRule();
    off.enabled = false;
    watch.engine.setRules({off});
    watch.engine.restore({{{QStringLiteral("limit"), here}, firing}}, startMs);
    QVERIFY(watch.engine.alerts().empty());
}

void TestAlertEngine::recallIsNotJudged()
{
    Rule rule = limitRule(100);
    rule.function = RuleFunction::Maximum;
    rule.windowMs = 10'000;
    Watch watch(rule);
    for (int second = 0; second < 5; ++second)
        watch.engine.recall(watch.samples.at(Watch::ms(second), {200}));
    watch.advance(3);
    QCOMPARE(watch.happened(), "");
    watch.poll(5, {1});
    QCOMPARE(watch.happened(), "firing@5");
    watch.engine.recall(watch.samples.at(Watch::ms(6), {500}));
    watch.poll(20, {1});
    QCOMPARE(watch.happened(), "resolved@15");
}

/// What is done between two polls (looking at the time, asking for transitions) does not change what happens.
void TestAlertEngine::replayEqualsLive()
{
    std::mt19937 random(1);
    for (int round = 0; round < 100; ++round) {
        Rule limit = withFor(limitRule(), int(random() % 5), int(random() % 5));
        Rule average = withFor(limitRule(7), int(random() % 5), int(random() % 5));
        average.id = QStringLiteral("average");
        average.function = RuleFunction::Average;
        average.windowMs = 5000;
        average.recovery = 4;
        Watch live(limit), replay(limit);
        for (Watch* watch : {&live, &replay})
            watch->engine.setRules({limit, average, upRule()});
        QStringList liveTransitions;
        double second = 0;
        for (int i = 0; i < 150; ++i) {
            const double step = random() % 12 == 0 ? double(random() % 400) : 1 + double(random() % 100) / 1000;
            for (int look = int(random() % 3); look > 0; --look) {
                live.advance(second + step * double(random() % 100) / 100);
                if (random() % 2)
                    liveTransitions << said(live.engine.takeTransitions());
            }
            second += step;
            const double value = double(random() % 15);
            const bool down = random() % 10 == 0;
            for (Watch* watch : {&live, &replay})
                down ? watch->down(second) : watch->poll(second, {value});
        }
        liveTransitions << said(live.engine.takeTransitions());
        QCOMPARE(liveTransitions.join(u' '), replay.happened());
    }
}

void TestAlertEngine::tenThousandAlertsAtOnce()
{
    AlertEngine engine;
    std::vector<WatchedNode> nodes;
    for (int i = 0; i < 1000; ++i)
        nodes.push_back(watchedNode(QString::number(i)));
    std::vector<Rule> rules;
    for (int i = 0; i < 10; ++i) {
        rules.push_back(limitRule(i));
        rules.back().id = QString::number(i);
    }
    engine.setNodes(nodes);
    engine.setRules(rules);
    for (const WatchedNode& node : nodes)
        engine.add(SampleMaker({"connected_clients"}, node.node.value).at(startMs, {11}));
    QCOMPARE(engine.takeTransitions().size(), 10'000U);
    QCOMPARE(engine.alerts().size(), 10'000U);
    QVERIFY(engine.takeTransitions().empty());
}

void TestAlertEngine::growthPerDay()
{
    Rule rule = limitRule(0.2);
    rule.metric = "used_memory";
    rule.function = RuleFunction::GrowthPerDay;
    Watch watch(rule, {"used_memory"});
    WatchedNode node = watchedNode();
    node.intervalMs = 60'000;
    watch.engine.setNodes({node});
    for (int minute = 0; minute <= 3 * 1440; ++minute) // 10 MB, then 1 MB an hour from the second day on
        watch.poll(minute * 60, {10e6 + 1e6 / 60 * std::max(0, minute - 2000)});
    QCOMPARE(watch.happened(), "firing@127260"); // 121 minutes after minute 2000
}

void TestAlertEngine::memoryGrowingFasterThanTraffic_data()
{
    QTest::addColumn<double>("memory");  // on the second day, of 1 on the first
    QTest::addColumn<double>("lookups"); // likewise
    QTest::addColumn<bool>("raised");
    QTest::newRow("memory alone") << 1.5 << 1.0 << true;
    QTest::newRow("memory more than traffic") << 1.8 << 1.5 << true;
    QTest::newRow("both alike") << 1.5 << 1.5 << false;
    QTest::newRow("traffic alone") << 1.0 << 2.0 << false;
    QTest::newRow("a quiet day is no growth") << 1.1 << 0.5 << false;
    QTest::newRow("growth on a quiet day") << 1.5 << 0.5 << true;
    QTest::newRow("no traffic, nothing to compare with") << 1.5 << 0.0 << false;
}

void TestAlertEngine::memoryGrowingFasterThanTraffic()
{
    QFETCH(double, memory);
    QFETCH(double, lookups);
    QFETCH(bool, raised);
    Rule rule = limitRule(0.2);
    rule.metric = Condition::growthBeyondTraffic;
    rule.windowMs = 3'600'000;
    Watch watch(rule, {"used_memory", "keyspace_hits", "keyspace_misses"});
    WatchedNode node = watchedNode();
    node.intervalMs = 60'000;
    watch.engine.setNodes({node});
    double hits = 0;
    for (int minute = 0; minute < 2 * 1440; ++minute) {
        const bool second = minute >= 1440;
        hits += 100 * (second ? lookups : 1);
        if (minute == 1000)
            hits = 0; // a restart
        watch.poll(minute * 60, {second ? memory : 1.0, hits, hits / 4});
        if (minute <= 1440)
            QCOMPARE(watch.happened(), ""); // the first day has no day before
    }
    QCOMPARE(watch.happened().section(QLatin1Char(' '), -1).startsWith(QStringLiteral("firing")), raised);
}

void TestAlertEngine::absence()
{
    Rule rule = limitRule();
    rule.function = RuleFunction::Absence;
    rule.windowMs = 5000;
    Watch watch(withFor(rule, 2));
    watch.pollAll(0, {1, absent, absent, absent, absent, absent, absent, absent, absent, absent, 1});
    QCOMPARE(watch.happened(), "pending@6 firing@8 resolved@10");
}

QTEST_GUILESS_MAIN(TestAlertEngine)
#include "tst_alertengine.moc"
