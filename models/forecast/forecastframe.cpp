// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/forecastframe.h"

#include <algorithm>
#include <cmath>

namespace cacheledger
{

namespace
{

constexpr TimeMs frameHourMs = 3'600'000;
constexpr int memoryHoursAsked = 14 * 24;
constexpr int usualHoursAsked = 8 * 7 * 24 + 4; // and the hours on either side of the first
constexpr TimeMs youngestHourMs = 20LL * 60'000;

/// Less than this is nothing unusual, however little it usually moves.
constexpr ScatterFloor hitRatioFloor{0.01, true};
constexpr ScatterFloor latencyFloor{0.1, false};

FrameRequest hourly(const std::vector<NodeId>& nodes, std::vector<std::string> metrics, int hours, TimeMs nowMs)
{
    FrameRequest request;
    request.nodes = nodes;
    request.metrics = std::move(metrics);
    request.toMs = nowMs - nowMs % frameHourMs + frameHourMs;
    request.fromMs = request.toMs - hours * frameHourMs;
    request.columns = hours;
    request.nowMs = nowMs;
    request.withEvents = false;
    return request;
}

TimeMs hourOf(TimeMs timeMs)
{
    return timeMs - timeMs % frameHourMs;
}

double at(const std::vector<double>& values, std::size_t column)
{
    return column < values.size() ? values[column] : std::nan("");
}

/// `value` and what weighs it, for each column.
template <typename Value, typename Weight>
std::vector<HourValue> hourValues(const Frame& frame, const Value& value, const Weight& weight)
{
    std::vector<HourValue> hours;
    for (std::size_t i = 0; i < frame.times.size(); ++i)
        hours.push_back({hourOf(frame.times[i]), value(i), weight(i)});
    return hours;
}

std::optional<HourlyAnomaly> newestAgainstPast(const Frame& frame, std::span<const HourValue> hours,
                                               const ScatterFloor& floor)
{
    const TimeMs newestMs = frame.newestMs.value_or(0);
    TimeMs wantedMs = hourOf(newestMs);
    if (newestMs - wantedMs < youngestHourMs)
        wantedMs -= frameHourMs;
    const auto now = std::ranges::lower_bound(hours, wantedMs, {}, &HourValue::startMs);
    if (now == hours.end() || now->startMs != wantedMs)
        return {};
    return compareWithPastWeeks(hours.first(static_cast<std::size_t>(now - hours.begin())), *now, floor);
}

} // namespace

FrameRequest forecastframe::memoryRequest(const NodeId& node, TimeMs nowMs)
{
    FrameRequest request =
        hourly({node}, {"used_memory", "maxmemory", "increase.evicted_keys"}, memoryHoursAsked, nowMs);
    request.withEvents = true; // restarts
    return request;
}

std::vector<MemoryHour> forecastframe::memoryHours(const Frame& frame)
{
    const FrameSeries* used = frame.find("used_memory");
    const FrameSeries* limit = frame.find("maxmemory");
    const FrameSeries* evicted = frame.find("increase.evicted_keys");
    std::vector<MemoryHour> hours;
    for (std::size_t i = 0; used && i < frame.times.size(); ++i)
        hours.push_back({hourOf(frame.times[i]), at(used->max, i), limit ? at(limit->value, i) : std::nan(""),
                         evicted ? at(evicted->value, i) : std::nan(""), false});
    for (const Event& event : frame.events) {
        const auto hour = std::ranges::lower_bound(hours, hourOf(event.timeMs), {}, &MemoryHour::startMs);
        if (event.kind == EventKind::Restart && hour != hours.end())
            hour->hasRestart = true;
    }
    return hours;
}

FrameRequest forecastframe::usualRequest(const std::vector<NodeId>& nodes, TimeMs nowMs)
{
    return hourly(nodes,
                  {"hit_ratio", "increase.keyspace_hits", "increase.keyspace_misses", "probe.p95",
                   "increase.total_commands_processed"},
                  usualHoursAsked, nowMs);
}

std::optional<HourlyAnomaly> forecastframe::hitRatioAnomaly(const Frame& frame)
{
    const FrameSeries* ratio = frame.find("hit_ratio");
    const FrameSeries* hits = frame.find("increase.keyspace_hits");
    const FrameSeries* misses = frame.find("increase.keyspace_misses");
    if (!ratio || !hits || !misses)
        return {};
    const std::vector<HourValue> hours = hourValues(
        frame, [&](std::size_t i) { return at(ratio->value, i); },
        [&](std::size_t i) { return at(hits->value, i) + at(misses->value, i); });
    return newestAgainstPast(frame, hours, hitRatioFloor);
}

std::optional<HourlyAnomaly> forecastframe::latencyAnomaly(const Frame& frame)
{
    const FrameSeries* latency = frame.find("probe.p95");
    const FrameSeries* commands = frame.find("increase.total_commands_processed");
    if (!latency || !commands)
        return {};
    const std::vector<HourValue> hours = hourValues(
        frame, [&](std::size_t i) { return at(latency->mean, i); },
        [&](std::size_t i) { return at(commands->value, i); });
    return newestAgainstPast(frame, hours, latencyFloor);
}

std::optional<double> CacheForecast::fullInSeconds() const
{
    std::optional<double> soonest;
    for (const auto& [node, forecast] : memory)
        if (forecast.inHours && (!soonest || *forecast.inHours * 3600 < *soonest))
            soonest = *forecast.inHours * 3600;
    return soonest;
}

std::optional<double> CacheForecast::growthPerDay() const
{
    double perDay = 0;
    for (const auto& [node, forecast] : memory) {
        if (!forecast.slope)
            return {};
        perDay += forecast.slope->perHour * 24;
    }
    return memory.empty() ? std::nullopt : std::optional(perDay);
}

} // namespace cacheledger
