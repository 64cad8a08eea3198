// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/memoryforecast.h"

#include <algorithm>
#include <cmath>

namespace cacheledger
{

namespace
{

constexpr double hourMs = 3'600'000;
constexpr double longestHours = 14 * 24;
constexpr double recentHours = 3 * 24;
constexpr double shortestHours = 2 * 24;
constexpr double believedTimes = 20; // as far ahead as was looked back
constexpr double aDayHours = 24;
constexpr double filledFrom = 0.98; // of what was before a restart
constexpr std::size_t longestFillHours = 7 * 24;
constexpr double goesOnFrom = 0.5; // of the whole slope

double hoursBetween(const MemoryHour& from, const MemoryHour& to)
{
    return static_cast<double>(to.startMs - from.startMs) / hourMs;
}

/// Those that may show a trend: after a restart from where the memory is what it was before, or, where that has not
/// come in a week, without the first quarter.
std::span<const MemoryHour> usable(std::span<const MemoryHour> hours)
{
    const auto restart = std::find_if(hours.rbegin(), hours.rend(), [](const auto& each) { return each.hasRestart; });
    if (restart == hours.rend())
        return hours;
    const auto begin = static_cast<std::size_t>(hours.rend() - restart); // the hour after it
    double before = 0;
    for (const MemoryHour& hour : hours.first(begin - 1))
        before = std::max(before, hour.maxBytes); // one that is not known is not larger
    const std::span<const MemoryHour> since = hours.subspan(begin);
    const auto filled =
        std::ranges::find_if(since, [before](const MemoryHour& hour) { return hour.maxBytes >= filledFrom * before; });
    if (filled != since.end())
        return since.subspan(static_cast<std::size_t>(filled - since.begin()));
    return since.size() < longestFillHours ? since.first(0) : since.subspan(since.size() / 4);
}

std::span<const MemoryHour> newestOf(std::span<const MemoryHour> hours)
{
    const auto isOld = [&](const MemoryHour& hour) { return hoursBetween(hour, hours.back()) >= longestHours; };
    return hours.subspan(static_cast<std::size_t>(std::ranges::find_if_not(hours, isOld) - hours.begin()));
}

/// Values of the newest `lastHours`.
std::vector<TimedValue> valuesOf(std::span<const MemoryHour> hours, double lastHours)
{
    std::vector<TimedValue> values;
    for (const MemoryHour& hour : hours)
        if (std::isfinite(hour.maxBytes) && hoursBetween(hour, hours.back()) < lastHours)
            values.push_back({hoursBetween(hours.front(), hour), hour.maxBytes});
    return values;
}

std::optional<RobustSlope> slopeOver(std::span<const MemoryHour> hours, double lastHours)
{
    const std::vector<TimedValue> values = valuesOf(hours, lastHours);
    if (values.empty() || values.back().atHours - values.front().atHours + 1 < shortestHours)
        return {};
    std::optional<RobustSlope> slope = robustSlope(values);
    if (!slope || !slope->rises())
        return slope;
    // A step is over: what still grows does so in the newer half, too.
    const auto newer = robustSlope(std::span(values).last(values.size() / 2));
    if (!newer || newer->perHour < goesOnFrom * slope->perHour)
        slope->low = std::min(slope->low, 0.0);
    return slope;
}

bool evicts(std::span<const MemoryHour> hours)
{
    return std::ranges::any_of(hours, [&](const MemoryHour& hour) {
        return hour.evictedKeys > 0 && hoursBetween(hour, hours.back()) < aDayHours;
    });
}

double newestLimit(std::span<const MemoryHour> hours)
{
    for (auto hour = hours.rbegin(); hour != hours.rend(); ++hour)
        if (std::isfinite(hour->limitBytes))
            return hour->limitBytes;
    return 0;
}

/// What is missing until the limit, over the slope.
double hoursUntil(double limit, const RobustSlope& slope, double perHour)
{
    return std::max(limit - slope.level, 0.0) / perHour;
}

} // namespace

MemoryForecast forecastMemory(std::span<const MemoryHour> hours)
{
    MemoryForecast made;
    if (hours.empty())
        return made;
    const double limit = newestLimit(hours);
    const std::span<const MemoryHour> looked = usable(newestOf(hours));
    if (!looked.empty()) {
        made.slope = slopeOver(looked, longestHours);
        made.lookedBackHours = static_cast<int>(hoursBetween(looked.front(), looked.back())) + 1;
    }
    if (limit > 0 && evicts(hours)) {
        made.answer = MemoryForecast::Answer::EvictingAlready;
        return made;
    }
    if (!made.slope)
        return made;

    if (const auto recent = slopeOver(looked, recentHours); limit > 0 && recent && recent->rises()) {
        const double soon = hoursUntil(limit, *recent, recent->perHour);
        if (soon <= recentHours &&
            (!made.slope->rises() || soon < hoursUntil(limit, *made.slope, made.slope->perHour))) {
            made.slope = recent;
            made.lookedBackHours = static_cast<int>(recentHours);
        }
    }
    if (!made.slope->rises()) {
        made.answer = MemoryForecast::Answer::NoTrend;
        return made;
    }
    const double left = hoursUntil(limit, *made.slope, made.slope->perHour);
    const double believedHours = believedTimes * made.lookedBackHours;
    if (limit <= 0 || left > believedHours) {
        made.answer = limit <= 0 ? MemoryForecast::Answer::NoLimit : MemoryForecast::Answer::Far;
        return made;
    }
    made.answer = MemoryForecast::Answer::Full;
    made.inHours = left;
    made.earliestHours = hoursUntil(limit, *made.slope, made.slope->high);
    if (const double latest = hoursUntil(limit, *made.slope, made.slope->low); latest <= believedHours)
        made.latestHours = latest;
    return made;
}

} // namespace cacheledger
