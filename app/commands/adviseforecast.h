// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "advisor/advice.h"
#include "app/commands/context.h"
#include "forecast/forecastframe.h"

#include <optional>

namespace cacheledger
{

/// What the profile's history says of the cache; nothing: there is no history that can be read.
std::optional<CacheForecast> storedForecast(const CacheConfig& cache, const CommandContext& context);

/// Answers of a forecast as those of any other question: "memory-forecast" of a node, "hit-ratio-anomaly" and
/// "latency-anomaly" of the cache. Not checkable without a forecast.
AdviceFinding memoryForecastFinding(const std::optional<CacheForecast>& forecast, const NodeId& node);
std::vector<AdviceFinding> anomalyFindings(const std::optional<CacheForecast>& forecast);

} // namespace cacheledger
