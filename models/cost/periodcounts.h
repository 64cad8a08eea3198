// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"

#include <QtCore/QString>

#include <optional>
#include <vector>

namespace cacheledger
{

/// What the counters of one stage grew by in one period. Nothing: not known, which is not 0.
struct StageCounts {
    QString stage; ///< StageConfig::id
    std::optional<double> requests, hits, misses, wrongHits;
    /// Tokens that hits spared. The cached ones are part of the input: what the provider would have billed at the lower
    /// price of its own prompt cache.
    std::optional<double> tokensInput, tokensCachedInput, tokensOutput, tokensEmbedding;
    std::optional<double> avoidedCost; ///< what hits spared, where the application prices it itself
    std::optional<double> latencyMs;   ///< mean
    friend bool operator==(const StageCounts&, const StageCounts&) = default;

    /// Requests, or else hits and misses together.
    std::optional<double> lookups() const
    {
        return requests || !hits || !misses ? requests : std::optional(*hits + *misses);
    }
};

/// A stretch without samples.
struct UncoveredSpan {
    TimeMs fromMs = 0;
    TimeMs toMs = 0;
    friend bool operator==(const UncoveredSpan&, const UncoveredSpan&) = default;
};

/// What history has of [fromMs, toMs).
struct PeriodCounts {
    TimeMs fromMs = 0;
    TimeMs toMs = 0;
    qint64 coveredMs = 0; ///< with samples: coverage = coveredMs / (toMs - fromMs); the mean of several sources
    int resets = 0;
    std::vector<UncoveredSpan> gaps;
    std::vector<StageCounts> stages;    ///< in the order of the stage plan
    std::optional<double> unusedMemory; ///< 0..1 of maxmemory, the mean; nothing: not known or no limit
    friend bool operator==(const PeriodCounts&, const PeriodCounts&) = default;
};

} // namespace cacheledger
