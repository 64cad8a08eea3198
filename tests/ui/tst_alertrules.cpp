// SPDX-License-Identifier: GPL-3.0-or-later
// The list of rules, their editor, its backtest, and rules on charts.
#include "alerts/rulefile.h"
#include "support/uifixture.h"
#include "ui/alerts/alertwords.h"
#include "ui/alerts/rulebacktest.h"
#include "ui/alerts/rulechart.h"
#include "ui/alerts/ruleeditor.h"
#include "ui/alerts/ruleform.h"
#include "ui/alerts/rulelist.h"
#include "ui/alerts/rulesmodel.h"
#include "ui/charts/chartpanel.h"
#include "ui/mainwindow.h"
#include "ui/noticebar.h"
#include "ui/pages/alertspage.h"
#include "ui/pages/dashboardcharts.h"
#include "ui/pages/dashboardpage.h"
#include "ui/timerange.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QTest>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTableView>
#include <QtWidgets/QTreeView>

using namespace cacheledger;
using namespace Qt::StringLiterals;
using cacheledger::testing::FakeAlerts;
using cacheledger::testing::UiFixture;

class TestAlertRules : public QObject
{
    Q_OBJECT

    std::unique_ptr<UiFixture> fixture;
    std::unique_ptr<MainWindow> window;

    void open()
    {
        window = std::make_unique<MainWindow>(fixture->services, &fixture->theme);
        window->show();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        window->showPage(u"alerts"_s);
        qobject_cast<AlertsPage*>(window->page(u"alerts"_s))->showView(u"rules"_s);
    }
    FakeAlerts& alerts() { return fixture->alerts; }
    QTreeView* tree() { return window->findChild<QTreeView*>(u"Rules"_s); }
    RulesModel* model() { return qobject_cast<RulesModel*>(tree()->model()); }
    void choose(const QString& rule) { tree()->setCurrentIndex(model()->indexOf(rule)); }
    void click(const QString& button) { QTest::mouseClick(window->findChild<QPushButton*>(button), Qt::LeftButton); }
    RuleEditor* editor() { return window->findChild<RuleEditor*>(); }
    QString sentence() { return text(editor()->findChild<QLabel*>(u"RuleSentence"_s)->text()); }
    QString status() { return text(editor()->findChild<QLabel*>(u"BacktestStatus"_s)->text()); }
    static QString text(QString text) { return text.replace(QChar::Nbsp, u' '); }
    void type(const QString& field, const QString& entry)
    {
        auto* line = editor()->findChild<QLineEdit*>(u"Rule."_s + field);
        line->selectAll();
        QTest::keyClick(line, Qt::Key_Delete);
        QTest::keyClicks(line, entry);
    }
    QString problemAt(const QString& field)
    {
        return editor()->findChild<QWidget*>(u"Rule."_s + field)->accessibleDescription();
    }
    static Rule shipped(const QString& id)
    {
        for (const Rule& rule : rulefile::shipped()) {
            if (rule.id == id)
                return rule;
        }
        return {};
    }
    void clickUndo() { QTest::mouseClick(window->findChild<NoticeBar*>()->findChild<QPushButton*>(), Qt::LeftButton); }

private Q_SLOTS:
    void tilesJudgeByTheRulesOfTheirCache()
    {
        CacheConfig shop;
        shop.name = u"shop"_s;
        std::vector<ListedRule> rules;
        const auto add = [&](const char* metric, AlertTier tier, Comparison comparison, double limit) -> Rule& {
            Rule rule;
            rule.id = QString::number(rules.size());
            rule.metric = metric;
            rule.tier = tier;
            rule.comparison = comparison;
            rule.threshold = limit;
            rules.push_back({rule, false, false});
            return rules.back().rule;
        };
        add("hit_ratio", AlertTier::Critical, Comparison::Below, 0.5);
        add("hit_ratio", AlertTier::Warning, Comparison::Below, 0.6);
        add("hit_ratio", AlertTier::Warning, Comparison::Below, 0.7); // reached first
        add("hit_ratio", AlertTier::Critical, Comparison::Below, 0.99).enabled = false;
        add("hit_ratio", AlertTier::Critical, Comparison::Below, 0.98).scope.caches = {u"another"_s};
        Rule& evictions = add("evicted_keys", AlertTier::Warning, Comparison::Above, 600);
        evictions.function = RuleFunction::Increase;
        evictions.windowMs = 60'000;
        const std::vector<Threshold> made = rulechart::thresholds(rules, shop);
        QCOMPARE(made.size(), std::size_t(2));
        QCOMPARE(judge("hit_ratio", 0.72, made), Severity::Normal);
        QCOMPARE(judge("hit_ratio", 0.65, made), Severity::Warning);
        QCOMPARE(judge("hit_ratio", 0.45, made), Severity::Critical);
        QCOMPARE(judge("evictions_per_second", 9.0, made), Severity::Normal);
        QCOMPARE(judge("evictions_per_second", 11.0, made), Severity::Warning);
        QCOMPARE(judge("memory_used_ratio", 0.99, made), Severity::Normal); // no rule says otherwise
        QCOMPARE(judge("memory_used_ratio", {}, made), Severity::Unknown);
    }

    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void init()
    {
        fixture = std::make_unique<UiFixture>();
        fixture->fillTypical();
    }
    void cleanup()
    {
        window.reset();
        fixture.reset();
    }

    void rulesStandUnderTheirTiers()
    {
        RulesModel rules;
        QAbstractItemModelTester tester(&rules, QAbstractItemModelTester::FailureReportingMode::QtTest);
        std::vector<ListedRule> listed = FakeAlerts::shippedRules();
        Rule own;
        own.id = u"mine"_s;
        own.name = u"Mine"_s;
        own.tier = AlertTier::Information;
        own.enabled = false;
        listed.push_back({own, false, false});
        listed[1].changed = true;
        rules.setRules(listed);
        QCOMPARE(rules.rowCount(), 3);
        const QModelIndex critical = rules.index(0, 0);
        QVERIFY2(text(critical.data().toString()).startsWith(u"▲ Critical, "_s),
                 qPrintable(critical.data().toString()));
        QCOMPARE(text(rules.index(1, RulesModel::Origin, critical).data().toString()), u"changed"_s);
        const QModelIndex mine = rules.indexOf(u"mine"_s);
        QCOMPARE(mine.parent(), rules.index(2, 0));
        QCOMPARE(mine.siblingAtColumn(RulesModel::Origin).data().toString(), u"your own"_s);
        QCOMPARE(mine.data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
        QVERIFY(!rules.indexOf(u"no-such"_s).isValid());
        const int all =
            rules.rowCount(rules.index(0, 0)) + rules.rowCount(rules.index(1, 0)) + rules.rowCount(rules.index(2, 0));
        QCOMPARE(all, int(listed.size()));
    }

    void aRuleInWords_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("words");
        QTest::newRow("a derived metric")
            << u"hit-ratio-drop"_s << u"“Hit ratio” over 5 min stays below 80.0 % for 5 min"_s;
        QTest::newRow("a node's answer") << u"node-unavailable"_s << u"a node does not answer"_s;
        QTest::newRow("an increase") << u"eviction-rate-high"_s
                                     << u"the increase of “Evicted keys” in 5 min stays above 5,000 for 15 min"_s;
    }

    void aRuleInWords()
    {
        QFETCH(QString, id);
        QFETCH(QString, words);
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        const QString said = text(alertwords::condition(shipped(id)));
        QLocale::setDefault(QLocale::c());
        QCOMPARE(said, words);
    }

    void aSwitchMakesAShippedRuleYoursAndBack()
    {
        open();
        choose(u"hit-ratio-drop"_s);
        tree()->setFocus();
        QTest::keyClick(tree(), Qt::Key_Space);
        QCOMPARE(alerts().saved.size(), std::size_t(1));
        QVERIFY(!alerts().saved[0].enabled);
        QCOMPARE(tree()->currentIndex().data(RulesModel::IdRole).toString(), u"hit-ratio-drop"_s); // still chosen
        QCOMPARE(tree()->currentIndex().data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
        QTest::keyClick(tree(), Qt::Key_Space); // as it was shipped: no rule of the user's
        QCOMPARE(alerts().saved.size(), std::size_t(1));
        QCOMPARE(alerts().removed, QStringList{u"hit-ratio-drop"_s});
        QCOMPARE(model()->ruleAt(tree()->currentIndex())->changed, false);
    }

    void aChangedRuleIsResetAndThatIsUndone()
    {
        Rule changed = shipped(u"hit-ratio-drop"_s);
        changed.threshold = 0.7;
        alerts().saveRule(changed);
        open();
        auto* remove = window->findChild<QPushButton*>(u"RemoveRule"_s);
        choose(u"memory-high"_s);
        QVERIFY(!remove->isEnabled());
        choose(u"hit-ratio-drop"_s);
        QCOMPARE(remove->text(), u"&Reset"_s);
        tree()->setFocus();
        QTest::keyClick(tree(), Qt::Key_Delete);
        QCOMPARE(alerts().removed, QStringList{u"hit-ratio-drop"_s});
        QVERIFY(!remove->isEnabled());
        clickUndo();
        QCOMPARE(alerts().saved.back(), changed);
    }

    void aNewRuleIsCheckedWhileItIsTyped()
    {
        open();
        click(u"AddRule"_s);
        QVERIFY(editor() && editor()->isVisible());
        auto* save = editor()->findChild<QPushButton*>(u"SaveRule"_s);
        QVERIFY(!save->isEnabled()); // it has no name
        type(u"name"_s, u"Too few hits!"_s);
        QCOMPARE(editor()->findChild<QLineEdit*>(u"Rule.id"_s)->text(), u"too-few-hits"_s);
        QVERIFY(save->isEnabled());
        QCOMPARE(sentence(), u"Fires when “Hit ratio” over 5 min stays below 80.0 % for 5 min."_s);
        type(u"threshold"_s, u"8o"_s);
        QVERIFY(!save->isEnabled() && problemAt(u"threshold"_s).contains(u"number"_s));
        type(u"threshold"_s, u"700"_s);
        QCOMPARE(text(problemAt(u"threshold"_s)), u"Must be from 0 to 100 %."_s);
        type(u"threshold"_s, u"57"_s);
        QCOMPARE(editor()->rule().threshold, 0.57);
        type(u"recovery"_s, u"50"_s);
        QVERIFY2(problemAt(u"recovery"_s).startsWith(u"Contradicts"_s), qPrintable(problemAt(u"recovery"_s)));
        type(u"recovery"_s, u""_s);
        type(u"for"_s, u"soon"_s);
        QVERIFY(problemAt(u"for"_s).contains(u"from 0s"_s));
        type(u"for"_s, u"1h30m"_s);
        type(u"minimumLookups"_s, u"100"_s);
        type(u"caches"_s, u"rag-cache , sessions,"_s);
        QVERIFY(save->isEnabled());
        editor()->findChild<QComboBox*>(u"Rule.metric"_s)->setEditText(u"hit_rtio"_s);
        QVERIFY2(problemAt(u"metric"_s).contains(u"Did you mean hit_ratio?"_s), qPrintable(problemAt(u"metric"_s)));
        editor()->findChild<QComboBox*>(u"Rule.metric"_s)->setEditText(u"hit_ratio"_s);
        editor()->findChild<QPlainTextEdit*>(u"Rule.message"_s)->setPlainText(u"Only %valu"_s);
        QVERIFY(problemAt(u"message"_s).contains(u"%valu"_s));
        editor()->findChild<QPlainTextEdit*>(u"Rule.message"_s)->setPlainText(u"Only %value"_s);
        type(u"id"_s, u"memory-high"_s);
        QVERIFY2(problemAt(u"id"_s).contains(u"Memory high"_s), qPrintable(problemAt(u"id"_s)));
        type(u"id"_s, u"few"_s);
        QTest::mouseClick(save, Qt::LeftButton);
        QCOMPARE(alerts().saved.size(), std::size_t(1));
        const Rule made = alerts().saved[0];
        QCOMPARE(made.id, u"few"_s);
        QCOMPARE(made.forMs, qint64(5'400'000));
        QCOMPARE(made.scope.caches, (QStringList{u"rag-cache"_s, u"sessions"_s}));
        QCOMPARE(made.minimumTraffic.value_or(MinimumTraffic{}).lookups, 100.0);
        QVERIFY(!made.recovery);
        QVERIFY(model()->indexOf(u"few"_s).isValid());
    }

    void everyShippedRuleComesBackFromTheFormAsItWas()
    {
        open();
        PageContext context;
        context.services = fixture->services;
        context.theme = &fixture->theme;
        RuleForm form(context, false, nullptr);
        for (const Rule& rule : rulefile::shipped()) {
            form.setRule(rule);
            QVERIFY2(form.rule() == rule, qPrintable(rule.id));
            QVERIFY2(form.isValid(), qPrintable(rule.id));
        }
    }

    void aCopyIsARuleOfItsOwn()
    {
        open();
        choose(u"hit-ratio-drop"_s);
        click(u"DuplicateRule"_s);
        QCOMPARE(editor()->rule().id, u"hit-ratio-drop-copy"_s);
        click(u"SaveRule"_s);
        QVERIFY(model()->indexOf(u"hit-ratio-drop-copy"_s).isValid());
        QVERIFY(!model()->ruleAt(model()->indexOf(u"hit-ratio-drop"_s))->changed);
    }

    void aBacktestTellsAndDrawsWhenTheRuleWouldHaveFired()
    {
        const CacheConfig rag = *fixture->caches.findByName(u"rag-cache"_s);
        open();
        const TimeSpan span = window->range()->span();
        alerts().episodes = {
            {rag.nodes[1].id, span.fromMs + 5'000, span.fromMs + 10'000, span.fromMs + 70'000, 0.71},
            {rag.nodes[1].id, span.toMs - 60'000, span.toMs - 30'000, std::nullopt, 0.65},
        };
        choose(u"hit-ratio-drop"_s);
        click(u"EditRule"_s);
        click(u"RunBacktest"_s);
        QTRY_VERIFY2(status().contains(u"fired 2 times"_s) && status().contains(u"1 min 30 s"_s), qPrintable(status()));
        QCOMPARE(alerts().backtested.back(), shipped(u"hit-ratio-drop"_s));
        const QAbstractItemModel* episodes = editor()->findChild<QTableView*>(u"BacktestEpisodes"_s)->model();
        QCOMPARE(episodes->rowCount(), 2);
        QCOMPARE(text(episodes->index(0, 2).data().toString()), u"1 min"_s);
        QCOMPARE(text(episodes->index(0, 3).data().toString()), u"71.0 %"_s);
        QCOMPARE(text(episodes->index(1, 2).data().toString()), u"until the end"_s);
        // The chart is of the node where it fired.
        QCOMPARE(editor()->findChild<QComboBox*>(u"BacktestNode"_s)->currentData().toString(), rag.nodes[1].id.value);
        auto* chart = editor()->findChild<ChartPanel*>(u"BacktestChart"_s);
        QVERIFY(chart && chart->isVisible());
        QCOMPARE(chart->spec().threshold.value_or(0), 0.8);
        QVERIFY(!chart->spec().thresholdAbove);
        type(u"threshold"_s, u"70"_s);
        QVERIFY2(status().contains(u"changed"_s), qPrintable(status()));
        type(u"threshold"_s, u"x"_s);
        QVERIFY(!editor()->findChild<QPushButton*>(u"RunBacktest"_s)->isEnabled());
        QVERIFY(alerts().saved.empty()); // trying changes nothing
    }

    void aBacktestWithoutAnythingAndOneThatFails()
    {
        open();
        choose(u"hit-ratio-drop"_s);
        click(u"EditRule"_s);
        click(u"RunBacktest"_s);
        QTRY_VERIFY2(status().contains(u"would not have fired"_s), qPrintable(status()));
        alerts().failure = Error{ErrorCode::Corrupt, u"The history file is damaged."_s, {}};
        click(u"RunBacktest"_s);
        QTRY_COMPARE(status(), u"▲ The history file is damaged."_s);
        QVERIFY(editor()->findChild<QPushButton*>(u"RunBacktest"_s)->isEnabled());
    }

    void chartsShowTheLimitsOfTheRulesThatAreOn()
    {
        const CacheConfig rag = *fixture->caches.findByName(u"rag-cache"_s);
        std::vector<ListedRule> rules = FakeAlerts::shippedRules();
        const auto specOf = [&](const QString& id) {
            std::vector<ChartSpec> charts = dashboardCharts({});
            rulechart::applyRules(charts, rules, rag);
            return *std::find_if(charts.begin(), charts.end(), [&](const ChartSpec& spec) { return spec.id == id; });
        };
        const auto rule = [&](const QString& id) -> Rule& {
            return std::find_if(rules.begin(), rules.end(), [&](const ListedRule& each) { return each.rule.id == id; })
                ->rule;
        };
        QCOMPARE(specOf(u"hit_ratio"_s).threshold.value_or(0), 0.8);
        QVERIFY(!specOf(u"hit_ratio"_s).thresholdAbove);
        // 5,000 evicted keys in 5 minutes, on the line of evictions a second.
        QCOMPARE(specOf(u"evictions"_s).threshold.value_or(0), 5000.0 / 300);
        QCOMPARE(specOf(u"evictions"_s).judged, std::string("evictions_per_second"));
        QCOMPARE(specOf(u"probe_latency"_s).threshold.value_or(0), 100'000.0);
        rule(u"hit-ratio-drop"_s).threshold = 0.6;
        QCOMPARE(specOf(u"hit_ratio"_s).threshold.value_or(0), 0.6);
        rule(u"hit-ratio-drop"_s).scope.caches = {u"sessions"_s};
        QVERIFY(!specOf(u"hit_ratio"_s).threshold);
        rule(u"response-time-spike"_s).enabled = false;
        QVERIFY(!specOf(u"probe_latency"_s).threshold);
    }

    void aRuleThatChangesMovesTheLimitOnTheDashboard()
    {
        open();
        window->showPage(u"dashboard"_s);
        auto* page = qobject_cast<DashboardPage*>(window->page(u"dashboard"_s));
        const auto limit = [&] {
            for (const ChartPanel* chart : page->charts()) {
                if (chart->spec().id == "hit_ratio"_L1)
                    return chart->spec().threshold.value_or(-1);
            }
            return -2.0;
        };
        QCOMPARE(limit(), 0.8);
        Rule rule = shipped(u"hit-ratio-drop"_s);
        rule.threshold = 0.6;
        alerts().saveRule(rule);
        QCOMPARE(limit(), 0.6);
        rule.enabled = false;
        alerts().saveRule(rule);
        QCOMPARE(limit(), -1.0);
    }

    void faultsOfTheFileAreToldAndReadAgain()
    {
        alerts().problems = {u"rules.json, line 4: is no rule."_s};
        open();
        click(u"ReloadRules"_s);
        QCOMPARE(alerts().reloads, 1);
        QVERIFY(window->findChild<RuleList*>()->findChild<QWidget*>(u"Banner"_s)->isVisible());
        alerts().problems.clear();
        Q_EMIT alerts().rulesChanged();
        QVERIFY(!window->findChild<RuleList*>()->findChild<QWidget*>(u"Banner"_s)->isVisible());
    }
};

QTEST_MAIN(TestAlertRules)
#include "tst_alertrules.moc"
