// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "advisor/advice.h"

namespace cacheledger
{

/// What of a cache's last hour tells a stampede, in steps of five minutes, oldest first, NaN where a step is not known;
/// all of one length.
struct StampedeSeries {
    std::vector<double> misses;  ///< a second
    std::vector<double> lookups; ///< a second
    std::vector<double> clients; ///< connected
    std::vector<double> p99;     ///< of the probe, in µs
};
/// The metrics of a frame that these are, in the order of the members, and over how long.
inline constexpr const char* stampedeMetrics[] = {"misses_per_second", "lookups_per_second", "connected_clients",
                                                  "probe.p99"};
inline constexpr qint64 stampedeStepMs = 300'000;
inline constexpr int stampedeSteps = 13;

/// The question "stampede-risk". Misses jump (to twice their median of the hour before, and over 10 a second) while
/// lookups do not (less than half as many again), with connections (a quarter more) or latency (half as much again,
/// and over 1 ms) rising together. Source of the pattern: "Caching Strategies for Cost Reduction"; the limits are ours.
/// Not checkable with less than half an hour known.
AdviceFinding stampedeRisk(const StampedeSeries& series);

} // namespace cacheledger
