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

/// From when on an item is hot.
struct HotItemLimits {
    qint64 windowMs = 600'000;
    double leastRequests = 1000; ///< in the window
    double timesUsual = 10;

    /// For practice: the same in a time that is `factor` times shorter, but not shorter than `leastWindowMs`.
    HotItemLimits compressed(double factor, qint64 leastWindowMs) const;
};

/// Finds hot items from the counters of requests that an application keeps for its keys or prefixes: those at ten times
/// their own baseline and over 1,000 requests in ten minutes (source: "Episode 025: Caching Strategies & CDN
/// Architectures"). The baseline is the average of what lies before those ten minutes, of a day at most; an item that
/// has been known for less than ten minutes before them has none and is not judged. A value; time comes with the
/// counters.
class HotItems
{
public:
    explicit HotItems(const HotItemLimits& limits = {}) : m_limits(limits) {}

    /// More items than that are not followed: whoever counts every key would fill the memory.
    static constexpr std::size_t mostItems = 10'000;

    /// What an item's counter says. A counter that went down began anew: what it says was counted since.
    void add(std::string_view item, double counter, TimeMs timeMs);
    /// The hottest first, by requests.
    std::vector<HotItem> hot(TimeMs nowMs) const;
    /// Whether any item has a baseline to be judged by.
    bool isJudging(TimeMs nowMs) const;
    std::size_t size() const { return m_items.size(); }

private:
    static constexpr std::size_t steps = 10;      // of a window
    static constexpr double baselineSteps = 1440; // a day

    struct Track {
        double counter = 0;
        qint64 step = 0;                     // the newest one, in steps since 1970
        std::array<double, steps> counted{}; // by step modulo their number
        double usualPerStep = 0;
        double known = 0; // steps that the average is of, a day's at most

        void moveTo(qint64 to);
    };

    qint64 stepAt(TimeMs timeMs) const { return timeMs / (m_limits.windowMs / static_cast<qint64>(steps)); }
    Track movedTo(const Track& track, TimeMs nowMs) const;

    HotItemLimits m_limits;
    std::map<std::string, Track, std::less<>> m_items;
};

} // namespace cacheledger
