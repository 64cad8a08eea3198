// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/tier.h"
#include "metrics/catalogue.h"
#include "metrics/events.h"
#include "metrics/ids.h"

#include <QtCore/QMetaType>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cacheledger
{

/// "Draw these metrics over this time on so many pixel columns."
struct FrameRequest {
    std::vector<NodeId> nodes;        ///< more than one: combined into totals of the cache (catalogue's Combine)
    std::vector<std::string> metrics; ///< raw or derived ids
    TimeMs fromMs = 0;                ///< inclusive
    TimeMs toMs = 0;                  ///< exclusive
    int columns = 1200;               ///< pixel columns; 1 gives one value over the whole range (a tile)
    std::optional<Tier> tier;         ///< nothing: the coarsest that gives a point a column
    bool withEvents = true;
    std::optional<TimeMs> nowMs; ///< no gap reaches beyond this moment; nothing: the system's clock
};

/// One metric of a frame: parallel to Frame::times. NaN is "no value here" (absent metric, no traffic, a counter's
/// reset).
///
/// Of several nodes: values by the catalogue's Combine; derived metrics without one are the formula over the nodes'
/// combined inputs (a hit ratio is that of the summed counters). A node without a sample in a column is left out of it,
/// unless its last sample is still no gap old: then that one counts. What a node held before it fell silent within the
/// column is among the extremes, not in a gauge's value. What describes the data set (SumOfPrimaries) has no value
/// while no primary is heard and a node is silent: that may be the primary, and a replica's value is not the cache's.
/// Extremes of sums are the sums of the nodes' extremes: bounds that no moment need have reached. A formula over
/// combined inputs has no extremes: min = max = value.
struct FrameSeries {
    std::string metric;
    Unit unit = Unit::None;
    std::vector<double> value; ///< gauge: the last value in the column; derived: the formula over the column's window
    std::vector<double> min;   ///< smallest inside the column: a one-second dip survives
    std::vector<double> max;
    std::vector<double> mean; ///< gauges: of the samples; derived: same as value
};

/// Stretch without data inside the asked range.
struct TimeGap {
    TimeMs fromMs = 0; ///< last sample before
    TimeMs toMs = 0;   ///< first sample after, or the range's end
};

/// The answer. Only columns that hold samples appear; a line must not be drawn across `breakBefore`.
struct Frame {
    TimeMs fromMs = 0;
    TimeMs toMs = 0;
    Tier tier = Tier::Raw;           ///< the finest read; coarser than asked only where that was dropped
    qint64 columnMs = 0;             ///< width of a column in time
    int intervalMs = 0;              ///< poll interval of the newest sample in the range; 0 when there is none
    std::vector<TimeMs> times;       ///< of each column: its last sample (raw), or its last bucket's start
    std::vector<bool> breakBefore;   ///< a gap lies between this column and the one before
    std::vector<FrameSeries> series; ///< in the order of the request
    std::vector<TimeGap> gaps;       ///< also at the range's edges when no data is there, but never in the future
    std::vector<Event> events;       ///< in order of time
    std::optional<TimeMs> newestMs;  ///< newest sample of these nodes anywhere in history
    qint64 samplesRead = 0;

    const FrameSeries* find(std::string_view metric) const;
};

using FramePtr = std::shared_ptr<const Frame>;

} // namespace cacheledger

Q_DECLARE_METATYPE(cacheledger::FramePtr)
