// SPDX-License-Identifier: GPL-3.0-or-later
// How often forecast and anomaly call wolf: seeded traces, against a fixed threshold and a plain line that find as
// much.
#include "figure.h"

#include "forecast/hourlyanomaly.h"
#include "forecast/memoryforecast.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

using namespace cacheledger;

namespace
{

constexpr TimeMs anHourMs = 3'600'000;
constexpr int aDay = 24;
constexpr int aWeek = 7 * aDay;

/// One alarm: from the first hour in which it is given to the last before a whole day without.
std::vector<int> alarms(const std::vector<bool>& given)
{
    std::vector<int> begins;
    int quietSince = -aDay;
    for (int hour = 0; hour < static_cast<int>(given.size()); ++hour) {
        if (!given[static_cast<std::size_t>(hour)])
            continue;
        if (hour - quietSince >= aDay)
            begins.push_back(hour);
        quietSince = hour;
    }
    return begins;
}

struct Score {
    int found = 0;
    int events = 0;
    int falseAlarms = 0;

    double recall() const { return events ? double(found) / events : 0; }
    void add(const Score& other)
    {
        found += other.found;
        events += other.events;
        falseAlarms += other.falseAlarms;
    }
};

/// The fewest false alarms of a family of detectors, from the strictest on, that find at least as much as `recall`.
template <typename Run>
Score atRecall(double recall, const std::vector<double>& strictestFirst, const Run& run)
{
    Score score;
    for (const double parameter : strictestFirst) {
        score = run(parameter);
        if (score.recall() >= recall)
            break;
    }
    return score;
}

std::vector<double> steps(double from, double to, double by)
{
    std::vector<double> values;
    for (double value = from; by > 0 ? value <= to : value >= to; value += by)
        values.push_back(value);
    return values;
}

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

/// What is given in the time in which it is right finds the event, whenever it began; all that begins outside is wrong.
Score scoreOf(const MemoryTrace& trace, std::vector<bool> given)
{
    Score score;
    if (trace.fullAt >= 0) {
        score.events = 1;
        const auto begin = given.begin() + std::max(trace.fullAt - earliestBefore, 0);
        const auto end = given.begin() + std::max(trace.fullAt - latestBefore, 0);
        score.found = std::find(begin, end, true) != end ? 1 : 0;
        std::fill(begin, given.end(), false);
    }
    score.falseAlarms = static_cast<int>(alarms(given).size());
    return score;
}

using MemoryDetector = std::function<bool(std::span<const MemoryHour> past)>;

Score runMemory(const std::vector<MemoryTrace>& traces, const MemoryDetector& detector)
{
    Score total;
    for (const MemoryTrace& trace : traces) {
        std::vector<bool> given(trace.hours.size());
        for (std::size_t i = memoryWarmUp; i < trace.hours.size(); ++i)
            given[i] = detector(std::span(trace.hours).first(i + 1));
        total.add(scoreOf(trace, given));
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

void measureMemory()
{
    std::vector<MemoryTrace> traces;
    for (unsigned seed = 1; seed <= 12; ++seed)
        for (int kind = 0; kind < 7; ++kind)
            traces.push_back(memoryTrace(kind, seed));
    const Score ours = runMemory(traces, [](std::span<const MemoryHour> past) {
        const MemoryForecast made = forecastMemory(past);
        return made.answer == MemoryForecast::Answer::Full && *made.inHours <= 5 * aDay;
    });
    const Score fixed = atRecall(ours.recall(), steps(99, 40, -1), [&](double limit) {
        return runMemory(traces, [limit](std::span<const MemoryHour> past) { return past.back().maxBytes > limit; });
    });
    const Score line = atRecall(ours.recall(), steps(1 * aDay, 14 * aDay, 6), [&](double hours) {
        return runMemory(traces, [hours](std::span<const MemoryHour> past) { return plainHoursLeft(past) <= hours; });
    });
    const QString unit = QStringLiteral("of %1 traces").arg(traces.size());
    bench::print({"forecast.memory_recall", ours.recall(), QStringLiteral("of %1").arg(ours.events), "fixed threshold",
                  fixed.recall(), fixed.recall() > 0 ? ours.recall() / fixed.recall() : 0});
    bench::print({"forecast.memory_false_alarms", double(ours.falseAlarms), unit, "fixed threshold of the same recall",
                  double(fixed.falseAlarms), double(ours.falseAlarms) / std::max(fixed.falseAlarms, 1)});
    bench::print({"forecast.memory_false_alarms_line", double(ours.falseAlarms), unit,
                  QStringLiteral("plain line, recall %1").arg(line.recall(), 0, 'f', 2), double(line.falseAlarms),
                  double(ours.falseAlarms) / std::max(line.falseAlarms, 1)});
}

// Hit ratio: a fault lasts six hours; an alarm within it finds it.
constexpr int faultHours = 6;
constexpr int anomalyWeeks = 10;

struct RatioTrace {
    std::vector<HourValue> hours;
    std::vector<int> faults;
};

RatioTrace ratioTrace(int kind, unsigned seed)
{
    std::mt19937 random(seed * 64 + static_cast<unsigned>(kind));
    const double base = between(random, 0.7, 0.86), swing = between(random, 0.02, 0.1),
                 weekend = between(random, 0, 0.08);
    const double loss = between(random, 0.1, 0.2);
    std::normal_distribution<double> noise(0, 0.006);
    RatioTrace trace;
    if (kind != 3) // one kind has no fault at all, and a new level instead
        for (int each = 0; each < 4; ++each)
            trace.faults.push_back(static_cast<int>(between(random, 4 * aWeek, anomalyWeeks * aWeek - aDay)));
    std::ranges::sort(trace.faults);
    for (int h = 0; h < anomalyWeeks * aWeek; ++h) {
        const bool isWeekend = h % aWeek >= 5 * aDay;
        const bool isNight = h % aDay < 6;
        double value = base + swing * std::sin(h * M_PI / 12) - (isWeekend ? weekend : 0) + noise(random);
        double lookups = 60'000 * (1 + 0.8 * std::sin(h * M_PI / 12));
        if (kind == 1) // a batch empties the cache every night at three
            value -= h % aDay == 3 ? 0.25 : 0;
        if (kind == 2 && isNight) // hardly any traffic at night
            lookups = between(random, 5, 60);
        if (kind == 3 && h > 6 * aWeek)
            value += 0.04;
        if (std::ranges::any_of(trace.faults, [h](int at) { return h >= at && h < at + faultHours; }))
            value -= loss;
        value = std::clamp(value, 0.01, 0.99);
        const auto count = static_cast<long>(std::max(lookups, 1.0));
        const double hits = static_cast<double>(std::binomial_distribution<long>(count, value)(random));
        trace.hours.push_back({h * anHourMs, hits / static_cast<double>(count), static_cast<double>(count)});
    }
    return trace;
}

using RatioDetector = std::function<bool(std::span<const HourValue> past, const HourValue& now)>;

Score runRatio(const std::vector<RatioTrace>& traces, const RatioDetector& detector)
{
    Score total;
    for (const RatioTrace& trace : traces) {
        std::vector<bool> given(trace.hours.size());
        for (std::size_t i = 4 * aWeek; i < trace.hours.size(); ++i)
            given[i] = detector(std::span(trace.hours).first(i), trace.hours[i]);
        Score score;
        for (const int fault : trace.faults) {
            ++score.events;
            const auto begin = given.begin() + fault;
            const auto end = begin + std::min<std::ptrdiff_t>(faultHours, given.end() - begin);
            score.found += std::find(begin, end, true) != end ? 1 : 0;
            std::fill(begin, end, false);
        }
        score.falseAlarms = static_cast<int>(alarms(given).size());
        total.add(score);
    }
    return total;
}

/// How far `now` is below a least-squares line through the last three days, in its residuals' deviations.
double belowPlainLine(std::span<const HourValue> past, const HourValue& now)
{
    past = past.last(3 * aDay);
    double n = 0, x = 0, y = 0, xx = 0, xy = 0;
    for (const HourValue& hour : past) {
        const double at = static_cast<double>(hour.startMs - now.startMs) / anHourMs;
        n += 1, x += at, y += hour.value, xx += at * at, xy += at * hour.value;
    }
    const double slope = (n * xy - x * y) / (n * xx - x * x), level = (y - slope * x) / n;
    double squares = 0;
    for (const HourValue& hour : past) {
        const double at = static_cast<double>(hour.startMs - now.startMs) / anHourMs;
        squares += std::pow(hour.value - level - slope * at, 2);
    }
    return (level - now.value) / std::sqrt(squares / n);
}

void measureAnomaly()
{
    std::vector<RatioTrace> traces;
    for (unsigned seed = 1; seed <= 12; ++seed)
        for (int kind = 0; kind < 4; ++kind)
            traces.push_back(ratioTrace(kind, seed));
    const Score ours = runRatio(traces, [](std::span<const HourValue> past, const HourValue& now) {
        const auto found = compareWithPastWeeks(past, now, {0.005, true});
        return found && found->deviation < -5;
    });
    const Score fixed = atRecall(ours.recall(), steps(0.3, 0.99, 0.01), [&](double limit) {
        return runRatio(traces,
                        [limit](std::span<const HourValue>, const HourValue& now) { return now.value < limit; });
    });
    const Score line = atRecall(ours.recall(), steps(8, 0, -0.25), [&](double times) {
        return runRatio(traces, [times](std::span<const HourValue> past, const HourValue& now) {
            return belowPlainLine(past, now) > times;
        });
    });
    const QString unit = QStringLiteral("of %1 traces").arg(traces.size());
    bench::print({"anomaly.hit_ratio_recall", ours.recall(), QStringLiteral("of %1").arg(ours.events),
                  "fixed threshold", fixed.recall(), fixed.recall() > 0 ? ours.recall() / fixed.recall() : 0});
    bench::print({"anomaly.hit_ratio_false_alarms", double(ours.falseAlarms), unit,
                  "fixed threshold of the same recall", double(fixed.falseAlarms),
                  double(ours.falseAlarms) / std::max(fixed.falseAlarms, 1)});
    bench::print({"anomaly.hit_ratio_false_alarms_line", double(ours.falseAlarms), unit,
                  QStringLiteral("plain line, recall %1").arg(line.recall(), 0, 'f', 2), double(line.falseAlarms),
                  double(ours.falseAlarms) / std::max(line.falseAlarms, 1)});
}

} // namespace

int main(int argc, char** argv)
{
    if (bench::listed(argc, argv,
                      {"forecast.memory_recall", "forecast.memory_false_alarms", "forecast.memory_false_alarms_line",
                       "anomaly.hit_ratio_recall", "anomaly.hit_ratio_false_alarms",
                       "anomaly.hit_ratio_false_alarms_line"}))
        return 0;
    measureMemory();
    measureAnomaly();
    return 0;
}
