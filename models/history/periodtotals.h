// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/frame.h"
#include "history/historyfile.h"

#include <atomic>

namespace cacheledger
{

/// "How much did these counters grow in each of these periods?"
struct TotalsRequest {
    std::vector<NodeId> nodes;         ///< their increases are added up
    std::vector<std::string> counters; ///< ids of raw counters
    std::vector<TimeMs> bounds;        ///< rising, at least two: period n is [bounds[n], bounds[n + 1]), of any length
    std::optional<TimeMs> nowMs;       ///< no gap reaches beyond this moment; nothing: the system's clock
};

/// One period of PeriodTotals.
struct PeriodTotal {
    TimeMs fromMs = 0;
    TimeMs toMs = 0;
    /// Of each asked counter: the sum of its steps, a step belonging to the period of its later sample. NaN: not known,
    /// which is not 0.
    std::vector<double> increases;
    qint64 coveredMs = 0; ///< time between neighbouring samples, without gaps; of all nodes together
    int resets = 0;       ///< of all nodes; several within one stored bucket count as one
};

/// The answer. The increases of a period are exactly the sum of those of any periods that it is cut into (so are
/// coveredMs): for counters in whole numbers below 2^53, and for others to a millionth, which is what they are rounded
/// to. Steps are counted as in WindowStat: none across a gap, across a reset the new value. They are not cut to a
/// plausible rate as a chart's are (boundIncrease): that depends on the period.
struct PeriodTotals {
    std::vector<PeriodTotal> periods;
    /// Stretches in which a node at least has no data, in order of time. In buckets they have the right length, but are
    /// up to a bucket's length from their place.
    std::vector<TimeGap> gaps;
    std::size_t nodes = 0;
    /// Bounds that lie inside a stored bucket whose parts were dropped by retention: the bucket counts to the period in
    /// which it begins.
    std::vector<TimeMs> roughBounds;

    /// Covered part of a period, 0..1: the mean of the nodes.
    double coverage(std::size_t period) const;
};

/// Reads whole hours where the bounds allow, else minutes, else samples; each once, in order of time. InvalidArgument
/// for bounds that do not rise and for ids that are no counters; Cancelled.
Result<PeriodTotals> readPeriodTotals(const HistoryFile& file, const TotalsRequest& request,
                                      const std::atomic_bool* cancelled = nullptr);

} // namespace cacheledger
