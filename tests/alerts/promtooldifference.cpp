// SPDX-License-Identifier: GPL-3.0-or-later
#include "promtooldifference.h"

#include "alerts/prometheusexport.h"
#include "alerts/ruletest.h"
#include "alerts/rulewords.h"

#include <QtCore/QDir>
#include <QtCore/QProcess>
#include <QtCore/QRegularExpression>
#include <QtCore/QSet>
#include <QtCore/QVersionNumber>

#include <cmath>
#include <random>

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

/// A gauge's life: what it does changes from time to time.
class Life
{
public:
    Life(std::mt19937& random, double lowest, double highest) : m_random(random), m_low(lowest), m_high(highest) {}

    double next()
    {
        if (m_left-- <= 0) {
            m_left = 3 + int(m_random() % 25);
            m_shape = int(m_random() % 7);
            m_level = between();
            m_other = between();
            m_age = 0;
        }
        const int age = m_age++;
        switch (m_shape) {
        case 0: // step
            return m_level;
        case 1: // spikes
            return age % 6 == 5 ? m_high : m_level;
        case 2: // sawtooth
            return m_low + std::round((m_high - m_low) * (age % 8) / 7);
        case 3: // flapping
            return age % 2 ? m_level : m_other;
        case 4: // slower flapping
            return age / 3 % 2 ? m_level : m_other;
        case 5: // slope
            return m_level + std::round((m_other - m_level) * age / 25);
        default: // noise
            return between();
        }
    }

private:
    double between() { return m_low + std::round((m_high - m_low) * double(m_random() % 1000) / 999); }

    std::mt19937& m_random;
    double m_low, m_high, m_level = 0, m_other = 0;
    int m_left = 0, m_shape = 0, m_age = 0;
};

/// What a node does at a step: answer, not answer, or nobody asked.
enum class Presence { Answers, Down, Silent };

std::vector<Presence> presences(std::mt19937& random, int steps)
{
    std::vector<Presence> all;
    while (int(all.size()) < steps) {
        for (int count = 10 + int(random() % 50); count > 0; --count)
            all.push_back(Presence::Answers);
        const Presence what = random() % 2 ? Presence::Down : Presence::Silent;
        for (int count = 1 + int(random() % (random() % 3 ? 4 : 16)); count > 0; --count)
            all.push_back(what);
    }
    all.resize(std::size_t(steps));
    return all;
}

QString valueText(double value)
{
    return QString::number(value, 'g', 17);
}

/// One series of a test file; `at` gives the value of each step that the node answers.
class SeriesText
{
public:
    SeriesText(const QString& series, const QString& instance)
    {
        const QString labels = QStringLiteral("job=\"redis\", instance=\"%1\"").arg(instance);
        m_text = QStringLiteral("      - series: '");
        m_text += series.endsWith(u'}') ? series.chopped(1) + QStringLiteral(", ") + labels + u'}'
                                        : series + u'{' + labels + u'}';
        m_text += QStringLiteral("'\n        values: '");
    }
    void add(double value) { m_text += valueText(value) + u' '; }
    void addNone() { m_text += QStringLiteral("_ "); }
    QString text() const { return m_text.trimmed().prepend(QStringLiteral("      ")) + QStringLiteral("'\n"); }

private:
    QString m_text;
};

struct MadeUpMetric {
    const char* series;
    double lowest;
    double highest;
    bool isCounter = false;
    bool mayBeMissing = false;
    double factor = 1;
};

constexpr MadeUpMetric shortMetrics[] = {
    {"redis_connected_clients", 0, 100, false, true},
    {"redis_config_maxclients", 100, 120},
    {"redis_evicted_keys_total", 0, 900, true, true},
    {"redis_keyspace_hits_total", 0, 90, true},
    {"redis_keyspace_misses_total", 0, 30, true},
    {"redis_memory_used_bytes", 50, 110, false, true},
    {"redis_memory_max_bytes", -60, 100}, // no limit, at times
    {"redis_commands_processed_total", 0, 3000, true},
    {"redis_total_error_replies", 0, 200, true},
    {"redis_db_keys{db=\"db0\"}", 0, 60},
    {"redis_db_keys{db=\"db1\"}", 0, 60},
    {"redis_db_keys_expiring{db=\"db0\"}", 0, 40},
    {"redis_db_keys_expiring{db=\"db1\"}", 0, 40},
    {"redis_commands_total{cmd=\"get\"}", 0, 50, true},
    {"redis_commands_duration_seconds_total{cmd=\"get\"}", 0, 40, true, false, 0.0001},
    {"redis_connected_slaves", 1, 2},
    {"redis_connected_slave_lag_seconds{slave_ip=\"10.0.0.1\", slave_port=\"1\"}", -1, 10},
    {"redis_connected_slave_lag_seconds{slave_ip=\"10.0.0.2\", slave_port=\"1\"}", -1, 8},
    {"redis_cluster_enabled", 0, 1},
};

constexpr MadeUpMetric longMetrics[] = {
    {"redis_memory_used_bytes", 800, 1200},
    {"redis_connected_clients", 0, 100},
};

/// Before 2.52 Prometheus extrapolated a counter near zero that begins within a window further than one far from zero:
/// with `farFromZero` there is none, neither at the start nor after a restart.
QString seriesOfNode(std::mt19937& random, std::span<const MadeUpMetric> metrics, const QString& instance, int steps,
                     bool farFromZero)
{
    const std::vector<Presence> presence = presences(random, steps);
    SeriesText up(QStringLiteral("redis_up"), instance);
    for (const Presence what : presence)
        what == Presence::Silent ? up.addNone() : up.add(what == Presence::Answers ? 1 : 0);
    QString text = up.text();
    for (const MadeUpMetric& metric : metrics) {
        SeriesText series(QLatin1String(metric.series), instance);
        Life life(random, metric.lowest, metric.highest);
        double counted = random() % 3 ? double(random() % 100'000) : 0;
        if (farFromZero)
            counted += metric.highest * 1000;
        for (const Presence what : presence) {
            const double value = std::max(metric.isCounter ? 0.0 : -1.0, life.next());
            if (random() % 60 == 0) // restarted
                counted = farFromZero ? std::round(counted / 2) : 0;
            counted += value;
            if (what != Presence::Answers || (metric.mayBeMissing && random() % 15 == 0))
                series.addNone();
            else
                series.add((metric.isCounter ? counted : value) * metric.factor);
        }
        text += series.text();
    }
    return text;
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
    return difference(promtool, folder, nodes, seed, differentialRules(), shortMetrics, 30'000, 120);
}

PromtoolDifference differenceOverDays(const QString& promtool, const QString& folder, int nodes, unsigned seed)
{
    Rule growth = ruleOf("growth", "used_memory", RuleFunction::GrowthPerDay, Comparison::Above, 0.2);
    Rule longHold =
        held(ruleOf("long-hold", "connected_clients", RuleFunction::Average, Comparison::Above, 30), 4 * 3600);
    longHold.windowMs = 3600'000;
    Rule recoveringGrowth = recovering(growth, 0.05);
    recoveringGrowth.id = QStringLiteral("growth-recovering");
    return difference(promtool, folder, nodes, seed, {growth, recoveringGrowth, longHold}, longMetrics, 300'000, 700);
}

} // namespace cacheledger
