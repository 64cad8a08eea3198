// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alert.h"

namespace cacheledger
{

/// Of alerts that fired within the last `days` (what else is among them is left out). A false positive counts for no
/// mean. Source of the figures: "Episode 025: Caching Strategies & CDN Architectures", alert statistics.
AlertStatistics statisticsOf(const std::vector<Alert>& alerts, int days, TimeMs nowMs);

} // namespace cacheledger
