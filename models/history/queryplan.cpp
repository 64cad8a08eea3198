// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/queryplan.h"

#include <algorithm>

namespace cacheledger
{

namespace
{
/// Whether the plan is the same whatever the history has: no formula picks its inputs, no name is known from there
/// alone.
bool needNoNames(std::span<const std::string> metrics)
{
    return std::all_of(metrics.begin(), metrics.end(),
                       [](const std::string& id) { return catalogue::find(id) && !derived::isDerived(id); });
}
} // namespace

Result<MetricPlan> planMetrics(const HistoryFile& file, std::span<const NodeId> nodes,
                               std::span<const std::string> metrics, TimeMs fromMs, TimeMs toMs)
{
    // Finding out which names there are costs a third of a chart of one gauge; a replica's is looked for in any case.
    if (needNoNames(metrics))
        return MetricPlan::make(metrics, {std::string(MetricPlan::onlyReplicasHave)});
    std::vector<std::string> all;
    for (const NodeId& node : nodes) {
        const Result<std::vector<std::string>> names = file.metricNames(node, fromMs, toMs);
        if (!names)
            return names.error();
        all.insert(all.end(), names->begin(), names->end());
    }
    if (nodes.size() > 1) { // those of one are in order
        std::sort(all.begin(), all.end());
        all.erase(std::unique(all.begin(), all.end()), all.end());
    }
    return MetricPlan::make(metrics, all);
}

std::vector<TierPiece> planTiers(const HistoryFile& file, const NodeId& node, Tier tier, TimeMs fromMs, TimeMs toMs)
{
    TierFacts facts;
    facts.end = [&](Tier of) { return file.tierEnd(node, of); };
    facts.keptFrom = [&](Tier of) { return file.keptFrom(of); };
    facts.oldest = [&](Tier of, TimeMs from, TimeMs to) {
        from = std::max(from, file.keptFrom(of));
        const std::optional<TimeMs> first = file.oldest(node, of);
        return first && *first < to && from < to ? std::optional(std::max(*first, from)) : std::nullopt;
    };
    return planTiers(facts, tier, fromMs, toMs);
}

} // namespace cacheledger
