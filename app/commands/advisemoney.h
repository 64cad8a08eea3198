// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "advisor/adviceworth.h"
#include "advisor/decisionmatrix.h"
#include "app/commands/context.h"
#include "app/healthreport.h"
#include "cost/verdict.h"

namespace cacheledger
{

/// "stampede-risk" of a cache, from the last hour of its history.
AdviceFinding stampedeOf(const CacheConfig& cache, const CommandContext& context);

/// "memory-growing-faster-than-traffic" of a cache, from the last two days of its history.
AdviceFinding growthOf(const CacheConfig& cache, const CommandContext& context);

/// "savings-this-month" of a cache, from its ledger: fine where it can be told.
AdviceFinding savingsOf(const CacheId& cache, const CommandContext& context);

/// The money's part of `advise`, from the ledger of the last 30 days.
struct AdviseMoney {
    CacheMoney money;
    PayVerdict verdict;
    std::vector<DecisionFactor> matrix;
};

/// Of a cache without a history, costs or prices most of it is not known. What cannot be read is noted on the console,
/// and likewise not known.
AdviseMoney adviseMoneyOf(const CacheId& cache, const CommandContext& context);

/// null where there is none.
OrderedJson worthJson(const std::optional<AdviceWorth>& worth);
QString worthLine(const AdviceWorth& worth);
/// "caching-pays" and "decision-matrix", which are about the cache, not a node of it.
std::vector<OrderedJson> moneyFindings(const AdviseMoney& money);
QStringList moneyLines(const AdviseMoney& money);

} // namespace cacheledger
