// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historyfile.h"
#include "history/metricplan.h"
#include "history/tierplan.h"

namespace cacheledger
{

/// The plan for metrics of nodes over a valid range, from what the file has of them there.
Result<MetricPlan> planMetrics(const HistoryFile& file, std::span<const NodeId> nodes,
                               std::span<const std::string> metrics, TimeMs fromMs, TimeMs toMs);

/// How to read a valid range of one node (see tierplan.h).
std::vector<TierPiece> planTiers(const HistoryFile& file, const NodeId& node, Tier tier, TimeMs fromMs, TimeMs toMs);

} // namespace cacheledger
