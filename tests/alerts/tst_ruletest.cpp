// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/ruletest.h"

#include "alerts/backtest.h"
#include "alerts/testvalues.h"

#include <QtCore/QObject>
#include <QtTest/QTest>

#include <cmath>

using namespace cacheledger;

namespace
{

const QString fileName = QStringLiteral("test.yml");

Rule manyClients()
{
    Rule rule;
    rule.id = QStringLiteral("many-clients");
    rule.metric = "connected_clients";
    rule.threshold = 100;
    rule.forMs = 120'000;
    return rule;
}

QByteArray testWith(const QByteArray& series, const QByteArray& tests)
{
    return "evaluation_interval: 1m\ntests:\n  - interval: 1m\n    input_series:\n" + series +
           "    alert_rule_test:\n" + tests;
}

const QByteArray clientSeries = "      - series: redis_connected_clients{job=\"r\", instance=\"a:1\"}\n"
                                "        values: '50 101x5 50'\n";

} // namespace

class TestRuleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valuesAreExpanded_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("values");
        QTest::newRow("numbers") << "1 -2.5 3e2"
                                 << "1 -2.5 300";
        QTest::newRow("a sequence") << "0+10x3"
                                    << "0 10 20 30";
        QTest::newRow("downwards") << "5-2x2"
                                   << "5 3 1";
        QTest::newRow("from below zero") << "-3+1x2"
                                         << "-3 -2 -1";
        QTest::newRow("the same again") << "7x2"
                                        << "7 7 7";
        QTest::newRow("none") << "1 _ _x2 2"
                              << "1 _ _ _ 2";
        QTest::newRow("stale") << "1 stale 2"
                               << "1 _ 2";
        QTest::newRow("nothing") << ""
                                 << "";
        QTest::newRow("a word") << "1 two"
                                << "refused";
        QTest::newRow("a step without times") << "1+2"
                                              << "refused";
        QTest::newRow("none, no times") << "_x0"
                                        << "refused";
        QTest::newRow("too many") << "1x9999999"
                                  << "refused";
        QTest::newRow("two dots") << "1.2.3"
                                  << "refused";
    }

    void valuesAreExpanded()
    {
        QFETCH(QString, text);
        const auto values = testValues(text);
        QStringList found;
        if (values)
            for (const double value : *values)
                found << (std::isnan(value) ? QStringLiteral("_") : QString::number(value));
        QTEST(values ? found.join(u' ') : QStringLiteral("refused"), "values");
    }

    void filesThatCannotBeRunAreRefused_data()
    {
        QTest::addColumn<QByteArray>("document");
        QTest::addColumn<QString>("reason");
        QTest::newRow("no YAML") << QByteArray("a: [") << "no valid YAML";
        QTest::newRow("empty") << QByteArray() << "no list \"tests\"";
        QTest::newRow("a text") << QByteArray("tests: all") << "must be a list";
        QTest::newRow("another interval") << QByteArray("tests:\n  - interval: 30s\n") << "line 2: \"interval\" and";
        QTest::newRow("no duration") << QByteArray("evaluation_interval: soon\ntests: []\n") << "line 1: \"evaluation";
        QTest::newRow("unknown series") << testWith("      - series: node_load1{}\n        values: 1\n", "      []\n")
                                        << "node_load1 is no series";
        QTest::newRow("broken labels") << testWith("      - series: redis_up{instance=}\n        values: 1\n",
                                                   "      []\n")
                                       << "must be a name with labels";
        QTest::newRow("broken values") << testWith("      - series: redis_up\n        values: one\n", "      []\n")
                                       << "line 6: \"values\" cannot be read";
        QTest::newRow("labels that are none") << testWith(clientSeries, "      - eval_time: 1m\n        alertname: x\n"
                                                                        "        exp_alerts: [{exp_labels: [1]}]\n")
                                              << "must be labels";
        QTest::newRow("deep nesting") << QByteArray(100'000, '[') << "no valid YAML";
    }

    void filesThatCannotBeRunAreRefused()
    {
        QFETCH(QByteArray, document);
        QFETCH(QString, reason);
        const auto groups = ruletestfile::parse(document, fileName);
        QVERIFY(!groups.ok());
        QCOMPARE(groups.error().code, ErrorCode::BadConfiguration);
        if (reason.startsWith("line 6"))
            reason = reason.mid(8); // the series begins a line before its values
        QVERIFY2(groups.error().message.contains(reason), qPrintable(groups.error().message));
        QVERIFY(groups.error().message.startsWith("test.yml, line "));
    }

    void testsPassAndFail_data()
    {
        QTest::addColumn<QByteArray>("tests");
        QTest::addColumn<int>("passed");
        QTest::addColumn<QString>("failure");
        const QByteArray at = "      - eval_time: %\n        alertname: many-clients\n";
        const auto when = [&](const char* time) { return QByteArray(at).replace('%', time); };
        const QByteArray firing =
            "        exp_alerts:\n          - exp_labels: {severity: warning, job: r, instance: 'a:1'}\n";
        QTest::newRow("silent while pending") << when("2m") << 1 << "";
        QTest::newRow("firing after its hold time") << when("3m") + firing << 1 << "";
        QTest::newRow("between two evaluations") << when("3m30s") + firing << 1 << "";
        QTest::newRow("resolved") << when("7m") << 1 << "";
        QTest::newRow("in any order") << when("7m") + when("3m") + firing + when("0s") << 3 << "";
        QTest::newRow("fires too late") << when("2m") + firing << 0
                                        << "line 8, at 2m: of many-clients should fire {instance=\"a:1\", job=\"r\", "
                                           "severity=\"warning\"}, but nothing fires.";
        QTest::newRow("fires unexpectedly") << when("4m") << 0 << "should fire nothing, but {instance=\"a:1\"";
        QTest::newRow("other labels") << when("4m") + QByteArray(firing).replace("warning", "critical") << 0
                                      << "severity=\"critical\"}, but {";
        QTest::newRow("unknown rule") << QByteArray("      - eval_time: 1m\n        alertname: other\n") << 0
                                      << "no enabled rule \"other\"";
    }

    void testsPassAndFail()
    {
        QFETCH(QByteArray, tests);
        QFETCH(QString, failure);
        const auto groups = ruletestfile::parse(testWith(clientSeries, tests), fileName);
        QVERIFY2(groups.ok(), qPrintable(groups.ok() ? QString() : groups.error().message));
        const RuleTestOutcome outcome = runRuleTests(*groups, {manyClients()});
        QTEST(outcome.passed, "passed");
        QCOMPARE(outcome.failures.size(), failure.isEmpty() ? 0 : 1);
        if (!failure.isEmpty())
            QVERIFY2(outcome.failures[0].contains(failure), qPrintable(outcome.failures[0]));
    }

    void testsOfExpressionsAreLeftOut()
    {
        const auto groups = ruletestfile::parse("tests:\n  - promql_expr_test: [{expr: up}, {expr: down}]\n", fileName);
        QVERIFY(groups.ok());
        QCOMPARE(runRuleTests(*groups, {}).leftOut, 2);
    }

    void backtestSaysWhenARuleWouldHaveFired()
    {
        WatchedNode node;
        node.node = {QStringLiteral("n")};
        node.intervalMs = 1000;
        Rule rule = manyClients();
        rule.enabled = false; // not switched on yet
        rule.forMs = 2000;
        Backtest backtest(rule, {node});
        const auto layout = std::make_shared<SeriesLayout>(std::vector<std::string>{"connected_clients"});
        constexpr TimeMs startMs = 1'700'000'000'000;
        const std::vector<double> values{1, 101, 102, 103, 1, 1, 101, 1, 101, 101, 101, 101};
        for (std::size_t i = 0; i < values.size(); ++i) {
            Snapshot snapshot;
            snapshot.node = node.node;
            snapshot.timeMs = startMs + TimeMs(i) * 1000;
            snapshot.layout = layout;
            snapshot.values = {values[i]};
            backtest.add(snapshot);
        }
        const auto episodes = backtest.finish(startMs + 12'000);
        QCOMPARE(episodes.size(), 2U);
        QCOMPARE(episodes[0].pendingMs, startMs + 1000);
        QCOMPARE(episodes[0].firedMs, startMs + 3000);
        QCOMPARE(episodes[0].endMs, std::optional<TimeMs>(startMs + 4000));
        QCOMPARE(episodes[0].value, std::optional<double>(103));
        QCOMPARE(episodes[1].firedMs, startMs + 10'000);
        QVERIFY(!episodes[1].endMs);
    }
};

QTEST_GUILESS_MAIN(TestRuleTest)
#include "tst_ruletest.moc"
