// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/condition.h"

#include "metrics/catalogue.h"

#include <algorithm>

namespace cacheledger
{

namespace
{

bool needsWindow(RuleFunction function)
{
    return function != RuleFunction::Value && function != RuleFunction::GrowthPerDay &&
           function != RuleFunction::Absence;
}

bool isPositive(const Snapshot& snapshot, std::string_view metric)
{
    return snapshot.layout && snapshot.value(metric).value_or(0) > 0;
}

bool isMet(RuleRequirement requirement, const Snapshot& latest)
{
    switch (requirement) {
    case RuleRequirement::Limit:
        return isPositive(latest, "maxmemory");
    case RuleRequirement::Persistence:
        return isPositive(latest, "aof_enabled") || isPositive(latest, "rdb_saves");
    case RuleRequirement::Replication:
        return isPositive(latest, "connected_slaves") || (latest.layout && latest.value("slave_repl_offset"));
    case RuleRequirement::NoCluster:
        return !isPositive(latest, "cluster_enabled");
    }
    return true;
}

} // namespace

Condition::Condition(const Rule& rule, NodeSeries& series, const std::vector<std::string>& rawNames)
    : m_rule(rule),
      m_series(series),
      m_derived(derived::find(rule.metric, rawNames))
{
    if (m_derived)
        for (const std::string& input : m_derived->inputs)
            m_columns.push_back(series.want(input, rule.windowMs));
    else if (rule.metric != up)
        m_columns.push_back(series.want(rule.metric, needsWindow(rule.function) ? rule.windowMs : 0));
    if (rule.function == RuleFunction::GrowthPerDay)
        for (const std::size_t column : m_columns)
            series.wantDayBefore(column);
    const auto lookups = rule.minimumTraffic ? derived::find("lookups_per_second", rawNames) : std::nullopt;
    if (lookups)
        for (const std::string& counter : lookups->inputs)
            m_trafficColumns.push_back(series.want(counter, rule.windowMs));
    m_stats.resize(m_columns.size());
}

Evaluation Condition::evaluate(TimeMs atMs, bool firing, std::optional<bool> answers, const Snapshot& latest)
{
    if (!applies(latest) || (m_rule.minimumTraffic && !hasTraffic(atMs)))
        return {Verdict::NotMet, {}};
    const std::optional<double> found = value(atMs, answers);
    if (m_rule.function == RuleFunction::Absence)
        return {found ? Verdict::Met : Verdict::NotMet, found};
    if (!found) {
        if (m_rule.noData == NoDataPolicy::Keep)
            return {};
        return {m_rule.noData == NoDataPolicy::Alert ? Verdict::Met : Verdict::NotMet, {}};
    }
    const double limit = firing ? m_rule.recovery.value_or(m_rule.threshold) : m_rule.threshold;
    return {breaches(m_rule.comparison, *found, limit) ? Verdict::Met : Verdict::NotMet, found};
}

bool Condition::applies(const Snapshot& latest) const
{
    return std::ranges::all_of(m_rule.requirements,
                               [&](RuleRequirement requirement) { return isMet(requirement, latest); });
}

bool Condition::hasTraffic(TimeMs atMs) const
{
    double lookups = 0;
    for (const std::size_t column : m_trafficColumns) {
        const auto increase = m_series.increase(column, m_rule.windowMs, atMs);
        if (!increase)
            return false;
        lookups += *increase;
    }
    return lookups >= m_rule.minimumTraffic->lookups;
}

std::optional<double> Condition::value(TimeMs atMs, std::optional<bool> answers)
{
    if (m_rule.metric == up)
        return answers ? std::optional(*answers ? 1.0 : 0.0) : std::nullopt;
    if (m_derived)
        return derivedValue(atMs);
    return function(m_columns.front(), atMs);
}

std::optional<double> Condition::function(std::size_t column, TimeMs atMs) const
{
    const qint64 windowMs = m_rule.windowMs;
    switch (m_rule.function) {
    case RuleFunction::Value:
        return m_series.value(column, atMs);
    case RuleFunction::Rate:
        return m_series.rate(column, windowMs, atMs);
    case RuleFunction::Increase:
        return m_series.increase(column, windowMs, atMs);
    case RuleFunction::Average:
        return m_series.average(column, windowMs, atMs);
    case RuleFunction::Minimum:
        return m_series.minimum(column, windowMs, atMs);
    case RuleFunction::Maximum:
        return m_series.maximum(column, windowMs, atMs);
    case RuleFunction::P95:
        return m_series.quantile(0.95, column, windowMs, atMs);
    case RuleFunction::GrowthPerDay: {
        const auto now = m_series.value(column, atMs);
        const auto before = m_series.valueDayBefore(column, atMs);
        return now && before && *before > 0 ? std::optional((*now - *before) / *before) : std::nullopt;
    }
    case RuleFunction::Absence:
        return m_series.isAbsent(column, windowMs, atMs) ? std::optional(1.0) : std::nullopt;
    }
    return {};
}

WindowStat Condition::stat(std::size_t column, TimeMs atMs) const
{
    WindowStat stat;
    const auto last = m_series.value(column, atMs);
    const auto increase = m_series.increase(column, m_rule.windowMs, atMs);
    stat.count = last || increase ? 1 : 0;
    stat.last = last.value_or(WindowStat::nan);
    stat.increase = increase.value_or(WindowStat::nan);
    return stat;
}

std::optional<double> Condition::derivedValue(TimeMs atMs)
{
    for (std::size_t i = 0; i < m_columns.size(); ++i)
        m_stats[i] = stat(m_columns[i], atMs);
    const auto result = m_derived->evaluate(m_stats, static_cast<double>(m_rule.windowMs) / 1000);
    if (m_rule.function == RuleFunction::Absence)
        return result ? std::nullopt : std::optional(1.0);
    return result;
}

} // namespace cacheledger
