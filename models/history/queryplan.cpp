// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/queryplan.h"

#include <algorithm>

namespace cacheledger
{

Result<MetricPlan> planMetrics(const HistoryFile& file, std::span<const NodeId> nodes,
                               std::span<const std::string> metrics, TimeMs fromMs, TimeMs toMs)
{
    std::vector<std::string> all;
    for (const NodeId& node : nodes) {
        const Result<std::vector<std::string>> names = file.metricNames(node, fromMs, toMs);
        if (!names)
            return names.error();
        all.insert(all.end(), names->begin(), names->end());
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return MetricPlan::make(metrics, all);
}

std::vector<TierPiece> planTiers(const HistoryFile& file, const NodeId& node, Tier tier, TimeMs fromMs, TimeMs toMs)
{
    TierFacts facts;
    facts.end = [&](Tier of) { return file.tierEnd(node, of); };
    facts.keptFrom = [&](Tier of) { return file.keptFrom(of); };
    facts.oldest = [&](Tier of, TimeMs from, TimeMs to) {
        std::optional<TimeMs> first;
        from = std::max(from, file.keptFrom(of));
        if (of == Tier::Raw) {
            first = file.oldest(node, of);
            return first && *first < to && from < to ? std::optional(std::max(*first, from)) : std::nullopt;
        }
        const auto stopAtFirst = [&first](const BucketRun& run) {
            if (!run.starts.empty())
                first = run.starts.front();
            return !first;
        };
        (void)file.readTier(node, of, {}, from, to, stopAtFirst).ok(); // a failure shows when the piece itself is read
        return first;
    };
    return planTiers(facts, tier, fromMs, toMs);
}

} // namespace cacheledger
