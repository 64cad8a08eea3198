// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/derived.h"

#include <array>
#include <optional>

namespace cacheledger
{

/// One part of the score: its points, absent without data.
struct ScorePart {
    const char* id; ///< "hit_ratio", "latency", "errors"
    double of;      ///< the most it can give
    std::optional<double> points;
};

/// How well a cache does, 0 to 100: hit ratio x 40, plus (20 ms - p99) / 20 ms x 30, plus (10 % - error ratio) / 10 %
/// x 30, each part kept within 0 and its most. A part without data is left out, and `of` says what is left.
/// Source: "Episode 025: Caching Strategies & CDN Architectures", performance score.
struct PerformanceScore {
    std::array<ScorePart, 3> parts;

    /// `p99Ms` in milliseconds, the ratios 0 to 1.
    static PerformanceScore of(std::optional<double> hitRatio, std::optional<double> p99Ms,
                               std::optional<double> errorRatio);
    /// Of a node's newest samples.
    static PerformanceScore of(const LiveWindow& window);
    double points() const; ///< of the parts that are known
    double outOf() const;  ///< 100 when all are; 0: nothing is known
};

} // namespace cacheledger
