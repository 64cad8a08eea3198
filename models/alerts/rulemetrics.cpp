// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/rulemetrics.h"

#include "alerts/condition.h"
#include "metrics/catalogue.h"
#include "metrics/derived.h"

#include <algorithm>

namespace cacheledger
{

namespace
{

/// The part of `metric` that the family's star stands for; empty: it is not of the family.
std::string_view starPart(std::string_view metric, std::string_view family)
{
    const std::size_t star = family.find('*');
    const std::string_view before = family.substr(0, star), after = family.substr(star + 1);
    if (metric.size() <= before.size() + after.size() || !metric.starts_with(before) || !metric.ends_with(after))
        return {};
    return metric.substr(before.size(), metric.size() - before.size() - after.size());
}

bool isInStages(const QStringList& stages, std::string_view name)
{
    const std::string_view stage = name.substr(0, name.find('@'));
    return stages.isEmpty() || stages.contains(QString::fromUtf8(stage.data(), static_cast<qsizetype>(stage.size())));
}

bool isThere(const std::vector<std::string>& names, std::string_view name)
{
    return std::ranges::find(names, name) != names.end();
}

} // namespace

bool isFamily(std::string_view metric)
{
    return metric.find('*') != std::string_view::npos;
}

std::vector<std::string> metricsOf(const Rule& rule, const std::vector<std::string>& rawNames)
{
    if (!isFamily(rule.metric))
        return {rule.metric};
    std::vector<std::string> metrics;
    const auto addThoseOf = [&](const std::vector<std::string>& names) {
        std::ranges::copy_if(names, std::back_inserter(metrics), [&](const std::string& name) {
            const std::string_view part = starPart(name, rule.metric);
            return !part.empty() && isInStages(rule.scope.stages, part);
        });
    };
    addThoseOf(derived::isDerived(rule.metric) ? derived::available(rawNames) : rawNames);
    return metrics;
}

std::vector<std::string> trafficOf(std::string_view metric, const std::vector<std::string>& rawNames)
{
    if (!catalogue::isOfApplication(metric))
        return rawInputsOf("lookups_per_second", rawNames);
    const std::string name(catalogue::variablePart(metric));
    if (metric.starts_with("op."))
        return {"op." + name + ".success", "op." + name + ".errors"};
    if (const std::string requests = "stage." + name + ".requests";
        metric.starts_with("stage.") && (rawNames.empty() || isThere(rawNames, requests)))
        return {requests};
    return {"app.requests"};
}

bool looksBackADay(const Rule& rule)
{
    return rule.function == RuleFunction::GrowthPerDay || rule.metric == Condition::growthBeyondTraffic;
}

std::vector<std::string> rawInputsOf(std::string_view metric, const std::vector<std::string>& rawNames)
{
    if (metric == Condition::growthBeyondTraffic) {
        std::vector<std::string> inputs = rawInputsOf("lookups_per_second", rawNames);
        inputs.insert(inputs.begin(), "used_memory");
        return inputs;
    }
    const auto found = derived::find(metric, rawNames);
    return found ? found->inputs : std::vector<std::string>{std::string(metric)};
}

} // namespace cacheledger
