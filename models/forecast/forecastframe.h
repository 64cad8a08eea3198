// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "forecast/hourlyanomaly.h"
#include "forecast/memoryforecast.h"
#include "history/frame.h"

namespace cacheledger
{

/// What forecasts ask of history, hour by hour, and what they read from the answers.
namespace forecastframe
{
/// Two weeks of one node's memory.
FrameRequest memoryRequest(const NodeId& node, TimeMs nowMs);
std::vector<MemoryHour> memoryHours(const Frame& frame);

/// The last hours of nodes together, and the same of eight past weeks.
FrameRequest usualRequest(const std::vector<NodeId>& nodes, TimeMs nowMs);
/// Of the hour that goes on, or of the one before while it is younger than 20 minutes; nothing where that has no
/// sample.
std::optional<HourlyAnomaly> hitRatioAnomaly(const Frame& frame);
std::optional<HourlyAnomaly> latencyAnomaly(const Frame& frame); ///< of the probe's p95, its mean over the hour
} // namespace forecastframe

/// What was found of a cache.
struct CacheForecast {
    std::vector<std::pair<NodeId, MemoryForecast>> memory; ///< of each node
    std::optional<HourlyAnomaly> hitRatio;
    std::optional<HourlyAnomaly> latency;

    /// Until the first of its nodes is full; nothing: none will be, as far as can be told. One that evicts already
    /// stays at its limit for good and is none of them.
    std::optional<double> fullInSeconds() const;
    /// Bytes a day that its nodes together grow by, or shrink; nothing: one of them is not known.
    std::optional<double> growthPerDay() const;
};

} // namespace cacheledger
