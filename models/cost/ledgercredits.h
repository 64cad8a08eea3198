// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/periodcounts.h"

#include <vector>

namespace cacheledger
{

struct StageConfig;

/// Which requests are credited to which stage: each once, at the first stage that answered it. Counters that agree with
/// each other say so themselves, since a request that a stage answered does not come to the next. Where they do not
/// (an application that counts every stage for every request), the hits of a stage count only as far as there are
/// requests that no earlier stage has answered, of all periods together.
struct LedgerCredits {
    std::vector<std::vector<std::optional<double>>> hits; ///< of each period, of each stage
    std::vector<QString> counted;                         ///< ids of stages that count requests twice
};

LedgerCredits creditHits(const std::vector<StageConfig>& stages, const std::vector<PeriodCounts>& periods);

/// Requests that came to the first stage whose lookups are known, with those that stages before it answered.
std::optional<double> requestsOf(const std::vector<StageConfig>& stages, const PeriodCounts& period);

} // namespace cacheledger
