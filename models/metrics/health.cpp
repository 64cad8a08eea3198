// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/health.h"

#include "metrics/catalogue.h"
#include "metrics/format.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <cmath>

namespace cacheledger
{
namespace
{

constexpr double evictionsPerMinute = 1000;

QString healthText(const char* source)
{
    return QCoreApplication::translate("Health", source);
}

const Threshold* defaultThreshold(std::string_view metric)
{
    const auto& thresholds = defaultThresholds();
    const auto it = std::find_if(thresholds.begin(), thresholds.end(),
                                 [metric](const Threshold& threshold) { return threshold.metric == metric; });
    return it == thresholds.end() ? nullptr : &*it;
}

/// The limit that the value breached.
double breachedLimit(const Threshold& threshold, Severity severity)
{
    return severity == Severity::Critical ? *threshold.critical : *threshold.warning;
}

/// A value as a sentence says it. Evictions are so rare in a healthy cache that they are told a minute.
QString spoken(const std::string& metric, double value)
{
    if (metric == "evictions_per_second")
        return healthText(QT_TRANSLATE_NOOP("Health", "%1 a minute"))
            .arg(format::value(value * 60, Unit::PerSecond).number);
    return format::value(value, catalogue::lookup(metric).unit).joined();
}

QString spokenLimit(const std::string& metric, double limit)
{
    if (catalogue::lookup(metric).unit != Unit::Ratio)
        return spoken(metric, limit);
    return FormattedValue{QLocale().toString(limit * 100, 'g', 4), QStringLiteral("%")}.joined();
}

QString breachText(const Finding& finding, const Threshold& threshold)
{
    const double limit = breachedLimit(threshold, finding.severity);
    const QString value = spoken(finding.metric, *finding.value);
    // "80.0 % is below 80 %" would read like a mistake.
    const bool just = value == spoken(finding.metric, limit);
    QString text;
    if (threshold.above)
        text = just ? healthText(QT_TRANSLATE_NOOP("Health", "%1 %2 is just above %3"))
                    : healthText(QT_TRANSLATE_NOOP("Health", "%1 %2 is above %3"));
    else
        text = just ? healthText(QT_TRANSLATE_NOOP("Health", "%1 %2 is just below %3"))
                    : healthText(QT_TRANSLATE_NOOP("Health", "%1 %2 is below %3"));
    return text.arg(catalogue::metricName(finding.metric), value, spokenLimit(finding.metric, limit));
}

/// Why there is no value, where the reason is known.
QString absenceText(const std::string& metric, const LiveWindow& window)
{
    const QString name = catalogue::metricName(metric);
    if (metric == "memory_used_ratio" && window.value("maxmemory") == 0.0) {
        const auto used = window.value("used_memory");
        return healthText(QT_TRANSLATE_NOOP("Health", "Memory used %1, no limit"))
            .arg(format::value(used, Unit::Bytes).joined());
    }
    if (metric == "hit_ratio" && window.value("lookups_per_second") == 0.0)
        return healthText(QT_TRANSLATE_NOOP("Health", "%1: no traffic")).arg(name);
    return healthText(QT_TRANSLATE_NOOP("Health", "%1: unknown")).arg(name);
}

/// A server that neither has nor is a replica has no lag to speak of.
bool concerns(const std::string& metric, const LiveWindow& window)
{
    if (metric != "replication_lag_seconds" || window.value(metric))
        return true;
    const auto role = window.latest() ? window.latest()->text("role") : std::nullopt;
    const bool isReplica = role && (*role == QLatin1String("slave") || *role == QLatin1String("replica"));
    return isReplica || window.value("connected_slaves").value_or(0) > 0;
}

Finding judged(const std::string& metric, const LiveWindow& window)
{
    Finding finding{metric, window.value(metric), Severity::Unknown, {}};
    finding.severity = judge(std::string_view(metric), finding.value);
    if (!finding.value)
        finding.text = absenceText(metric, window);
    else if (finding.severity == Severity::Normal)
        finding.text = healthText(QT_TRANSLATE_NOOP("Health", "%1 %2"))
                           .arg(catalogue::metricName(metric), spoken(metric, *finding.value));
    else
        finding.text = breachText(finding, *defaultThreshold(metric));
    return finding;
}

} // namespace

const char* severityName(Severity severity)
{
    switch (severity) {
    case Severity::Normal:
        return "normal";
    case Severity::Warning:
        return "warning";
    case Severity::Critical:
        return "critical";
    case Severity::Unknown:
        break;
    }
    return "unknown";
}

const std::vector<Threshold>& defaultThresholds()
{
    static const std::vector<Threshold> thresholds{
        {"hit_ratio", false, 0.85, 0.80},
        {"memory_used_ratio", true, 0.80, 0.90},
        {"evictions_per_second", true, evictionsPerMinute / 60, std::nullopt},
        {"clients_used_ratio", true, 0.80, std::nullopt},
        {"probe.p95", true, std::nullopt, 100'000.0},
        {"probe.p99", true, 10'000.0, std::nullopt},
        {"replication_lag_seconds", true, 5.0, std::nullopt},
        {"error_ratio", true, 0.05, std::nullopt},
    };
    return thresholds;
}

Severity judge(const Threshold& threshold, std::optional<double> value)
{
    if (!value || std::isnan(*value))
        return Severity::Unknown;
    const auto breaches = [&](std::optional<double> limit) {
        return limit && (threshold.above ? *value > *limit : *value < *limit);
    };
    if (breaches(threshold.critical))
        return Severity::Critical;
    return breaches(threshold.warning) ? Severity::Warning : Severity::Normal;
}

Severity judge(std::string_view metric, std::optional<double> value)
{
    return judge(metric, value, defaultThresholds());
}

Severity judge(std::string_view metric, std::optional<double> value, const std::vector<Threshold>& thresholds)
{
    for (const Threshold& threshold : thresholds) {
        if (threshold.metric == metric)
            return judge(threshold, value);
    }
    return value && !std::isnan(*value) ? Severity::Normal : Severity::Unknown;
}

std::vector<Finding> assess(const LiveWindow& window)
{
    std::vector<Finding> findings;
    for (const char* metric :
         {"hit_ratio", "memory_used_ratio", "evictions_per_second", "clients_used_ratio", "probe.p95", "probe.p99",
          "replication_lag_seconds", "error_ratio", "fragmentation_ratio", "commands_per_second"})
        if (concerns(metric, window))
            findings.push_back(judged(metric, window));
    return findings;
}

Severity worst(const std::vector<Finding>& findings)
{
    Severity result = Severity::Unknown;
    for (const Finding& finding : findings) {
        if (finding.severity == Severity::Unknown)
            continue;
        if (result == Severity::Unknown || finding.severity > result)
            result = finding.severity;
    }
    return result;
}

} // namespace cacheledger
