// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/rulefile.h"

#include "alerts/rulecheck.h"
#include "alerts/rulewords.h"

#include <QtCore/QObject>
#include <QtTest/QTest>

#include <algorithm>

using namespace cacheledger;

namespace
{

const QString fileName = QStringLiteral("rules.json");

/// A file with a rule that is good, then one that is made of `lines`, then another good one.
QByteArray fileWith(const QByteArray& lines)
{
    const auto good = [](const char* id) {
        return QByteArray("{\"id\": \"") + id +
               "\", \"metric\": \"used_memory\", \"comparison\": \">\", \"threshold\": 1}";
    };
    return "{\"version\": 1, \"rules\": [\n" + good("first") + ",\n{" + lines + "},\n" + good("last") + "\n]}\n";
}

/// The keys of a rule that is good, without those in `changed`, and then those.
QByteArray ruleWith(const QByteArray& changed)
{
    QByteArray text;
    for (const char* line :
         {"\"id\": \"x\"", "\"metric\": \"connected_clients\"", "\"comparison\": \">\"", "\"threshold\": 10"}) {
        const QByteArray key = QByteArray(line).left(QByteArray(line).indexOf(':'));
        if (!changed.contains(key + ':'))
            text += QByteArray(line) + ", ";
    }
    return text + changed;
}

} // namespace

class TestRuleFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shippedRulesAreGood()
    {
        const std::vector<Rule> rules = rulefile::shipped();
        QStringList on;
        for (const Rule& rule : rules) {
            QVERIFY2(faultsOf(rule).empty(), qPrintable(rule.id));
            QVERIFY2(!rule.message.isEmpty() && rule.name != rule.id, qPrintable(rule.id));
            if (rule.enabled)
                on << rule.id;
        }
        QCOMPARE(on.join(u' '), "node-unavailable hit-ratio-drop memory-high response-time-spike eviction-rate-high "
                                "connections-nearly-exhausted replication-lag cache-growing key-distribution-skew");
        QCOMPARE(rules.size(), 40U);
    }

    void shippedRulesAreThoseOfTheSource_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<int>("tier");
        QTest::addColumn<double>("threshold");
        QTest::addColumn<QString>("holds");
        QTest::newRow("node") << "node-unavailable" << 1 << 1.0 << "0s";
        QTest::newRow("hit ratio") << "hit-ratio-drop" << 1 << 0.8 << "5m";
        QTest::newRow("memory") << "memory-high" << 1 << 0.9 << "10m";
        QTest::newRow("response time, in microseconds") << "response-time-spike" << 1 << 100'000.0 << "3m";
        QTest::newRow("evictions in 5 minutes") << "eviction-rate-high" << 2 << 5000.0 << "15m";
        QTest::newRow("connections") << "connections-nearly-exhausted" << 2 << 0.8 << "10m";
        QTest::newRow("replication") << "replication-lag" << 2 << 5.0 << "5m";
        QTest::newRow("growth") << "cache-growing" << 3 << 0.2 << "0s";
        QTest::newRow("skew") << "key-distribution-skew" << 3 << 0.0 << "0s";
    }

    void shippedRulesAreThoseOfTheSource()
    {
        QFETCH(QString, id);
        const std::vector<Rule> rules = rulefile::shipped();
        const auto rule = std::ranges::find(rules, id, &Rule::id);
        QVERIFY(rule != rules.end());
        QTEST(static_cast<int>(rule->tier), "tier");
        QTEST(rule->threshold, "threshold");
        QTEST(rulewords::duration(rule->forMs), "holds");
    }

    void faultsAreNamedAndOthersStay_data()
    {
        QTest::addColumn<QByteArray>("rule");
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* name, const QByteArray& rule, const char* key, const char* reason) {
            QTest::newRow(name) << rule << QStringLiteral("/rules/1/") + QLatin1String(key)
                                << QString::fromUtf8(reason);
        };
        row("unknown metric", ruleWith("\"metric\": \"conected_clients\""), "metric",
            "Did you mean connected_clients?");
        row("a family", ruleWith("\"metric\": \"db*.keys\""), "metric", "no known metric");
        row("a metric that would break other languages", ruleWith("\"metric\": \"cmdstat.x\\\"}.calls\""), "metric",
            "no known metric");
        row("a star for a part of the name", ruleWith("\"metric\": \"stage.re*.hits\""), "metric", "no known metric");
        row("absence of a family", "\"id\": \"x\", \"metric\": \"stage.*.requests\", \"function\": \"absence\"",
            "function", "name the stage");
        row("stages of a server's metric", ruleWith("\"scope\": {\"stages\": [\"response\"]}"), "scope/stages",
            "metric of every stage");
        row("stages of a metric that names one",
            ruleWith("\"metric\": \"stage.a.size\", \"scope\": {\"stages\": [\"b\"]}"), "scope/stages",
            "metric of every stage");
        row("the stage of what has none", ruleWith("\"message\": \"%stage is %value\""), "message", "has %stage");
        row("unknown key", ruleWith("\"treshold\": 1"), "treshold", "is no key of a rule");
        row("unknown key of the scope", ruleWith("\"scope\": {\"cache\": []}"), "scope/cache", "is no key of a scope");
        row("missing id", "\"metric\": \"up\", \"comparison\": \"<\", \"threshold\": 1", "id", "is missing");
        row("missing metric", "\"id\": \"x\", \"comparison\": \"<\", \"threshold\": 1", "metric", "is missing");
        row("missing threshold", "\"id\": \"x\", \"metric\": \"up\", \"comparison\": \"<\"", "threshold", "is missing");
        row("missing comparison", "\"id\": \"x\", \"metric\": \"up\", \"threshold\": 1", "comparison", "is missing");
        row("duplicate id", ruleWith("\"id\": \"first\""), "id", "is \"first\" again, as in line 2");
        row("bad id", ruleWith("\"id\": \"A rule\""), "id", "small letters");
        row("text as threshold", ruleWith("\"threshold\": \"10\""), "threshold", "must be a number");
        row("number as window", ruleWith("\"window\": 300"), "window", "must be a duration");
        row("list as message", ruleWith("\"message\": []"), "message", "must be a text");
        row("number as enabled", ruleWith("\"enabled\": 1"), "enabled", "must be true or false");
        row("text as tags", ruleWith("\"scope\": {\"tags\": \"eu\"}"), "scope/tags", "must be a list of texts");
        row("list as scope", ruleWith("\"scope\": []"), "scope", "must be an object");
        row("numbers as channels", ruleWith("\"channels\": [1]"), "channels", "must be a list of texts");
        row("unknown tier", ruleWith("\"tier\": \"urgent\""), "tier", "critical, warning, information");
        row("unknown function", ruleWith("\"function\": \"median\""), "function", "value, rate, increase");
        row("unknown comparison", ruleWith("\"comparison\": \"=\""), "comparison", ">, >=, <");
        row("unknown policy", ruleWith("\"noData\": \"ignore\""), "noData", "resolve, keep, alert");
        row("unknown requirement", ruleWith("\"requires\": [\"tls\"]"), "requires", "limit, persistence");
        row("negative duration", ruleWith("\"for\": \"-5m\""), "for", "not negative");
        row("absurd hold time", ruleWith("\"for\": \"52w\""), "for", "from 0s to 12w6d");
        row("absurdly long kept firing", ruleWith("\"keepFiringFor\": \"91d\""), "keepFiringFor", "from 0s to 12w6d");
        row("absurd window", ruleWith("\"window\": \"30d\""), "window", "from 1s to 1d");
        row("window of nothing", ruleWith("\"window\": \"0s\""), "window", "from 1s to 1d");
        row("duration that overflows", ruleWith("\"for\": \"99999999999999999999w\""), "for", "must be a duration");
        row("recovery on the wrong side", ruleWith("\"recovery\": 11"), "recovery", "contradicts the threshold");
        row("recovery on the wrong side, below", ruleWith("\"comparison\": \"<\", \"recovery\": 9"), "recovery",
            "contradicts the threshold");
        row("recovery of an equality", ruleWith("\"comparison\": \"==\", \"recovery\": 9"), "recovery", "no meaning");
        row("per cent as ratio", ruleWith("\"metric\": \"hit_ratio\", \"threshold\": 80"), "threshold", "80 % is 0.8");
        row("recovery out of range",
            ruleWith("\"metric\": \"hit_ratio\", \"comparison\": \"<\", \"threshold\": 0.8, "
                     "\"recovery\": 82"),
            "recovery", "80 % is 0.8");
        row("rate of a gauge", ruleWith("\"function\": \"rate\""), "function", "is for counters");
        row("average of a counter", ruleWith("\"metric\": \"evicted_keys\", \"function\": \"avg\""), "function",
            "says nothing about a counter");
        row("p95 of a derived metric", ruleWith("\"metric\": \"evictions_per_second\", \"function\": \"p95\""),
            "function", "cannot be taken of a derived metric");
        row("rate of up", ruleWith("\"metric\": \"up\", \"threshold\": 1, \"function\": \"max\""), "function",
            "must be value");
        row("threshold of an absence", ruleWith("\"function\": \"absence\""), "threshold",
            "has no meaning with absence");
        row("negative traffic", ruleWith("\"minimumLookups\": -1"), "minimumLookups", "must be a number from 0");
        row("inhibits what is no rule", ruleWith("\"inhibits\": [\"memory-hihg\"]"), "inhibits",
            "names \"memory-hihg\", which is no rule");
        row("inhibits what inhibits everything", ruleWith("\"inhibits\": [\"node-unavailable\"]"), "inhibits",
            "silence each other: node-unavailable, x");
        row("inhibits itself", ruleWith("\"inhibits\": [\"x\"]"), "inhibits", "silence each other: x");
        row("inhibits by a number", ruleWith("\"inhibits\": [7]"), "inhibits", "");
        row("unknown placeholder", ruleWith("\"message\": \"%cluster is %value\""), "message", "%cluster");
        row("10 MB of text", ruleWith("\"message\": \"" + QByteArray(10'000'000, 'x') + '"'), "message",
            "at most 4000");
    }

    void faultsAreNamedAndOthersStay()
    {
        QFETCH(QByteArray, rule);
        QFETCH(QString, pointer);
        QFETCH(QString, reason);
        const auto file = rulefile::parse(fileWith(rule), fileName);
        QVERIFY(file.ok());
        QCOMPARE(file->rules.size(), 2U);
        QCOMPARE(file->rules[0].id, "first");
        QCOMPARE(file->rules[1].id, "last");
        const auto named = std::ranges::find_if(file->problems, [&](const RuleProblem& problem) {
            return problem.pointer == pointer && problem.reason.contains(reason);
        });
        QVERIFY2(named != file->problems.end(),
                 qPrintable(file->problems.empty() ? QStringLiteral("none") : file->problems[0].text().left(300)));
        QCOMPARE(named->line, 3);
        QVERIFY(named->text().startsWith(QStringLiteral("rules.json, line 3 (%1): ").arg(pointer)));
    }

    void rulesThatInhibitInACircleAreNamed()
    {
        const auto rule = [](const char* id, const char* inhibits) {
            return QByteArray("{\"id\": \"") + id +
                   "\", \"metric\": \"used_memory\", \"comparison\": \">\", \"threshold\": 1, \"inhibits\": [" +
                   inhibits + "]}";
        };
        const QByteArray document = "{\"version\": 1, \"rules\": [\n" + rule("a", "\"b\"") + ",\n" +
                                    rule("b", "\"c\"") + ",\n" + rule("c", "\"a\"") + ",\n" + rule("d", "\"c\"") +
                                    ",\n" + rule("e", "\"memory-high\"") + ",\n" + rule("f", "\"e\", \"memory-95\"") +
                                    "]}";
        const auto file = rulefile::parse(document, fileName);
        QVERIFY(file.ok());
        QStringList named, good;
        for (const RuleProblem& problem : file->problems)
            named << QString::number(problem.line) + u' ' + problem.pointer + u' ' + problem.reason.left(12);
        for (const Rule& each : file->rules)
            good << each.id;
        QCOMPARE(good.join(u' '), "e f");
        QCOMPARE(named.join(u'|'), "2 /rules/0/inhibits goes in a ci|3 /rules/1/inhibits goes in a ci|"
                                   "4 /rules/2/inhibits goes in a ci|5 /rules/3/inhibits names \"c\", w");
    }

    void whatIsNoRuleFileIsRefused_data()
    {
        QTest::addColumn<QByteArray>("document");
        QTest::addColumn<QString>("reason");
        QTest::newRow("empty") << QByteArray() << "line 1 is not valid JSON";
        QTest::newRow("broken in line 3")
            << QByteArray("{\n\"version\": 1,\n\"rules\" []}") << "line 3 is not valid JSON";
        QTest::newRow("a list") << QByteArray("[]") << "does not hold a JSON object";
        QTest::newRow("no version") << QByteArray("{\"rules\": []}") << "\"version\" must be";
        QTest::newRow("version 0") << QByteArray("{\"version\": 0, \"rules\": []}") << "\"version\" must be";
        QTest::newRow("a later version") << QByteArray("{\"version\": 2, \"rules\": []}") << "newer CacheLedger";
        QTest::newRow("no rules") << QByteArray("{\"version\": 1}") << "\"rules\" must be a list";
        QTest::newRow("an absurd number") << QByteArray("{\"version\": 1, \"rules\": [1e999]}") << "too large";
        QTest::newRow("deep nesting") << QByteArray(100'000, '[') << "not valid JSON";
    }

    void whatIsNoRuleFileIsRefused()
    {
        QFETCH(QByteArray, document);
        QFETCH(QString, reason);
        const auto file = rulefile::parse(document, fileName);
        QVERIFY(!file.ok());
        QCOMPARE(file.error().code, ErrorCode::BadConfiguration);
        QVERIFY2(file.error().message.contains(reason), qPrintable(file.error().message));
        QVERIFY(file.error().message.contains(fileName));
    }

    void otherThingsAreNamedToo()
    {
        const auto file = rulefile::parse("{\"version\": 1, \"x\": [{}], \"rules\": [7, {\"id\": \"b\"}]}", fileName);
        QVERIFY(file.ok() && file->rules.empty());
        QStringList pointers;
        for (const RuleProblem& problem : file->problems)
            pointers << problem.pointer;
        QVERIFY2(pointers.contains("/x") && pointers.contains("/rules/0") && pointers.contains("/rules/1/metric"),
                 qPrintable(pointers.join(u' ')));
    }

    void whatIsWrittenIsReadBack()
    {
        std::vector<Rule> rules = rulefile::shipped();
        Rule full = rules[1];
        full.id = QStringLiteral("full");
        full.name = QStringLiteral("\"All\" of it, größer");
        full.metric = "connected_clients";
        full.function = RuleFunction::P95;
        full.windowMs = 90'500;
        full.comparison = Comparison::AtMost;
        full.threshold = 0.1;
        full.recovery = 0.30000000000000004;
        full.forMs = 3'723'004;
        full.keepFiringForMs = 1;
        full.noData = NoDataPolicy::Keep;
        full.requirements = {RuleRequirement::Persistence, RuleRequirement::NoCluster};
        full.scope = {{"a", "b"}, {"c:1"}, {"d"}};
        full.channels = QStringList{"mail"};
        rules.push_back(full);
        Rule stages = full;
        stages.id = QStringLiteral("stages");
        stages.metric = "stage.*.hit_ratio";
        stages.function = RuleFunction::Value;
        stages.threshold = stages.recovery.emplace(0.5);
        stages.scope = {{}, {}, {}, {"response"}};
        stages.message = QStringLiteral("%stage: %value");
        rules.push_back(stages);
        Rule gone;
        gone.id = gone.name = QStringLiteral("gone");
        gone.metric = "used_memory";
        gone.function = RuleFunction::Absence;
        gone.inhibits = {"full", "memory-high"};
        rules.push_back(gone);
        const auto file = rulefile::parse(rulefile::toText(rules), fileName);
        QVERIFY(file.ok());
        QVERIFY2(file->problems.empty(), qPrintable(file->problems.empty() ? QString() : file->problems[0].text()));
        QVERIFY(file->rules == rules);
    }

    void ownRulesReplaceShippedOnes()
    {
        std::vector<Rule> own = rulefile::shipped();
        own.resize(1);
        own[0].forMs = 60'000;
        own.push_back(own[0]);
        own[1].id = QStringLiteral("mine");
        const std::vector<Rule> all = rulefile::merged(rulefile::shipped(), own);
        QCOMPARE(all.size(), 41U);
        QCOMPARE(all[0].forMs, 60'000);
        QCOMPARE(all.back().id, "mine");
    }

    void durations_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("ms"); // -1: none
        QTest::newRow("milliseconds") << "500ms" << 500LL;
        QTest::newRow("together") << "1h30m" << 5'400'000LL;
        QTest::newRow("all units") << "1w2d3h4m5s6ms" << 788'645'006LL;
        QTest::newRow("none") << "0s" << 0LL;
        QTest::newRow("empty") << "" << -1LL;
        QTest::newRow("without unit") << "5" << -1LL;
        QTest::newRow("unit alone") << "m" << -1LL;
        QTest::newRow("wrong order") << "1m1h" << -1LL;
        QTest::newRow("twice") << "1m1m" << -1LL;
        QTest::newRow("a fraction") << "1.5h" << -1LL;
        QTest::newRow("negative") << "-1m" << -1LL;
        QTest::newRow("spaces") << "1 m" << -1LL;
        QTest::newRow("years") << "1y" << -1LL;
        QTest::newRow("too long") << "99999w" << -1LL;
    }

    void durations()
    {
        QFETCH(QString, text);
        QFETCH(qint64, ms);
        QCOMPARE(rulewords::durationOf(text).value_or(-1), ms);
        if (ms >= 0)
            QCOMPARE(rulewords::duration(ms), text);
    }
};

QTEST_GUILESS_MAIN(TestRuleFile)
#include "tst_rulefile.moc"
