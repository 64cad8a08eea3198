// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/ledgercredits.h"

#include "config/stageplan.h"

#include <algorithm>
#include <cmath>

namespace cacheledger
{

namespace
{
/// Cuts one stage's hits down to `credited` of `counted`, spread over the periods in proportion and in whole hits.
void spread(LedgerCredits& credits, std::size_t stage, double counted, double credited)
{
    double countedSoFar = 0;
    double creditedSoFar = 0;
    for (auto& period : credits.hits) {
        if (!period[stage])
            continue;
        countedSoFar += *period[stage];
        const double due = std::floor(credited * (countedSoFar / counted));
        period[stage] = due - creditedSoFar;
        creditedSoFar = due;
    }
}
} // namespace

std::optional<double> requestsOf(const std::vector<StageConfig>& stages, const PeriodCounts& period)
{
    double answeredBefore = 0;
    for (std::size_t s = 0; s < stages.size() && s < period.stages.size(); ++s) {
        if (!stages[s].answers)
            continue;
        if (const std::optional<double> lookups = period.stages[s].lookups())
            return answeredBefore + *lookups;
        answeredBefore += period.stages[s].hits.value_or(0);
    }
    return std::nullopt;
}

LedgerCredits creditHits(const std::vector<StageConfig>& stages, const std::vector<PeriodCounts>& periods)
{
    LedgerCredits credits;
    std::optional<double> left;
    std::vector<double> counted(stages.size());
    for (const PeriodCounts& period : periods) {
        credits.hits.emplace_back(stages.size());
        for (std::size_t s = 0; s < stages.size() && s < period.stages.size(); ++s) {
            credits.hits.back()[s] = period.stages[s].hits;
            counted[s] += period.stages[s].hits.value_or(0);
        }
        if (const std::optional<double> requests = requestsOf(stages, period))
            left = left.value_or(0) + *requests;
    }
    for (std::size_t s = 0; left && s < stages.size(); ++s) {
        if (!stages[s].answers)
            continue;
        const double credited = std::min(counted[s], std::max(0.0, *left));
        *left -= credited;
        if (credited == counted[s])
            continue;
        spread(credits, s, counted[s], credited);
        credits.counted.push_back(stages[s].id);
    }
    return credits;
}

} // namespace cacheledger
