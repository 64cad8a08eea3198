// SPDX-License-Identifier: GPL-3.0-or-later
#include "promtooldifference.h"

#include "promtoollives.h"

#include "alerts/prometheusexport.h"
#include "alerts/rulefile.h"
#include "alerts/rulemetrics.h"
#include "alerts/ruletest.h"
#include "alerts/rulewords.h"

#include <QtCore/QDir>
#include <QtCore/QProcess>
#include <QtCore/QRegularExpression>
#include <QtCore/QSet>
#include <QtCore/QVersionNumber>

#include <algorithm>

namespace cacheledger
{

namespace
{

Rule ruleOf(const char* id, const char* metric, RuleFunction function, Comparison comparison, double threshold)
{
    Rule rule;
    rule.id = QLatin1String(id);
    rule.name = rule.id;
    rule.metric = metric;
    rule.function = function;
    rule.comparison = comparison;
    rule.threshold = threshold;
    rule.windowMs = 120'000;
    rule.message = QStringLiteral("%node of %cache: %value, not %threshold for %for {{ as it is }}");
    return rule;
}

Rule held(Rule rule, int forS, int keepS = 0)
{
    rule.forMs = forS * 1000;
    rule.keepFiringForMs = keepS * 1000;
    return rule;
}

Rule recovering(Rule rule, double limit)
{
    rule.recovery = limit;
    return rule;
}

Rule withTraffic(Rule rule, double lookups)
{
    rule.minimumTraffic = MinimumTraffic{lookups};
    return rule;
}

Rule requiring(Rule rule, RuleRequirement requirement)
{
    rule.requirements = {requirement};
    return rule;
}

/// Every moment as a test of ALERTS, which holds pending and firing alerts.
QString momentText(const SeriesPlay& play, qint64 atMs)
{
    QString text = QStringLiteral("      - expr: count by (alertname, alertstate, instance) (ALERTS)\n"
                                  "        eval_time: %1\n")
                       .arg(rulewords::duration(atMs));
    const auto alerts = play.alerts();
    if (!alerts.empty())
        text += QStringLiteral("        exp_samples:\n");
    for (const auto& [alert, state] : alerts)
        text +=
            QStringLiteral("          - labels: '{alertname=\"%1\", alertstate=\"%2\", instance=\"%3\"}'\n"
                           "            value: 1\n")
                .arg(alert.first, QLatin1String(alertStateName(state)), alert.second.at(QStringLiteral("instance")));
    return text;
}

bool writeText(const QString& path, const QByteArray& text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

/// The test file of some nodes: their series, and at every step what our engine says.
QByteArray testFile(const QString& header, const QString& series, const std::vector<Rule>& rules, int steps,
                    PromtoolDifference& difference, QSet<QString>& seenFiring)
{
    const auto groups = ruletestfile::parse((header + series).toUtf8(), QStringLiteral("made up"));
    if (!groups) {
        difference.error = groups.error().text();
        return {};
    }
    QString text = header + series + QStringLiteral("    promql_expr_test:\n");
    SeriesPlay play(groups->front(), rules);
    auto before = play.alerts();
    for (int i = 0; i < steps; ++i) {
        const qint64 atMs = play.step();
        text += momentText(play, atMs);
        const auto now = play.alerts();
        for (const auto& [alert, state] : now) {
            const auto found = before.find(alert);
            difference.transitions += found == before.end() || found->second != state;
            if (state == AlertState::Firing)
                seenFiring.insert(alert.first);
        }
        for (const auto& [alert, state] : before)
            difference.transitions += !now.contains(alert);
        before = now;
    }
    return text.toUtf8();
}

/// Of "promtool, version 2.53.3+ds1 (branch: ..."; null when it does not say one.
QVersionNumber versionOf(const QString& promtool)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(promtool, {QStringLiteral("--version")});
    process.waitForFinished();
    static const QRegularExpression number(QStringLiteral("version (\\d+\\.\\d+\\.\\d+)"));
    return QVersionNumber::fromString(number.match(QString::fromUtf8(process.readAll())).captured(1));
}

PromtoolDifference difference(const QString& promtool, const QString& folder, int nodes, unsigned seed,
                              const std::vector<Rule>& rules, std::span<const MadeUpMetric> metrics, qint64 stepMs,
                              int steps)
{
    PromtoolDifference result;
    QSet<QString> seenFiring;
    std::mt19937 random(seed);
    const QDir dir(folder);
    const QVersionNumber version = versionOf(promtool);
    result.isComparable = version < QVersionNumber(3);
    if (!writeText(dir.filePath(QStringLiteral("rules.yml")), prometheusRuleFile(rules)))
        result.error = QStringLiteral("the folder cannot be written");
    const QString header = QStringLiteral("rule_files: [rules.yml]\n"
                                          "evaluation_interval: %1\n"
                                          "tests:\n  - interval: %1\n    input_series:\n")
                               .arg(rulewords::duration(stepMs));
    QStringList files;
    constexpr int nodesOfFile = 10; // rules are evaluated for all of them at once
    for (int node = 0; node < nodes && result.error.isEmpty();) {
        QString series;
        const int end = std::min(nodes, node + nodesOfFile);
        files << QStringLiteral("nodes-%1.yml").arg(node);
        result.moments += (end - node) * steps;
        for (; node < end; ++node, ++result.series)
            series += seriesOfNode(random, metrics, QStringLiteral("node-%1:6379").arg(node), steps,
                                   version < QVersionNumber(2, 52));
        if (!writeText(dir.filePath(files.last()), testFile(header, series, rules, steps, result, seenFiring)))
            result.error = QStringLiteral("the folder cannot be written");
    }
    if (!result.error.isEmpty() || !result.isComparable)
        return result;
    QProcess process;
    process.setWorkingDirectory(folder);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(promtool, QStringList{QStringLiteral("test"), QStringLiteral("rules")} + files);
    if (!process.waitForFinished(600'000))
        result.error = QStringLiteral("promtool did not end");
    result.output = process.readAll();
    result.disagreements = static_cast<int>(result.output.count("expr: \"count by"));
    if (process.exitCode() != 0 && result.disagreements == 0)
        result.error = QStringLiteral("promtool failed");
    result.rulesSeenFiring = seenFiring.values();
    return result;
}

} // namespace

std::vector<Rule> differentialRules()
{
    using enum Comparison;
    using F = RuleFunction;
    const Rule clients = ruleOf("clients", "connected_clients", F::Value, Above, 60);
    const auto named = [](Rule rule, const char* id) {
        rule.id = QLatin1String(id);
        return rule;
    };
    Rule longAbsence = ruleOf("absent-long", "connected_clients", F::Absence, Above, 0);
    longAbsence.windowMs = 240'000;
    return {
        held(clients, 60),
        named(clients, "clients-at-once"),
        named(recovering(held(clients, 30), 40), "clients-recovering"),
        named(held(clients, 0, 90), "clients-kept"),
        named(recovering(held(clients, 60, 60), 30), "clients-recovering-kept"),
        ruleOf("clients-at-least", "connected_clients", F::Value, AtLeast, 50),
        ruleOf("clients-at-most", "connected_clients", F::Value, AtMost, 10),
        ruleOf("clients-equal", "connected_clients", F::Value, Equal, 100),
        held(ruleOf("clients-not-equal", "connected_clients", F::Value, NotEqual, 100), 120),
        ruleOf("rate", "evicted_keys", F::Rate, Above, 15),
        held(ruleOf("increase", "evicted_keys", F::Increase, AtLeast, 1800), 60),
        recovering(ruleOf("increase-recovering", "evicted_keys", F::Increase, Above, 2000), 1000),
        ruleOf("avg", "connected_clients", F::Average, Above, 50),
        held(ruleOf("min", "connected_clients", F::Minimum, Above, 30), 30, 60),
        ruleOf("max", "connected_clients", F::Maximum, Below, 60),
        ruleOf("p95", "connected_clients", F::P95, Above, 80),
        withTraffic(held(ruleOf("hit-ratio", "hit_ratio", F::Value, Below, 0.7), 60), 150),
        withTraffic(recovering(held(ruleOf("hit-ratio-kept", "hit_ratio", F::Value, Below, 0.65), 0, 60), 0.75), 100),
        requiring(recovering(ruleOf("memory", "memory_used_ratio", F::Value, Above, 0.9), 0.8), RuleRequirement::Limit),
        ruleOf("clients-used", "clients_used_ratio", F::Value, Above, 0.5),
        ruleOf("errors", "error_ratio", F::Value, Above, 0.1),
        ruleOf("commands", "commands_per_second", F::Value, Below, 30),
        ruleOf("lookups", "lookups_per_second", F::Value, Above, 2.5),
        ruleOf("time-per-get", "command.get.usec_per_call", F::Value, Above, 101.37),
        ruleOf("keys", "keys", F::Value, Above, 80),
        ruleOf("keys-without-expiry", "keys_without_expiry_ratio", F::Value, Above, 0.5),
        ruleOf("bytes-per-key", "bytes_per_key", F::Value, Above, 2),
        requiring(held(ruleOf("lag", "replication_lag_seconds", F::Value, Above, 5), 30), RuleRequirement::Replication),
        requiring(ruleOf("no-cluster", "connected_clients", F::Value, Above, 20), RuleRequirement::NoCluster),
        ruleOf("down", "up", F::Value, Below, 1),
        held(ruleOf("down-kept", "up", F::Value, Below, 1), 60, 90),
        held(ruleOf("absent", "connected_clients", F::Absence, Above, 0), 30),
        longAbsence,
    };
}

PromtoolDifference differenceFromPromtool(const QString& promtool, const QString& folder, int nodes, unsigned seed)
{
    return difference(promtool, folder, nodes, seed, differentialRules(), shortLives(), 30'000, 120);
}

std::vector<Rule> comparableShippedRules()
{
    std::vector<Rule> rules = rulefile::shipped();
    std::erase_if(rules, [](const Rule& rule) { return isFamily(rule.metric) || looksBackADay(rule); });
    for (Rule& rule : rules) {
        rule.enabled = true;
        rule.forMs = std::min(rule.forMs, qint64(120'000));
    }
    return rules;
}

PromtoolDifference differenceOfShippedRules(const QString& promtool, const QString& folder, int nodes, unsigned seed)
{
    return difference(promtool, folder, nodes, seed, comparableShippedRules(), shippedLives(), 30'000, 120);
}

std::vector<Rule> rulesOverDays()
{
    Rule growth = ruleOf("growth", "used_memory", RuleFunction::GrowthPerDay, Comparison::Above, 0.2);
    Rule longHold =
        held(ruleOf("long-hold", "connected_clients", RuleFunction::Average, Comparison::Above, 30), 4 * 3600);
    longHold.windowMs = 3600'000;
    Rule recoveringGrowth = recovering(growth, 0.05);
    recoveringGrowth.id = QStringLiteral("growth-recovering");
    Rule beyondTraffic = recovering(
        ruleOf("beyond-traffic", "memory_growth_beyond_traffic", RuleFunction::Value, Comparison::Above, 0.05), 0.02);
    beyondTraffic.windowMs = 3600'000;
    std::vector<Rule> rules{growth, recoveringGrowth, longHold, beyondTraffic};
    for (Rule& rule : rulefile::shipped()) {
        if (!looksBackADay(rule) || isFamily(rule.metric))
            continue;
        rule.enabled = true;
        rule.forMs = std::min(rule.forMs, qint64(600'000)); // a life's level lasts two hours at most
        rules.push_back(rule);
    }
    return rules;
}

PromtoolDifference differenceOverDays(const QString& promtool, const QString& folder, int nodes, unsigned seed)
{
    return difference(promtool, folder, nodes, seed, rulesOverDays(), longLives(), 300'000, 700);
}

} // namespace cacheledger
