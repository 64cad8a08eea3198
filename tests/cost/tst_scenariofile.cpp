// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/scenariofile.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace cacheledger;

static const QByteArray good = R"({
  "version": 1,
  "name": "Mine",
  "currency": "EUR",
  "implementationCost": "100.5",
  "before": [
    {"name": "API", "perMonth": "50"},
    {"name": "People", "perMonth": 20, "kind": "fixed"}
  ],
  "after": [{"name": "Redis", "perMonth": 0.1, "kind": "cache"}],
  "calls": {"requestsPerDay": "1000", "hitRatio": "0.25",
            "prices": [{"name": "Generation", "perCall": "0.0001"}]}
})";

static QString problemsOf(const QByteArray& document)
{
    QStringList problems;
    for (const JsonProblem& problem : scenariofile::parse(document, "mine.json").problems)
        problems << problem.text();
    return problems.join('\n');
}

class TestScenarioFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAndWritesTheSame()
    {
        const ScenarioFile file = scenariofile::parse(good, "mine.json");
        QVERIFY2(file.scenario, qPrintable(problemsOf(good)));
        const Scenario& scenario = *file.scenario;
        QCOMPARE(scenario.before[0].kind, CostKind::Volume);
        QCOMPARE(scenario.before[1].kind, CostKind::Fixed);
        QCOMPARE(scenario.after[0].perMonth.toDecimalString(), "0.1");
        QCOMPARE(scenario.calls->daysPerMonth, Decimal(30));
        QCOMPARE(scenario.calls->calls[0].perCall.toDecimalString(), "0.0001");
        QCOMPARE(scenariofile::parse(scenariofile::toText(scenario), "mine.json").scenario, file.scenario);
    }

    void presetsAreThere()
    {
        for (const QString& name : scenariofile::presetNames()) {
            const auto preset = scenariofile::preset(name);
            QVERIFY2(preset, qPrintable(name));
            QVERIFY(preset->note.contains("its own formula gives"));
            QCOMPARE(scenariofile::parse(scenariofile::toText(*preset), name).scenario, preset);
        }
        QVERIFY(!scenariofile::preset("unicorn"));
        QVERIFY(!scenariofile::preset("../rules/default"));
    }

    void faultsAreNamedWithTheirLine_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QString>("problem");
        const auto row = [](const char* name, const char* from, const char* to, const char* problem) {
            QTest::newRow(name) << QByteArray(from) << QByteArray(to) << QString(problem);
        };
        row("a negative amount", "\"50\"", "\"-50\"",
            "mine.json, line 7 (/before/0/perMonth): must not be negative; write 0 or more.");
        row("no number", "\"50\"", "\"fifty\"",
            "mine.json, line 7 (/before/0/perMonth): must be a decimal number like \"0.0001\".");
        row("null", "\"50\"", "null", "must be a decimal number");
        row("too large an amount", "\"50\"", "\"1e16\"", "must be at most 1000000000000000.");
        row("too fine an amount", "\"50\"", "\"0.0000000001\"", "at most nine digits");
        row("no amount", "\"perMonth\": \"50\"", "\"kind\": \"fixed\"", "(/before/0/perMonth): is missing.");
        row("an unknown currency", "\"EUR\"", "\"XYZ\"",
            "mine.json, line 4 (/currency): is no known currency. Use one of EUR, GBP, INR, JPY, USD.");
        row("a currency that is no text", "\"EUR\"", "5", "(/currency): must be a text in quotes.");
        row("an empty name", "\"API\"", "\" \"", "(/before/0/name): must be one line of 1 to 200 characters.");
        row("an unknown kind", "\"fixed\"", "\"variable\"", "must be one of volume, fixed, cache.");
        row("an unknown key", "\"after\"", "\"later\"", "is no key here; these are:");
        row("an unknown key of a line", "\"kind\": \"fixed\"", "\"sort\": \"fixed\"", "line 8 (/before/1/sort)");
        row("a hit ratio above 1", "\"0.25\"", "\"25\"", "line 11 (/calls/hitRatio): must be at most 1.");
        row("a negative price", "\"0.0001\"", "\"-1\"", "line 12 (/calls/prices/0/perCall): must not be negative");
        row("lines that are no list", "[{\"name\": \"Redis\", \"perMonth\": 0.1, \"kind\": \"cache\"}]", "7",
            "(/after): must be a list of objects.");
        row("a line that is no object", "{\"name\": \"Redis\", \"perMonth\": 0.1, \"kind\": \"cache\"}", "7",
            "(/after/0): must be an object.");
        row("a newer version", "\"version\": 1", "\"version\": 2", "written by a newer CacheLedger");
        row("no JSON", "\"EUR\",", "\"EUR\"", "line 5 is not valid JSON");
    }
    void faultsAreNamedWithTheirLine()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QString, problem);
        QByteArray document = good;
        QVERIFY(document.contains(from));
        document.replace(document.indexOf(from), from.size(), to);
        const QString problems = problemsOf(document);
        QVERIFY2(problems.contains(problem), qPrintable(problems));
        QVERIFY(!scenariofile::parse(document, "mine.json").scenario);
    }

    void everyFaultIsNamed()
    {
        const QString problems = problemsOf(R"({"version": 1, "calls": 1})");
        for (const char* key : {"/name", "/currency", "/calls"})
            QVERIFY2(problems.contains(QString("(%1)").arg(key)), qPrintable(problems));
        QVERIFY(problemsOf(R"({"version": 1, "name": "a", "currency": "EUR"})").contains("(/before): is missing"));
    }

    void refusesWhatIsTooLarge()
    {
        QVERIFY(problemsOf(QByteArray(scenariofile::largestFile + 1, ' ')).contains("larger than 1 MiB"));
        QByteArray lines;
        for (std::size_t i = 0; i <= scenariofile::mostLines; ++i)
            lines += R"({"name": "a", "perMonth": "1"},)";
        lines.chop(1);
        QVERIFY(problemsOf(R"({"version": 1, "name": "a", "currency": "EUR", "before": [)" + lines + "]}")
                    .contains("(/before): must have at most 200 entries."));
    }

    void savedScenariosAreListedByName()
    {
        QTemporaryDir dir;
        const QString folder = dir.filePath("scenarios");
        QVERIFY(scenariofile::savedIn(folder).scenarios.empty());
        Scenario scenario = *scenariofile::preset("startup");
        scenario.name = "Zebra / ../ \u0939";
        const auto first = scenariofile::save(scenario, folder);
        QVERIFY(first);
        QCOMPARE(QFileInfo(*first).absolutePath(), folder);
        const auto second = scenariofile::save(scenario, folder);
        QVERIFY(second && *second != *first);
        scenario.name = "Ant";
        QCOMPARE(scenariofile::save(scenario, folder, *second).value(), *second);
        QFile broken(folder + "/broken.json");
        QVERIFY(broken.open(QIODevice::WriteOnly) && broken.write("{") == 1);
        broken.close();
        const SavedScenarios saved = scenariofile::savedIn(folder);
        QCOMPARE(saved.scenarios.size(), std::size_t(2));
        QCOMPARE(saved.scenarios[0].scenario, scenario);
        QCOMPARE(saved.scenarios[1].file, *first);
        QCOMPARE(saved.problems.size(), std::size_t(1));
        QVERIFY(saved.problems[0].text().contains("broken.json"));
        QVERIFY(scenariofile::remove(*first));
        QVERIFY(scenariofile::remove(*first)); // is gone, as was asked for
        QCOMPARE(scenariofile::savedIn(folder).scenarios.size(), std::size_t(1));
    }

    void savingSaysWhyItCannot()
    {
        QTemporaryDir dir;
        Scenario nameless = *scenariofile::preset("startup");
        nameless.name.clear();
        const auto refused = scenariofile::save(nameless, dir.path());
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
        QVERIFY(QDir(dir.path()).isEmpty());
        QFile file(dir.filePath("file"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(!scenariofile::save(*scenariofile::preset("startup"), dir.filePath("file")));
        QVERIFY(!scenariofile::remove(dir.path()));
    }

    void readingSaysWhyItCannot()
    {
        QTemporaryDir dir;
        const auto missing = scenariofile::read(dir.filePath("missing.json"));
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::Io);
        QFile file(dir.filePath("bad.json"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{\"version\": 1}") > 0);
        file.close();
        const auto bad = scenariofile::read(file.fileName());
        QVERIFY(!bad);
        QCOMPARE(bad.error().code, ErrorCode::BadConfiguration);
        QVERIFY(bad.error().hint.contains("docs/formats.md"));
    }
};

QTEST_APPLESS_MAIN(TestScenarioFile)
#include "tst_scenariofile.moc"
