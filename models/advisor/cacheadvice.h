// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "advisor/advice.h"

namespace cacheledger
{

/// Two days of a whole cache by hours, oldest first, NaN where an hour is not known; all of one length.
struct GrowthSeries {
    std::vector<double> memory;  ///< bytes used
    std::vector<double> lookups; ///< a second
};
/// The metrics of a frame that these are, in the order of the members, and over how long.
inline constexpr const char* growthMetrics[] = {"used_memory", "lookups_per_second"};
inline constexpr qint64 growthStepMs = 3'600'000;
inline constexpr int growthSteps = 48;

/// The question "memory-growing-faster-than-traffic": the mean of the last day against the day before, as the alert
/// rule of that name asks (by more than 20 %, with at least 1,000 lookups an hour). Not checkable with less than half
/// of either day known.
AdviceFinding memoryAgainstTraffic(const GrowthSeries& series);

/// The question "unbalanced-cluster", of the primaries among a cache's nodes: whether one holds or does over half as
/// much again as they do on average. Not checkable where fewer than two have answered.
AdviceFinding clusterBalance(const std::vector<const LiveWindow*>& nodes);

} // namespace cacheledger
