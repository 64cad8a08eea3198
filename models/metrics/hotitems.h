// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cacheledger
{

/// A key or prefix that is asked for far more often than usual.
struct HotItem {
    std::string item;
    double requests = 0; ///< in the last ten minutes
    double usual = 0;    ///< in ten minutes, on average over the day before those
};

/// Finds hot items from the counters of requests that an application keeps for its keys or prefixes: those at ten times
/// their own baseline and over 1,000 requests in ten minutes (source: "Episode 025: Caching Strategies & CDN
/// Architectures"). The baseline is the average of what lies before those ten minutes, of a day at most; an item that
/// has been known for less than ten minutes before them has none and is not judged. A value; time comes with the
/// counters.
class HotItems
{
public:
    static constexpr qint64 windowMs = 600'000;
    static constexpr double leastRequests = 1000;
    static constexpr double timesUsual = 10;
    /// More items than that are not followed: whoever counts every key would fill the memory.
    static constexpr std::size_t mostItems = 10'000;

    /// What an item's counter says. A counter that went down began anew: what it says was counted since.
    void add(std::string_view item, double counter, TimeMs timeMs);
    /// The hottest first, by requests.
    std::vector<HotItem> hot(TimeMs nowMs) const;
    std::size_t size() const { return m_items.size(); }

private:
    static constexpr qint64 stepMs = 60'000;
    static constexpr std::size_t steps = windowMs / stepMs;
    static constexpr double baselineSteps = 1440; // a day

    struct Track {
        double counter = 0;
        qint64 step = 0;                     // the newest one, in minutes since 1970
        std::array<double, steps> counted{}; // by step modulo their number
        double usualPerStep = 0;
        double known = 0; // steps that the average is of, a day's at most

        void moveTo(qint64 to);
    };

    std::map<std::string, Track, std::less<>> m_items;
};

} // namespace cacheledger
