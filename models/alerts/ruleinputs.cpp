// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/ruleinputs.h"

#include "alerts/nodeseries.h"
#include "alerts/rulemetrics.h"

#include <algorithm>
#include <set>

namespace cacheledger
{

qint64 lookBackMs(const Rule& rule)
{
    return NodeSeries::lookbackMs + rule.windowMs + (looksBackADay(rule) ? NodeSeries::dayMs : 0);
}

std::vector<std::string> inputsOf(const std::vector<Rule>& rules, const std::vector<std::string>& rawNames)
{
    std::set<std::string> wanted;
    const auto add = [&](const std::vector<std::string>& metrics) { wanted.insert(metrics.begin(), metrics.end()); };
    for (const Rule& rule : rules) {
        if (!rule.enabled)
            continue;
        for (const std::string& metric : metricsOf(rule, rawNames)) {
            add(rawInputsOf(metric, rawNames));
            if (rule.minimumTraffic)
                add(trafficOf(metric, rawNames));
        }
    }
    std::vector<std::string> inputs;
    std::ranges::copy_if(rawNames, std::back_inserter(inputs),
                         [&](const std::string& name) { return wanted.contains(name); });
    return inputs;
}

} // namespace cacheledger
