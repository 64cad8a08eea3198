// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/rulechart.h"

#include "alerts/condition.h"
#include "metrics/derived.h"
#include "ui/alerts/alertwords.h"

#include <algorithm>

namespace cacheledger::rulechart
{

static bool isUpward(Comparison comparison)
{
    return comparison == Comparison::Above || comparison == Comparison::AtLeast;
}

bool covers(const RuleScope& scope, const CacheConfig& cache, const QString& address)
{
    const auto hasTag = [&](const QString& tag) { return scope.tags.contains(tag); };
    return (scope.caches.isEmpty() || scope.caches.contains(cache.name)) &&
           (scope.nodes.isEmpty() || address.isEmpty() || scope.nodes.contains(address)) &&
           (scope.tags.isEmpty() || std::ranges::any_of(cache.labels(), hasTag));
}

std::string drawnMetric(const Rule& rule)
{
    if (rule.metric == Condition::growthBeyondTraffic)
        return "used_memory";
    return rule.metric == Condition::up ? std::string(probe::rtt) : rule.metric;
}

/// Whether `metric` is the rate of the counter: derived from nothing else.
static bool isRateOf(const std::string& metric, const std::string& counter)
{
    const auto found = derived::find(metric, {counter});
    return found && found->extremes == Extremes::OfRate && found->inputs == std::vector<std::string>{counter};
}

std::optional<double> thresholdOn(const Rule& rule, const std::string& metric)
{
    if (rule.metric == Condition::up || rule.comparison == Comparison::Equal || rule.comparison == Comparison::NotEqual)
        return {};
    switch (rule.function) {
    case RuleFunction::Value:
    case RuleFunction::Average:
    case RuleFunction::Minimum:
    case RuleFunction::Maximum:
    case RuleFunction::P95:
        return metric == rule.metric ? std::optional(rule.threshold) : std::nullopt;
    case RuleFunction::Rate:
        return isRateOf(metric, rule.metric) ? std::optional(rule.threshold) : std::nullopt;
    case RuleFunction::Increase:
        return isRateOf(metric, rule.metric) ? std::optional(rule.threshold * 1000 / static_cast<double>(rule.windowMs))
                                             : std::nullopt;
    case RuleFunction::GrowthPerDay:
    case RuleFunction::Absence:
        break;
    }
    return {};
}

std::vector<Threshold> thresholds(const std::vector<ListedRule>& rules, const CacheConfig& cache)
{
    std::vector<Threshold> made;
    for (const Threshold& known : defaultThresholds()) {
        Threshold threshold{known.metric, known.above, {}, {}};
        for (const ListedRule& listed : rules) {
            const Rule& rule = listed.rule;
            const auto limit = thresholdOn(rule, known.metric);
            if (!limit || !rule.enabled || rule.tier == AlertTier::Information ||
                isUpward(rule.comparison) != known.above || !covers(rule.scope, cache, {}))
                continue;
            std::optional<double>& kept = rule.tier == AlertTier::Critical ? threshold.critical : threshold.warning;
            if (!kept || (known.above ? *limit < *kept : *limit > *kept))
                kept = limit;
        }
        if (threshold.warning || threshold.critical)
            made.push_back(threshold);
    }
    return made;
}

ChartSpec spec(const Rule& rule)
{
    const std::string metric = drawnMetric(rule);
    ChartSpec made;
    made.id = QString::fromStdString(metric);
    made.title = alertwords::metric(metric);
    made.unit = catalogue::lookup(metric).unit;
    made.series = {{metric, made.title, ChartSeriesSpec::Style::Line}};
    made.threshold = thresholdOn(rule, metric);
    made.thresholdAbove = isUpward(rule.comparison);
    if (made.unit == Unit::Ratio)
        made.axisMin = 0;
    return made;
}

/// Whether `rule`'s limit says more than what stands there: a worse tier, or reached sooner.
static bool isBetter(const Rule& rule, double limit, const Rule* before, const ChartSpec& chart)
{
    if (!before || before->tier != rule.tier)
        return !before || rule.tier < before->tier;
    return isUpward(rule.comparison) == chart.thresholdAbove &&
           (chart.thresholdAbove ? limit < *chart.threshold : limit > *chart.threshold);
}

void applyRules(std::vector<ChartSpec>& charts, const std::vector<ListedRule>& rules, const CacheConfig& cache)
{
    for (ChartSpec& chart : charts) {
        const Rule* shown = nullptr;
        chart.threshold.reset();
        for (const ChartSeriesSpec& series : chart.series) {
            for (const ListedRule& listed : rules) {
                const auto limit = thresholdOn(listed.rule, series.metric);
                if (!limit || !listed.rule.enabled || !covers(listed.rule.scope, cache, {}) ||
                    !isBetter(listed.rule, *limit, shown, chart))
                    continue;
                shown = &listed.rule;
                chart.threshold = limit;
                chart.thresholdAbove = isUpward(listed.rule.comparison);
                chart.judged = series.metric;
            }
        }
    }
}

} // namespace cacheledger::rulechart
