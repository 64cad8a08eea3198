// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/backtest.h"
#include "app/alertreport.h"
#include "history/historyfile.h"

namespace cacheledger
{

/// What a rule would have done over the stored samples of these nodes, up to `toMs`; what ended before `fromMs` is left
/// out. Cancelled, and the errors of reading. Takes its time: not for a thread that others wait for.
Result<std::vector<BacktestEpisode>> backtestOver(const HistoryFile& file, const Rule& rule,
                                                  const std::vector<KnownNode>& nodes, TimeMs fromMs, TimeMs toMs,
                                                  const std::atomic_bool* cancelled = nullptr);

/// The samples of a node that these rules look back at now: polls within their windows, and one a minute of a day for
/// growth. What cannot be read is left out.
std::vector<Snapshot> recentSamples(const HistoryFile& file, const NodeId& node, const std::vector<Rule>& rules,
                                    TimeMs nowMs);

/// Every stored poll of a node in [fromMs, toMs), in order of time. What cannot be read is left out.
std::vector<SnapshotPtr> storedSamples(const HistoryFile& file, const NodeId& node, TimeMs fromMs, TimeMs toMs);

} // namespace cacheledger
