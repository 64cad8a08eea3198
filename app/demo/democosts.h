// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/costplan.h"

namespace cacheledger
{

/// What things cost in the demo, in billionths of a dollar: made up, about what the sources of the product say of a
/// small application. The workload counts by these; the demo's cost plan says them to the ledger, marked as defaults.
namespace democosts
{
constexpr qint64 responseHitNanos = 2'100'000;
constexpr qint64 semanticHitNanos = 2'000'000;
constexpr qint64 embeddingHitNanos = 100'000;
constexpr qint64 contextHitNanos = 50'000;
constexpr qint64 semanticLookupNanos = 20'000;
constexpr qint64 wrongHitNanos = 20'000'000;
constexpr qint64 nodeHourNanos = 34'000'000; ///< of each of the two nodes
} // namespace democosts

CostPlan demoCostPlan(const CacheId& cache);

} // namespace cacheledger
