// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"

#include <optional>
#include <span>

namespace cacheledger
{

/// A metric in one hour.
struct HourValue {
    TimeMs startMs = 0;
    double value = 0;  ///< NaN: not known
    double weight = 0; ///< its traffic: lookups, commands
};

/// How unusual a value is for its hour.
struct HourlyAnomaly {
    double usual = 0;     ///< the weighted median of the same hour of past weeks
    double spread = 0;    ///< how far from it is usual, as a standard deviation
    double deviation = 0; ///< (value - usual) / spread
    int weeks = 0;        ///< so many weeks were compared with
};

/// What a value is expected to scatter by itself: never less than this is called usual.
struct ScatterFloor {
    double relative = 0;          ///< of the usual value
    bool isShareOfWeight = false; ///< a ratio of `weight` events: their binomial scatter counts, too
};

/// Compares `now` with the same hour of the week in up to eight past weeks: median and MAD (as a standard deviation),
/// weighted by traffic; the MAD over that hour and the two on either side, as few weeks say little of a spread. Nothing
/// below three weeks with traffic in that hour, or without traffic now. `past`: in order of time, `now` not among them.
/// Source of the correction for few values: C. Croux, P. J. Rousseeuw, "Time-efficient algorithms for two highly robust
/// estimators of scale" (1992).
std::optional<HourlyAnomaly> compareWithPastWeeks(std::span<const HourValue> past, const HourValue& now,
                                                  const ScatterFloor& floor);

} // namespace cacheledger
