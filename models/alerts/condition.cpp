// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/condition.h"

#include "alerts/rulemetrics.h"
#include "metrics/catalogue.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <span>

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
std::pair<std::string_view, std::string_view> metricsRequiredBy(RuleRequirement requirement)
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
      m_isFamily(isFamily(rule.metric))
{
    for (const std::string& metric : metricsOf(rule, rawNames))
        m_members.push_back(member(metric, rawNames));
    for (const RuleRequirement requirement : rule.requirements) {
        const auto [first, second] = metricsRequiredBy(requirement);
        m_required.push_back({requirement, indexIn(rawNames, first), indexIn(rawNames, second)});
    }
}

Condition::Member Condition::member(const std::string& metric, const std::vector<std::string>& rawNames)
{
    Member made{metric, derived::find(metric, rawNames), {}, {}, {}};
    if (metric == growthBeyondTraffic) {
        for (const std::string& input : rawInputsOf(metric, rawNames)) {
            const bool counted = isCounter(input);
            made.columns.push_back(m_series.want(input, counted ? m_rule.windowMs : 0));
            m_series.wantDayBefore(made.columns.back(), counted ? m_rule.windowMs : 0);
        }
    } else if (made.derived)
        for (const std::string& input : made.derived->inputs) {
            made.isCounter.push_back(isCounter(input));
            made.columns.push_back(m_series.want(input, made.isCounter.back() ? m_rule.windowMs : 0));
        }
    else if (metric != up)
        made.columns.push_back(m_series.want(metric, needsWindow(m_rule.function) ? m_rule.windowMs : 0));
    if (m_rule.function == RuleFunction::GrowthPerDay)
        for (const std::size_t column : made.columns)
            m_series.wantDayBefore(column);
    if (m_rule.minimumTraffic)
        for (const std::string& counter : trafficOf(metric, rawNames))
            made.trafficColumns.push_back(m_series.want(counter, m_rule.windowMs));
    m_stats.resize(std::max(m_stats.size(), made.columns.size()));
    return made;
}

Evaluation Condition::evaluate(TimeMs atMs, bool firing, std::optional<bool> answers, const Snapshot& latest)
{
    if (!applies(latest))
        return {Verdict::NotMet, {}};
    bool anyTraffic = false;
    Evaluation found = find(atMs, answers, anyTraffic);
    if (m_rule.minimumTraffic && !anyTraffic)
        return {Verdict::NotMet, {}};
    if (m_rule.function == RuleFunction::Absence) {
        found.verdict = found.value ? Verdict::Met : Verdict::NotMet;
    } else if (!found.value) {
        if (m_rule.noData == NoDataPolicy::Keep)
            return {};
        found.verdict = m_rule.noData == NoDataPolicy::Alert ? Verdict::Met : Verdict::NotMet;
    } else {
        const double limit = firing ? m_rule.recovery.value_or(m_rule.threshold) : m_rule.threshold;
        found.verdict = breaches(m_rule.comparison, *found.value, limit) ? Verdict::Met : Verdict::NotMet;
    }
    return found;
}

Evaluation Condition::find(TimeMs atMs, std::optional<bool> answers, bool& anyTraffic)
{
    Evaluation found;
    for (const Member& each : m_members) {
        if (m_rule.minimumTraffic && !hasTraffic(each, atMs))
            continue;
        anyTraffic = true;
        const std::optional<double> here = value(each, atMs, answers);
        if (!here || (found.value && !isWorse(*here, *found.value)))
            continue;
        found.value = here;
        found.metric = m_isFamily ? &each.metric : nullptr;
    }
    return found;
}

bool Condition::isWorse(double value, double than) const
{
    switch (m_rule.comparison) {
    case Comparison::Above:
    case Comparison::AtLeast:
        return value > than;
    case Comparison::Below:
    case Comparison::AtMost:
        return value < than;
    case Comparison::Equal:
    case Comparison::NotEqual:
        break;
    }
    return !breaches(m_rule.comparison, than, m_rule.threshold);
}

bool Condition::applies(const Snapshot& latest) const
{
    return std::ranges::all_of(m_required, [&](const Required& required) {
        return isMet(required.requirement, valueOf(required.first, latest), valueOf(required.second, latest));
    });
}

bool Condition::hasTraffic(const Member& member, TimeMs atMs) const
{
    double lookups = 0;
    for (const std::size_t column : member.trafficColumns) {
        const auto increase = m_series.increase(column, m_rule.windowMs, atMs);
        if (!increase)
            return false;
        lookups += *increase;
    }
    return lookups >= m_rule.minimumTraffic->lookups;
}

std::optional<double> Condition::value(const Member& member, TimeMs atMs, std::optional<bool> answers)
{
    if (member.derived)
        return derivedValue(member, atMs);
    if (member.metric == growthBeyondTraffic)
        return beyondTraffic(member, atMs);
    if (member.columns.empty()) // up
        return answers ? std::optional(*answers ? 1.0 : 0.0) : std::nullopt;
    return function(member.columns.front(), atMs);
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

std::optional<double> Condition::beyondTraffic(const Member& member, TimeMs atMs) const
{
    const auto memory = m_series.value(member.columns.front(), atMs);
    const auto memoryBefore = m_series.valueDayBefore(member.columns.front(), atMs);
    double lookups = 0, lookupsBefore = 0;
    for (std::size_t i = 1; i < member.columns.size(); ++i) {
        const auto now = m_series.increase(member.columns[i], m_rule.windowMs, atMs);
        const auto before = m_series.increaseDayBefore(member.columns[i], m_rule.windowMs, atMs);
        if (!now || !before)
            return {};
        lookups += *now;
        lookupsBefore += *before;
    }
    if (!memory || !memoryBefore || *memoryBefore <= 0 || lookups <= 0 || lookupsBefore <= 0)
        return {};
    const double growth = (*memory - *memoryBefore) / *memoryBefore;
    return growth - std::max((lookups - lookupsBefore) / lookupsBefore, 0.0);
}

WindowStat Condition::stat(const Member& member, std::size_t input, TimeMs atMs) const
{
    WindowStat stat;
    const std::size_t column = member.columns[input];
    const auto last = m_series.value(column, atMs);
    const auto increase = member.isCounter[input] ? m_series.increase(column, m_rule.windowMs, atMs) : std::nullopt;
    stat.count = last || increase ? 1 : 0;
    stat.last = last.value_or(WindowStat::nan);
    stat.increase = increase.value_or(WindowStat::nan);
    return stat;
}

std::optional<double> Condition::derivedValue(const Member& member, TimeMs atMs)
{
    const std::span stats(m_stats.data(), member.columns.size());
    for (std::size_t i = 0; i < stats.size(); ++i)
        stats[i] = stat(member, i, atMs);
    const auto result = member.derived->evaluate(stats, static_cast<double>(m_rule.windowMs) / 1000);
    if (m_rule.function == RuleFunction::Absence)
        return result ? std::nullopt : std::optional(1.0);
    return result;
}

} // namespace cacheledger
