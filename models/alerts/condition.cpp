// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/condition.h"

#include "metrics/catalogue.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace cacheledger
{

namespace
{

bool needsWindow(RuleFunction function)
{
    return function != RuleFunction::Value && function != RuleFunction::GrowthPerDay &&
           function != RuleFunction::Absence;
}

double valueOf(const std::optional<std::size_t>& index, const Snapshot& latest)
{
    return index && latest.layout ? latest.values[*index] : std::numeric_limits<double>::quiet_NaN();
}

std::optional<std::size_t> indexIn(const std::vector<std::string>& names, std::string_view name)
{
    const auto found = std::ranges::find(names, name);
    return found == names.end() ? std::nullopt
                                : std::optional(static_cast<std::size_t>(std::distance(names.begin(), found)));
}

/// Derived metrics read the increase of counters and the newest value of everything else.
bool isCounter(const std::string& metric)
{
    return catalogue::lookup(metric).kind == MetricKind::Counter;
}

/// The two metrics that a requirement is about.
std::pair<std::string_view, std::string_view> metricsOf(RuleRequirement requirement)
{
    switch (requirement) {
    case RuleRequirement::Limit:
        return {"maxmemory", ""};
    case RuleRequirement::Persistence:
        return {"aof_enabled", "rdb_saves"};
    case RuleRequirement::Replication:
        return {"connected_slaves", "slave_repl_offset"};
    case RuleRequirement::NoCluster:
        return {"cluster_enabled", ""};
    }
    return {};
}

bool isMet(RuleRequirement requirement, double first, double second)
{
    switch (requirement) {
    case RuleRequirement::Limit:
        return first > 0;
    case RuleRequirement::Persistence:
        return first > 0 || second > 0;
    case RuleRequirement::Replication:
        return first > 0 || !std::isnan(second); // only replicas have an offset of their own
    case RuleRequirement::NoCluster:
        return !(first > 0);
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
        for (const std::string& input : m_derived->inputs) {
            m_isCounter.push_back(isCounter(input));
            m_columns.push_back(series.want(input, m_isCounter.back() ? rule.windowMs : 0));
        }
    else if (rule.metric != up)
        m_columns.push_back(series.want(rule.metric, needsWindow(rule.function) ? rule.windowMs : 0));
    if (rule.function == RuleFunction::GrowthPerDay)
        for (const std::size_t column : m_columns)
            series.wantDayBefore(column);
    const auto lookups = rule.minimumTraffic ? derived::find("lookups_per_second", rawNames) : std::nullopt;
    if (lookups)
        for (const std::string& counter : lookups->inputs)
            m_trafficColumns.push_back(series.want(counter, rule.windowMs));
    for (const RuleRequirement requirement : rule.requirements) {
        const auto [first, second] = metricsOf(requirement);
        m_required.push_back({requirement, indexIn(rawNames, first), indexIn(rawNames, second)});
    }
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
    return std::ranges::all_of(m_required, [&](const Required& required) {
        return isMet(required.requirement, valueOf(required.first, latest), valueOf(required.second, latest));
    });
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

WindowStat Condition::stat(std::size_t input, TimeMs atMs) const
{
    WindowStat stat;
    const std::size_t column = m_columns[input];
    const auto last = m_series.value(column, atMs);
    const auto increase = m_isCounter[input] ? m_series.increase(column, m_rule.windowMs, atMs) : std::nullopt;
    stat.count = last || increase ? 1 : 0;
    stat.last = last.value_or(WindowStat::nan);
    stat.increase = increase.value_or(WindowStat::nan);
    return stat;
}

std::optional<double> Condition::derivedValue(TimeMs atMs)
{
    for (std::size_t i = 0; i < m_columns.size(); ++i)
        m_stats[i] = stat(i, atMs);
    const auto result = m_derived->evaluate(m_stats, static_cast<double>(m_rule.windowMs) / 1000);
    if (m_rule.function == RuleFunction::Absence)
        return result ? std::nullopt : std::optional(1.0);
    return result;
}

} // namespace cacheledger
