// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/rulevalue.h"

#include "alerts/condition.h"
#include "alerts/rulemetrics.h"
#include "metrics/catalogue.h"

#include <algorithm>
#include <utility>

namespace cacheledger
{

namespace
{

bool needsWindow(RuleFunction function)
{
    return function != RuleFunction::Value && function != RuleFunction::GrowthPerDay &&
           function != RuleFunction::Absence;
}

/// Derived metrics read the increase of counters and the newest value of everything else.
bool isCounter(const std::string& metric)
{
    return catalogue::lookup(metric).kind == MetricKind::Counter;
}

} // namespace

RuleValue RuleValue::ofMetric(const std::string& metric, const Rule& rule, const std::vector<std::string>& rawNames,
                              WantedColumns& wanted)
{
    RuleValue made;
    made.m_metric = metric;
    made.m_function = rule.function;
    made.m_windowMs = rule.windowMs;
    made.m_derived = derived::find(metric, rawNames);
    if (metric == Condition::growthBeyondTraffic)
        made.m_kind = Kind::BeyondTraffic;
    else if (made.m_derived)
        made.m_kind = Kind::Derived;
    else if (metric == Condition::up)
        made.m_kind = Kind::Up;
    made.wantColumns(rawNames, wanted);
    return made;
}

RuleValue RuleValue::ofTraffic(const std::string& metric, const Rule& rule, const std::vector<std::string>& rawNames,
                               WantedColumns& wanted)
{
    RuleValue made;
    made.m_kind = Kind::Traffic;
    made.m_windowMs = rule.windowMs;
    for (const std::string& counter : trafficOf(metric, rawNames))
        made.m_columns.push_back(wanted.want(counter, rule.windowMs));
    return made;
}

void RuleValue::wantColumns(const std::vector<std::string>& rawNames, WantedColumns& wanted)
{
    if (m_kind == Kind::BeyondTraffic) {
        for (const std::string& input : rawInputsOf(m_metric, rawNames)) {
            const qint64 windowMs = isCounter(input) ? m_windowMs : 0;
            m_columns.push_back(wanted.want(input, windowMs));
            wanted.wantDayBefore(m_columns.back(), windowMs);
        }
    } else if (m_kind == Kind::Derived) {
        for (const std::string& input : m_derived->inputs) {
            m_isCounter.push_back(isCounter(input));
            m_columns.push_back(wanted.want(input, m_isCounter.back() ? m_windowMs : 0));
        }
        m_stats.resize(m_columns.size());
    } else if (m_kind == Kind::Function) {
        m_columns.push_back(wanted.want(m_metric, needsWindow(m_function) ? m_windowMs : 0));
    }
    if (m_function == RuleFunction::GrowthPerDay)
        for (const std::size_t column : m_columns)
            wanted.wantDayBefore(column);
}

std::optional<double> RuleValue::at(const NodeMoment& moment) const
{
    switch (m_kind) {
    case Kind::Function:
        return function(moment);
    case Kind::Derived:
        return derived(moment);
    case Kind::BeyondTraffic:
        return beyondTraffic(moment);
    case Kind::Up:
        return moment.answers ? std::optional(*moment.answers ? 1.0 : 0.0) : std::nullopt;
    case Kind::Traffic:
        return traffic(moment);
    }
    return {};
}

std::optional<double> RuleValue::function(const NodeMoment& moment) const
{
    const NodeSeries& series = moment.series;
    const std::size_t column = m_columns.front();
    const TimeMs atMs = moment.atMs;
    switch (m_function) {
    case RuleFunction::Value:
        return series.value(column, atMs);
    case RuleFunction::Rate:
        return series.rate(column, m_windowMs, atMs);
    case RuleFunction::Increase:
        return series.increase(column, m_windowMs, atMs);
    case RuleFunction::Average:
        return series.average(column, m_windowMs, atMs);
    case RuleFunction::Minimum:
        return series.minimum(column, m_windowMs, atMs);
    case RuleFunction::Maximum:
        return series.maximum(column, m_windowMs, atMs);
    case RuleFunction::P95:
        return series.quantile(0.95, column, m_windowMs, atMs);
    case RuleFunction::GrowthPerDay: {
        const auto now = series.value(column, atMs);
        const auto before = series.valueDayBefore(column, atMs);
        return now && before && *before > 0 ? std::optional((*now - *before) / *before) : std::nullopt;
    }
    case RuleFunction::Absence:
        return series.isAbsent(column, m_windowMs, atMs) ? std::optional(1.0) : std::nullopt;
    }
    return {};
}

std::optional<double> RuleValue::traffic(const NodeMoment& moment) const
{
    double lookups = 0;
    for (const std::size_t column : m_columns) {
        const auto increase = moment.series.increase(column, m_windowMs, moment.atMs);
        if (!increase)
            return {};
        lookups += *increase;
    }
    return lookups;
}

std::optional<double> RuleValue::beyondTraffic(const NodeMoment& moment) const
{
    const NodeSeries& series = moment.series;
    const auto memory = series.value(m_columns.front(), moment.atMs);
    const auto memoryBefore = series.valueDayBefore(m_columns.front(), moment.atMs);
    double lookups = 0, lookupsBefore = 0;
    for (std::size_t i = 1; i < m_columns.size(); ++i) {
        const auto now = series.increase(m_columns[i], m_windowMs, moment.atMs);
        const auto before = series.increaseDayBefore(m_columns[i], m_windowMs, moment.atMs);
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

WindowStat RuleValue::stat(std::size_t input, const NodeMoment& moment) const
{
    WindowStat stat;
    const std::size_t column = m_columns[input];
    const auto last = moment.series.value(column, moment.atMs);
    const auto increase = m_isCounter[input] ? moment.series.increase(column, m_windowMs, moment.atMs) : std::nullopt;
    stat.count = last || increase ? 1 : 0;
    stat.last = last.value_or(WindowStat::nan);
    stat.increase = increase.value_or(WindowStat::nan);
    return stat;
}

std::optional<double> RuleValue::derived(const NodeMoment& moment) const
{
    for (std::size_t i = 0; i < m_stats.size(); ++i)
        m_stats[i] = stat(i, moment);
    const auto result = m_derived->evaluate(m_stats, static_cast<double>(m_windowMs) / 1000);
    if (m_function == RuleFunction::Absence)
        return result ? std::nullopt : std::optional(1.0);
    return result;
}

std::size_t RuleValues::add(RuleValue value)
{
    const auto known = std::ranges::find(m_values, value);
    const auto index = static_cast<std::size_t>(known - m_values.begin());
    if (known == m_values.end()) {
        m_values.push_back(std::move(value));
        m_computed.emplace_back();
    }
    return index;
}

void RuleValues::begin()
{
    for (Computed& each : m_computed)
        each.isKnown = false;
}

std::optional<double> RuleValues::at(std::size_t index, const NodeMoment& moment)
{
    Computed& computed = m_computed[index];
    if (!computed.isKnown)
        computed = {true, m_values[index].at(moment)};
    return computed.value;
}

} // namespace cacheledger
