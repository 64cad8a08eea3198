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
    const std::optional<TimeMs> begin = oldestMs[static_cast<std::size_t>(tier)];
    qint64 bytes = 0;
    qint64 bytesToday = 0;
    std::optional<TimeMs> first;
    for (const DayUsage& day : days) {
        if (day.tier != tier || day.dayMs < earliest || day.dayMs > today)
            continue;
        // Today's is not whole; a day without data is none of growth.
        (day.dayMs == today ? bytesToday : bytes) += day.bytes;
        if (day.dayMs < today)
            first = first ? std::min(*first, day.dayMs) : day.dayMs;
    }
    const TimeMs from = std::max(first.value_or(today), begin.value_or(first.value_or(today)));
    if (first && today - from >= usageDayMs / 2)
        return static_cast<double>(bytes) * overhead() * usageDayMs / static_cast<double>(today - from);
    const qint64 span = *newestMs - from;
    if (bytes + bytesToday == 0 || span < 3600'000)
        return std::nullopt;
    return static_cast<double>(bytes + bytesToday) * overhead() * usageDayMs / static_cast<double>(span);
}

} // namespace cacheledger
