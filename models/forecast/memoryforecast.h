// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "forecast/robustslope.h"
#include "metrics/clock.h"

namespace cacheledger
{

/// What one hour of a node's history tells of its memory.
struct MemoryHour {
    TimeMs startMs = 0;
    double maxBytes = 0;     ///< the largest used_memory; NaN: not known
    double limitBytes = 0;   ///< maxmemory; 0: none; NaN: not known
    double evictedKeys = 0;  ///< within the hour; NaN: not known
    bool hasRestart = false; ///< the server started within this hour
};

/// When the memory of a node will reach its limit.
struct MemoryForecast {
    enum class Answer {
        TooShort,        ///< less than two days since the beginning, or since the cache filled up again after a restart
        EvictingAlready, ///< keys went within the last day to stay below the limit
        NoTrend,         ///< it does not certainly grow
        NoLimit,         ///< it grows, towards nothing
        Far,             ///< it grows, but the limit is further away than can be told
        Full,            ///< it grows towards the limit
    };

    Answer answer = Answer::TooShort;
    std::optional<RobustSlope> slope;    ///< bytes an hour; nothing: TooShort
    std::optional<double> inHours;       ///< Full: until the limit, from the newest hour on
    std::optional<double> earliestHours; ///< Full: by the upper end of the interval
    std::optional<double> latestHours;   ///< Full: by the lower end; nothing: further away than can be told
    int lookedBackHours = 0;
};

/// `hours`: in order of time, without those of which nothing is known; the newest two weeks count. Maxima of hours are
/// taken, since a limit is reached by peaks. What was before a restart does not count, and neither does what came
/// after until the memory is what it was before (for a week, then without the first quarter): a cache that fills up
/// again is no trend. A trend of the last three days alone is believed as far ahead as it was seen; one of all hours
/// wins where it comes sooner.
MemoryForecast forecastMemory(std::span<const MemoryHour> hours);

} // namespace cacheledger
