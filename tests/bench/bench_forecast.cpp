// SPDX-License-Identifier: GPL-3.0-or-later
// How often the forecast of memory calls wolf: seeded traces, against a fixed threshold and a plain line that find as
// much.
#include "alarms.h"
#include "figure.h"

#include "forecast/memoryforecast.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

using namespace cacheledger;
using namespace bench;

namespace
{

constexpr TimeMs anHourMs = 3'600'000;
constexpr int aDay = 24;
constexpr int aWeek = 7 * aDay;

// Memory: an alarm is to come a day at least, and a week at most, before the limit is reached.
constexpr int earliestBefore = aWeek;
constexpr int latestBefore = aDay;
constexpr int memoryWarmUp = 2 * aDay;

struct MemoryTrace {
    std::vector<MemoryHour> hours;
    int fullAt = -1; // never
};

struct MemoryShape {
    std::function<double(int hour)> used; // of a limit of 100
    int restartAt = -1;
};

double between(std::mt19937& random, double low, double high)
{
    return std::uniform_real_distribution<double>(low, high)(random);
}

/// Six kinds: what grows, steadily or from some day on, becomes full; sawtooth, step, week, eviction and restart never.
MemoryShape shapeOf(int kind, std::mt19937& random)
{
    const double base = between(random, 30, 55), high = between(random, 10, 30), at = between(random, 120, 500);
    const double perHour = between(random, 0.12, 0.5), period = between(random, 8, 60);
    const double night = between(random, 1, 6);
    const auto day = [night](int h) { return night * std::sin(h * M_PI / 12); };
    switch (kind) {
    case 0:
        return {[=](int h) { return base + perHour * h * 0.6 + day(h); }};
    case 1:
        return {[=](int h) { return base + std::max(h - at, 0.0) * perHour + day(h); }};
    case 2:
        return {[=](int h) { return base + high * std::fmod(h, period) / period; }};
    case 3:
        return {[=](int h) { return base + (h < at ? 0 : high) + day(h); }};
    case 4:
        return {[=](int h) { return base + 8 + high * (h % aWeek < 5 * aDay ? 1 : 0.4) * std::sin(h * M_PI / 12); }};
    case 5:
        return {[=](int h) { return 98 + 0.1 * day(h); }};
    default: {
        const int restart = static_cast<int>(at);
        return {[=](int h) {
                    const double full = base + high;
                    return (h < restart ? full : full * (1 - std::exp((restart - h) / period))) + day(h) / 2;
                },
                restart};
    }
    }
}

MemoryTrace memoryTrace(int kind, unsigned seed)
{
    std::mt19937 random(seed * 16 + static_cast<unsigned>(kind));
    const MemoryShape shape = shapeOf(kind, random);
    std::normal_distribution<double> noise(0, 0.6);
    MemoryTrace trace;
    for (int h = 0; h < 4 * aWeek; ++h) {
        const double used = shape.used(h) + noise(random);
        if (used >= 100 && kind < 2) {
            trace.fullAt = h;
            break;
        }
        trace.hours.push_back({h * anHourMs, std::clamp(used, 0.0, 100.0), 100, kind == 5 && used > 97 ? 500.0 : 0,
                               h == shape.restartAt});
    }
    return trace;
}

/// What is given in the time in which it is right finds the event, whenever it began; all that begins before is wrong.
AlarmScore scoreOfMemory(const MemoryTrace& trace, std::vector<bool> given)
{
    if (trace.fullAt < 0)
        return scoreOf(std::move(given), {});
    // It is found until a day before; what is given in the last day is late, not wrong.
    const int begin = std::max(trace.fullAt - earliestBefore, 0), end = std::max(trace.fullAt - latestBefore, 0);
    AlarmScore score = scoreOf(given, {{begin, end}});
    std::fill(given.begin() + begin, given.end(), false);
    score.falseAlarms = static_cast<int>(alarmsIn(given).size());
    return score;
}

using MemoryDetector = std::function<bool(std::span<const MemoryHour> past)>;

AlarmScore runMemory(const std::vector<MemoryTrace>& traces, const MemoryDetector& detector)
{
    AlarmScore total;
    for (const MemoryTrace& trace : traces) {
        std::vector<bool> given(trace.hours.size());
        for (std::size_t i = memoryWarmUp; i < trace.hours.size(); ++i)
            given[i] = detector(std::span(trace.hours).first(i + 1));
        total.add(scoreOfMemory(trace, given));
    }
    return total;
}

/// Least squares over the same hours, without an interval.
double plainHoursLeft(std::span<const MemoryHour> past)
{
    past = past.last(std::min<std::size_t>(past.size(), 14 * aDay));
    double n = 0, x = 0, y = 0, xx = 0, xy = 0;
    for (const MemoryHour& hour : past) {
        const double at = static_cast<double>(hour.startMs - past.back().startMs) / anHourMs;
        n += 1, x += at, y += hour.maxBytes, xx += at * at, xy += at * hour.maxBytes;
    }
    const double slope = (n * xy - x * y) / (n * xx - x * x);
    const double level = (y - slope * x) / n;
    return slope > 0 ? (100 - level) / slope : 1e9;
}

std::vector<MemoryTrace> tracesOf(unsigned firstSeed)
{
    std::vector<MemoryTrace> traces;
    for (unsigned seed = firstSeed; seed < firstSeed + 12; ++seed)
        for (int kind = 0; kind < 7; ++kind)
            traces.push_back(memoryTrace(kind, seed));
    return traces;
}

MemoryDetector aboveLimit(double limit)
{
    return [limit](std::span<const MemoryHour> past) { return past.back().maxBytes > limit; };
}

MemoryDetector lineWithin(double hours)
{
    return [hours](std::span<const MemoryHour> past) { return plainHoursLeft(past) <= hours; };
}

bool ourForecast(std::span<const MemoryHour> past)
{
    const MemoryForecast made = forecastMemory(past);
    return made.answer == MemoryForecast::Answer::Full && *made.inHours <= 5 * aDay;
}

struct OthersTuned {
    double limit = 0;
    double hours = 0;
};

OthersTuned tunedTo(double recall, const std::vector<MemoryTrace>& traces)
{
    return {strictestAt(recall, steps(99, 40, -1), [&](double each) { return runMemory(traces, aboveLimit(each)); }),
            strictestAt(recall, steps(1 * aDay, 14 * aDay, 6),
                        [&](double each) { return runMemory(traces, lineWithin(each)); })};
}

void printBeside(const AlarmFigures& ids, const std::vector<MemoryTrace>& held, const OthersTuned& others)
{
    printAlarms(ids, static_cast<int>(held.size()), runMemory(held, ourForecast),
                runMemory(held, aboveLimit(others.limit)), runMemory(held, lineWithin(others.hours)));
}

/// The others' parameters are tuned to our recall on one set of traces, and all is reported on another; and once more
/// with the others tuned on that other itself, which is the best that they can be.
void measureMemory()
{
    const std::vector<MemoryTrace> tuning = tracesOf(1), held = tracesOf(101);
    printBeside({"forecast.memory_recall", "forecast.memory_false_alarms", "forecast.memory_false_alarms_line"}, held,
                tunedTo(runMemory(tuning, ourForecast).recall(), tuning));
    printBeside(
        {"forecast.memory_recall_best", "forecast.memory_false_alarms_best", "forecast.memory_false_alarms_line_best"},
        held, tunedTo(runMemory(held, ourForecast).recall(), held));
}

} // namespace

int main(int argc, char** argv)
{
    if (listed(argc, argv,
               {"forecast.memory_recall", "forecast.memory_false_alarms", "forecast.memory_false_alarms_line",
                "forecast.memory_recall_best", "forecast.memory_false_alarms_best",
                "forecast.memory_false_alarms_line_best"}))
        return 0;
    measureMemory();
    return 0;
}
