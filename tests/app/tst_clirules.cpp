// SPDX-License-Identifier: GPL-3.0-or-later
#include "cliprocess.h"

#include "alerts/rulefile.h"
#include "history/historywriter.h"

#include <QtCore/QDir>
#include <QtCore/QStandardPaths>
#include <QtTest/QTest>

#include <nlohmann/json.hpp>

using namespace cacheledger;
using namespace Qt::StringLiterals;

/// `cacheledger rules ...` as a process.
class TestCliRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listNamesTheShippedRules();
    void ownRulesReplaceShippedOnes();
    void aBrokenOwnRuleIsNamedAndTheOthersStay();
    void checkNamesEveryFault();
    void checkOfWhatIsNoRuleFile_data();
    void checkOfWhatIsNoRuleFile();
    void exportIsReadBack();
    void exportForPrometheusIsAccepted();
    void testsPassAndFail();
    void aTestFileRunsInPromtoolToo();
    void backtestNeedsItsWords_data();
    void backtestNeedsItsWords();
    void backtestSaysWhenARuleWouldHaveFired();
    void backtestJudgesSourcesToo();
};

static const QByteArray ownRules = R"({"version": 1, "rules": [
{"id": "node-unavailable", "metric": "up", "comparison": "<", "threshold": 1, "for": "1m"},
{"id": "broken", "metric": "hit_ratoi", "comparison": "<", "threshold": 0.5},
{"id": "mine", "metric": "connected_clients", "comparison": ">", "threshold": 100, "for": "2m"}
]})";

static const QByteArray clientTest = R"(rule_files: [rules.yml]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - series: redis_connected_clients{job="r", instance="a:1"}
        values: '50 101x5 50'
    alert_rule_test:
      - eval_time: 2m
        alertname: mine
      - eval_time: 3m
        alertname: mine
        exp_alerts:
          - exp_labels: {severity: warning, job: r, instance: 'a:1'}
            exp_annotations: {summary: mine}
      - eval_time: 7m
        alertname: mine
)";

/// With the user's rules in place.
static void install(const CliRunner& cli, const QByteArray& rules)
{
    QVERIFY(QDir().mkpath(cli.profileDir() + u"/config"_s));
    QFile file(cli.profileDir() + u"/config/rules.json"_s);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(rules) == rules.size());
}

void TestCliRules::listNamesTheShippedRules()
{
    const CliRunner cli;
    const CliResult result = cli.run({u"rules"_s, u"list"_s});
    QVERIFY2(result.exitCode == 0, result.err);
    QCOMPARE(result.out.trimmed().split('\n').size(), 40);
    QCOMPARE(result.out.count("\non "), 8);
    QVERIFY2(result.out.contains("hit_ratio < 0.8 for 5m"), result.out.constData());
    const CliResult json = cli.run({u"rules"_s, u"list"_s, u"--json"_s});
    QCOMPARE(rulefile::parse(json.out, u"out"_s)->rules.size(), 40U);
}

void TestCliRules::ownRulesReplaceShippedOnes()
{
    const CliRunner cli;
    install(cli, ownRules);
    const CliResult result = cli.run({u"rules"_s, u"list"_s});
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.out.trimmed().split('\n').size(), 41);
    QVERIFY2(result.out.contains("up < 1 for 1m"), result.out.constData());
}

void TestCliRules::aBrokenOwnRuleIsNamedAndTheOthersStay()
{
    const CliRunner cli;
    install(cli, ownRules);
    const CliResult result = cli.run({u"rules"_s, u"list"_s});
    QVERIFY2(result.err.contains("rules.json, line 3 (/rules/1/metric): ") &&
                 result.err.contains("Did you mean hit_ratio?"),
             result.err.constData());
    QVERIFY(result.out.contains(" mine "));
    QVERIFY(!result.out.contains("broken"));
}

void TestCliRules::checkNamesEveryFault()
{
    const CliRunner cli;
    const QString path = cli.writeFile(u"rules.json"_s, ownRules);
    const CliResult result = cli.run({u"rules"_s, u"check"_s, path});
    QCOMPARE(result.exitCode, 78);
    QCOMPARE(result.err.trimmed().split('\n').size(), 1);
    QVERIFY(result.out.contains("2 good rule"));
    const CliResult good =
        cli.run({u"rules"_s, u"check"_s, QStringLiteral(PROJECT_SOURCE_DIR "/resources/rules/default.json")});
    QVERIFY2(good.exitCode == 0 && good.err.isEmpty(), good.err);
}

void TestCliRules::checkOfWhatIsNoRuleFile_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("no JSON") << QByteArray("{\n,") << 78 << QByteArray("line 2 is not valid JSON");
    QTest::newRow("a later version") << QByteArray("{\"version\": 9, \"rules\": []}") << 78 << QByteArray("newer");
    QTest::newRow("missing") << QByteArray() << 74 << QByteArray("cannot be read");
}

void TestCliRules::checkOfWhatIsNoRuleFile()
{
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, said);
    const CliRunner cli;
    const QString path = content.isEmpty() ? cli.path(u"nothing.json"_s) : cli.writeFile(u"rules.json"_s, content);
    const CliResult result = cli.run({u"rules"_s, u"check"_s, path});
    QTEST(result.exitCode, "code");
    QVERIFY2(result.err.contains(said), result.err.constData());
    QCOMPARE(result.out, QByteArray());
}

void TestCliRules::exportIsReadBack()
{
    const CliRunner cli;
    const CliResult result = cli.run({u"rules"_s, u"export"_s});
    QCOMPARE(result.exitCode, 0);
    const auto file = rulefile::parse(result.out, u"out"_s);
    QVERIFY(file.ok() && file->rules == rulefile::shipped());
    QCOMPARE(cli.run({u"rules"_s, u"export"_s, u"--format"_s, u"xml"_s}).exitCode, 64);
}

void TestCliRules::exportForPrometheusIsAccepted()
{
    const QString promtool = QStandardPaths::findExecutable(u"promtool"_s);
    if (promtool.isEmpty())
        QSKIP("promtool is not installed (Debian: prometheus)");
    const CliRunner cli;
    const CliResult result = cli.run({u"rules"_s, u"export"_s, u"--format"_s, u"prometheus"_s});
    QCOMPARE(result.exitCode, 0);
    QProcess check;
    check.start(promtool, {u"check"_s, u"rules"_s, cli.writeFile(u"rules.yml"_s, result.out)});
    QVERIFY(check.waitForFinished());
    QVERIFY2(check.exitCode() == 0, check.readAllStandardError());
    QVERIFY(check.readAllStandardOutput().contains("9 rules found"));
}

void TestCliRules::testsPassAndFail()
{
    const CliRunner cli;
    const QString rules = cli.writeFile(u"mine.json"_s, ownRules);
    const QString good = cli.writeFile(u"good.yml"_s, clientTest);
    const CliResult passed = cli.run({u"rules"_s, u"test"_s, good, u"--rules"_s, rules});
    QVERIFY2(passed.exitCode == 0, passed.err);
    QVERIFY2(passed.out.contains("3 passed, 0 failed"), passed.out.constData());
    const QString bad = cli.writeFile(u"bad.yml"_s, QByteArray(clientTest).replace("eval_time: 3m", "eval_time: 2m"));
    const CliResult failed = cli.run({u"rules"_s, u"test"_s, bad, u"--rules"_s, rules});
    QCOMPARE(failed.exitCode, 1);
    QVERIFY2(failed.err.contains("bad.yml, line 11, at 2m: of mine should fire"), failed.err.constData());
    const CliResult none =
        cli.run({u"rules"_s, u"test"_s, cli.writeFile(u"none.yml"_s, "tests: ["), u"--rules"_s, rules});
    QCOMPARE(none.exitCode, 78);
}

/// The same file, with what is exported.
void TestCliRules::aTestFileRunsInPromtoolToo()
{
    const QString promtool = QStandardPaths::findExecutable(u"promtool"_s);
    if (promtool.isEmpty())
        QSKIP("promtool is not installed (Debian: prometheus)");
    const CliRunner cli;
    install(cli, ownRules);
    cli.writeFile(u"rules.yml"_s, cli.run({u"rules"_s, u"export"_s, u"--format"_s, u"prometheus"_s}).out);
    const QString path = cli.writeFile(u"test.yml"_s, clientTest);
    QProcess test;
    test.start(promtool, {u"test"_s, u"rules"_s, path});
    QVERIFY(test.waitForFinished());
    QVERIFY2(test.exitCode() == 0, test.readAllStandardError() + test.readAllStandardOutput());
    QCOMPARE(cli.run({u"rules"_s, u"test"_s, path}).exitCode, 0);
}

void TestCliRules::backtestNeedsItsWords_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("no rule") << QStringList() << 64 << QByteArray("rules backtest needs RULE");
    QTest::newRow("no cache") << QStringList{u"memory-high"_s, u"--from"_s, u"now-1h"_s} << 64 << QByteArray("--cache");
    QTest::newRow("no start") << QStringList{u"memory-high"_s, u"--cache"_s, u"x"_s} << 64 << QByteArray("--from");
    QTest::newRow("an end before the start")
        << QStringList{u"memory-high"_s, u"--cache"_s, u"x"_s, u"--from"_s, u"now"_s, u"--to"_s, u"now-1h"_s} << 64
        << QByteArray("--from must be before");
    QTest::newRow("unknown rule") << QStringList{u"memory-hihg"_s, u"--cache"_s, u"x"_s, u"--from"_s, u"now-1h"_s} << 64
                                  << QByteArray("Did you mean memory-high?");
    QTest::newRow("no history") << QStringList{u"memory-high"_s, u"--cache"_s, u"x"_s, u"--from"_s, u"now-1h"_s} << 74
                                << QByteArray("There is no history");
}

void TestCliRules::backtestNeedsItsWords()
{
    QFETCH(QStringList, words);
    QFETCH(QByteArray, said);
    const CliRunner cli;
    const CliResult result = cli.run(QStringList{u"rules"_s, u"backtest"_s} + words);
    QTEST(result.exitCode, "code");
    QVERIFY2(result.err.contains(said), result.err.constData());
}

void TestCliRules::backtestSaysWhenARuleWouldHaveFired()
{
    const CliRunner cli;
    QVERIFY(QDir().mkpath(cli.profileDir() + u"/data"_s));
    const NodeId node{u"node"_s};
    constexpr TimeMs noon = 1'780'315'200'000;
    {
        auto writer = HistoryWriter::open(cli.profileDir() + u"/data/history.sqlite"_s);
        QVERIFY(writer.ok());
        QVERIFY((*writer)->registerNode({{u"cache"_s}, node, u"shop"_s, u"here:1"_s}).ok());
        const auto layout =
            std::make_shared<SeriesLayout>(std::vector<std::string>{"connected_clients", "maxmemory", "used_memory"});
        for (int second = 0; second < 1200; ++second) {
            auto snapshot = std::make_shared<Snapshot>();
            // From second 300 to 899 there are too many clients; from 1000 to 1009 nobody polls.
            if (second >= 1000 && second < 1010)
                continue;
            *snapshot = {node,
                         noon + second * 1000,
                         1000,
                         layout,
                         {second >= 300 && second < 900 ? 150.0 : 50.0, 0, 1e6},
                         nullptr,
                         0};
            const SnapshotPtr stored = snapshot;
            QVERIFY((*writer)->append({&stored, 1}).ok());
        }
        const Event refused{node, {u"cache"_s}, noon + 1000'500, EventKind::Unreachable, u"refused"_s};
        QVERIFY((*writer)->appendEvents({&refused, 1}).ok());
        QVERIFY((*writer)->flush().ok());
    }
    const auto backtest = [&](const QString& rule) {
        return cli.run({u"rules"_s, u"backtest"_s, rule, u"--cache"_s, u"shop"_s, u"--from"_s, QString::number(noon),
                        u"--to"_s, QString::number(noon + 1200'000), u"--json"_s, u"--rules"_s,
                        cli.writeFile(u"rules.json"_s, ownRules)});
    };
    const CliResult clients = backtest(u"mine"_s);
    QVERIFY2(clients.exitCode == 0, clients.err);
    const auto json = nlohmann::json::parse(clients.out.toStdString());
    QCOMPARE(json["episodes"].size(), 1U);
    QCOMPARE(json["episodes"][0]["pending"].get<std::string>(), "2026-06-01T12:05:00.000Z");
    QCOMPARE(json["episodes"][0]["fired"].get<std::string>(), "2026-06-01T12:07:00.000Z");
    QCOMPARE(json["episodes"][0]["resolved"].get<std::string>(), "2026-06-01T12:15:00.000Z");
    QCOMPARE(json["episodes"][0]["value"].get<double>(), 150.0);
    const CliResult down = cli.run({u"rules"_s, u"backtest"_s, u"node-unavailable"_s, u"--cache"_s, u"shop"_s,
                                    u"--from"_s, QString::number(noon), u"--to"_s, QString::number(noon + 1200'000)});
    QVERIFY2(down.exitCode == 0, down.err);
    QVERIFY2(down.out.startsWith("2026-06-01T12:16:40.500Z  here:1  fired at 0") &&
                 down.out.contains("would have fired 1 time"),
             down.out.constData());
    QVERIFY(backtest(u"broken"_s).exitCode == 64);
}

void TestCliRules::backtestJudgesSourcesToo()
{
    const CliRunner cli;
    QVERIFY(QDir().mkpath(cli.profileDir() + u"/data"_s));
    constexpr TimeMs noon = 1'780'315'200'000;
    {
        auto writer = HistoryWriter::open(cli.profileDir() + u"/data/history.sqlite"_s);
        QVERIFY(writer.ok());
        const NodeId node{u"source"_s};
        QVERIFY((*writer)->registerNode({{u"cache"_s}, node, u"shop"_s, u"shop/app"_s}).ok());
        const auto layout = std::make_shared<SeriesLayout>(
            std::vector<std::string>{"stage.l1.reported_hit_ratio", "stage.l2.reported_hit_ratio"});
        for (int second = 0; second < 900; ++second) {
            auto snapshot = std::make_shared<Snapshot>();
            *snapshot = {node, noon + second * 1000, 1000, layout, {0.9, second < 300 ? 0.5 : 0.2}, nullptr, 0};
            const SnapshotPtr stored = snapshot;
            QVERIFY((*writer)->append({&stored, 1}).ok());
        }
        QVERIFY((*writer)->flush().ok());
    }
    const CliResult result =
        cli.run({u"rules"_s, u"backtest"_s, u"stage-reported-hit-ratio-low"_s, u"--cache"_s, u"shop"_s, u"--from"_s,
                 QString::number(noon), u"--to"_s, QString::number(noon + 900'000), u"--json"_s});
    QVERIFY2(result.exitCode == 0, result.err);
    const auto json = nlohmann::json::parse(result.out.toStdString());
    QCOMPARE(json["episodes"].size(), 1U);
    QCOMPARE(json["episodes"][0]["node"].get<std::string>(), "shop/app");
    QCOMPARE(json["episodes"][0]["metric"].get<std::string>(), "stage.l2.reported_hit_ratio");
    QCOMPARE(json["episodes"][0]["fired"].get<std::string>(), "2026-06-01T12:10:00.000Z");
    QCOMPARE(json["episodes"][0]["value"].get<double>(), 0.2);
}

QTEST_GUILESS_MAIN(TestCliRules)
#include "tst_clirules.moc"
