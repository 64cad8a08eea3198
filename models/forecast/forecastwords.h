// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "forecast/forecastframe.h"
#include "forecast/savingsforecast.h"

#include <QtCore/QString>

namespace cacheledger::forecastwords
{

/// "too-short", "evicting", "no-trend", "no-limit", "far", "full": for JSON.
const char* answerName(MemoryForecast::Answer answer);
/// One translated sentence each.
QString memoryText(const MemoryForecast& forecast);
QString growthText(const MemoryForecast& forecast); ///< of memory in a day, with its interval; empty: not known
QString savingsText(const SavingsForecast& forecast);
QString hitRatioText(const std::optional<HourlyAnomaly>& anomaly);
QString latencyText(const std::optional<HourlyAnomaly>& anomaly);

/// From here on a deviation is called unusual.
inline constexpr double unusualFrom = 5;

} // namespace cacheledger::forecastwords
