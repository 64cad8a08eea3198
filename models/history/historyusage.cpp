// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historyusage.h"

#include "history/tierplan.h"

#include <algorithm>

namespace cacheledger
{

namespace
{

constexpr qint64 usageDayMs = 24 * 3600'000;
/// Growth is measured over so many whole days at most. Blocks of hours are long: up to 60 days.
constexpr std::array<qint64, 3> growthDays = {7, 28, 180};
/// A young file is mostly what is not in blocks yet: that share is not how it goes on.
constexpr double largestOverhead = 1.5;

} // namespace

qint64 HistoryUsage::tierBytes(Tier tier) const
{
    qint64 bytes = 0;
    for (const DayUsage& day : days)
        bytes += day.tier == tier ? day.bytes : 0;
    return bytes;
}

double HistoryUsage::overhead() const
{
    qint64 bytes = 0;
    for (const DayUsage& day : days)
        bytes += day.bytes;
    return bytes == 0 ? 1
                      : std::clamp(static_cast<double>(usedBytes) / static_cast<double>(bytes), 1.0, largestOverhead);
}

std::optional<double> HistoryUsage::growthPerDay(Tier tier) const
{
    if (!newestMs)
        return std::nullopt;
    const TimeMs today = floorTo(*newestMs, usageDayMs);
    const TimeMs earliest = today - growthDays[static_cast<std::size_t>(tier)] * usageDayMs;
    qint64 bytes = 0;
    std::optional<TimeMs> first;
    for (const DayUsage& day : days) {
        // Today's is not whole, and the first day may not be; a day without data is none of growth.
        if (day.tier != tier || day.dayMs < earliest || day.dayMs >= today)
            continue;
        bytes += day.bytes;
        first = first ? std::min(*first, day.dayMs) : day.dayMs;
    }
    if (first)
        return static_cast<double>(bytes) * overhead() * usageDayMs / static_cast<double>(today - *first);
    for (const DayUsage& day : days)
        bytes += day.tier == tier && day.dayMs == today ? day.bytes : 0;
    const qint64 span = *newestMs - today;
    if (bytes == 0 || span < 3600'000)
        return std::nullopt;
    return static_cast<double>(bytes) * overhead() * usageDayMs / static_cast<double>(span);
}

} // namespace cacheledger
