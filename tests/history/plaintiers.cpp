// SPDX-License-Identifier: GPL-3.0-or-later
#include "plaintiers.h"

#include "history/historyfile.h"
#include "metrics/catalogue.h"
#include "metrics/events.h"

#include <cmath>

namespace cacheledger::testing
{

namespace
{

constexpr qint64 minuteMs = 60'000;

TimeMs startOf(TimeMs time, qint64 length)
{
    return (time >= 0 ? time : time - length + 1) / length * length;
}

/// Between sample `from` and a later one `to`: any two neighbours a gap apart, or a restart.
struct Between {
    bool gap = false;
    bool restart = false;
};

Between between(std::span<const SnapshotPtr> samples, std::size_t from, std::size_t to)
{
    Between found;
    for (std::size_t i = from + 1; i <= to; ++i) {
        const Snapshot& before = *samples[i - 1];
        const Snapshot& after = *samples[i];
        found.gap |= isGap(before.timeMs, before.intervalMs, after.timeMs, after.intervalMs);
        found.restart |= serverRestarted(before, after);
    }
    return found;
}

void addStep(WindowStat& stat, const Snapshot& before, double from, const Snapshot& after, double to,
             const Between& found)
{
    if (found.gap)
        return;
    const bool reset = found.restart || to < from;
    const double step = std::max(0.0, reset ? to : to - from);
    stat.increase = std::isnan(stat.increase) ? step : stat.increase + step;
    if (reset)
        return;
    const double rate = step * 1000.0 / static_cast<double>(after.timeMs - before.timeMs);
    stat.minRate = std::isnan(stat.minRate) || rate < stat.minRate ? rate : stat.minRate;
    stat.maxRate = std::isnan(stat.maxRate) || rate > stat.maxRate ? rate : stat.maxRate;
}

/// Of the samples [begin, end).
WindowStat plainMinute(std::span<const SnapshotPtr> samples, std::size_t begin, std::size_t end,
                       const std::string& metric, bool counter)
{
    const TimeMs start = startOf(samples[begin]->timeMs, minuteMs);
    const auto valueAt = [&](std::size_t i) { return samples[i]->value(metric).value_or(WindowStat::nan); };
    // The step into the minute begins at the sample before it, or at the newest with a value in the 60 s before.
    std::size_t last = begin;
    for (std::size_t i = begin; i-- > 0 && std::isnan(last < begin ? valueAt(last) : WindowStat::nan);) {
        if (i + 1 < begin && samples[i]->timeMs < start - minuteMs)
            break;
        last = i;
    }
    bool known = last < begin && !std::isnan(valueAt(last));
    WindowStat stat;
    for (std::size_t i = begin; i < end; ++i) {
        const double value = valueAt(i);
        if (std::isnan(value))
            continue;
        if (stat.count++ == 0)
            stat.first = value;
        stat.min = std::isnan(stat.min) || value < stat.min ? value : stat.min;
        stat.max = std::isnan(stat.max) || value > stat.max ? value : stat.max;
        stat.sum += value;
        stat.last = value;
        if (counter && known)
            addStep(stat, *samples[last], valueAt(last), *samples[i], value, between(samples, last, i));
        last = i;
        known = true;
    }
    return stat;
}

WindowStat joined(const std::vector<WindowStat>& minutes)
{
    WindowStat all;
    for (const WindowStat& minute : minutes) {
        if (minute.count == 0)
            continue;
        all.first = all.count == 0 ? minute.first : all.first;
        all.count += minute.count;
        all.min = std::isnan(all.min) || minute.min < all.min ? minute.min : all.min;
        all.max = std::isnan(all.max) || minute.max > all.max ? minute.max : all.max;
        all.sum += minute.sum;
        all.last = minute.last;
        if (!std::isnan(minute.increase))
            all.increase = std::isnan(all.increase) ? minute.increase : all.increase + minute.increase;
        if (!std::isnan(minute.minRate)) {
            all.minRate = std::isnan(all.minRate) || minute.minRate < all.minRate ? minute.minRate : all.minRate;
            all.maxRate = std::isnan(all.maxRate) || minute.maxRate > all.maxRate ? minute.maxRate : all.maxRate;
        }
    }
    return all;
}

} // namespace

std::map<TimeMs, WindowStat> plainTier(std::span<const SnapshotPtr> samples, Tier tier, const std::string& metric)
{
    const bool counter = catalogue::lookup(metric).kind == MetricKind::Counter;
    std::map<TimeMs, std::vector<WindowStat>> buckets;
    const TimeMs newest = samples.back()->timeMs;
    for (std::size_t begin = 0; begin < samples.size();) {
        const TimeMs minute = startOf(samples[begin]->timeMs, minuteMs);
        std::size_t end = begin;
        while (end < samples.size() && samples[end]->timeMs < minute + minuteMs)
            ++end;
        const TimeMs start = startOf(minute, bucketMs(tier));
        if (start < startOf(newest, bucketMs(tier)))
            buckets[start].push_back(plainMinute(samples, begin, end, metric, counter));
        begin = end;
    }
    std::map<TimeMs, WindowStat> tiers;
    for (const auto& [start, minutes] : buckets)
        tiers[start] = joined(minutes);
    return tiers;
}

} // namespace cacheledger::testing
