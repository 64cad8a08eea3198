// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/ruleinputs.h"

#include "alerts/nodeseries.h"
#include "metrics/derived.h"

#include <algorithm>
#include <set>

namespace cacheledger
{

qint64 lookBackMs(const Rule& rule)
{
    return NodeSeries::lookbackMs + (rule.function == RuleFunction::GrowthPerDay ? NodeSeries::dayMs : rule.windowMs);
}

std::vector<std::string> inputsOf(const std::vector<Rule>& rules, const std::vector<std::string>& rawNames)
{
    std::set<std::string> wanted;
    const auto add = [&](std::string_view metric) {
        const auto derivedMetric = derived::find(metric, rawNames);
        if (derivedMetric)
            wanted.insert(derivedMetric->inputs.begin(), derivedMetric->inputs.end());
        else
            wanted.emplace(metric);
    };
    for (const Rule& rule : rules) {
        if (!rule.enabled)
            continue;
        add(rule.metric);
        if (rule.minimumTraffic)
            add("lookups_per_second");
    }
    std::vector<std::string> inputs;
    std::ranges::copy_if(rawNames, std::back_inserter(inputs),
                         [&](const std::string& name) { return wanted.contains(name); });
    return inputs;
}

} // namespace cacheledger
