// SPDX-License-Identifier: GPL-3.0-or-later
// How often the anomalies of hit ratio and latency call wolf: seeded traces, against a fixed threshold and a plain line
// that find as much.
#include "alarms.h"
#include "figure.h"

#include "forecast/hourlyanomaly.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <span>

using namespace cacheledger;
using namespace bench;

namespace
{

constexpr TimeMs anHourMs = 3'600'000;
constexpr int aDay = 24;
constexpr int aWeek = 7 * aDay;
constexpr int faultHours = 6;
constexpr int traceWeeks = 10;
constexpr int warmUpWeeks = 4;
constexpr int kinds = 6;
constexpr unsigned seedsASet = 12;

/// Hours of a metric, and where it is at fault for six of them.
struct AnomalyTrace {
    std::vector<HourValue> hours;
    std::vector<EventSpan> faults;
};

double between(std::mt19937& random, double low, double high)
{
    return std::uniform_real_distribution<double>(low, high)(random);
}

/// What six kinds of caches have in common: daily and weekly traffic and, but for the one with a step, four faults.
/// 0: weekly; 1: sawtooth (a batch every night); 2: hardly any traffic at night; 3: a step to a new level; 4: evicting
/// by day; 5: restarted twice, and cold for some hours each time.
struct AnomalyShape {
    AnomalyShape(int ofKind, std::mt19937& random) : kind(ofKind)
    {
        weekend = between(random, 0, 1);
        if (kind != 3)
            for (int each = 0; each < 4; ++each) {
                const int at = static_cast<int>(between(random, warmUpWeeks * aWeek, traceWeeks * aWeek - aDay));
                faults.push_back({at, at + faultHours});
            }
        std::ranges::sort(faults, {}, &EventSpan::begin);
        for (int each = 0; kind == 5 && each < 2; ++each)
            restarts.push_back(static_cast<int>(between(random, aWeek, traceWeeks * aWeek - aDay)));
    }
    bool isFault(int hour) const
    {
        return std::ranges::any_of(faults,
                                   [hour](const EventSpan& each) { return hour >= each.begin && hour < each.end; });
    }
    /// 1 right after a restart, then less and less.
    double cold(int hour) const
    {
        double most = 0;
        for (const int restart : restarts)
            if (hour >= restart)
                most = std::max(most, std::exp((restart - hour) / 1.5));
        return most;
    }
    static double daily(int hour) { return std::sin(hour * M_PI / 12); }
    bool isWeekend(int hour) const { return hour % aWeek >= 5 * aDay; }
    double traffic(int hour, std::mt19937& random) const
    {
        if (kind == 2 && hour % aDay < 6)
            return between(random, 5, 60);
        return 60'000 * (1 + 0.8 * daily(hour)) * (isWeekend(hour) ? 1 - 0.5 * weekend : 1);
    }

    int kind;
    double weekend = 0;
    std::vector<EventSpan> faults;
    std::vector<int> restarts;
};

AnomalyTrace ratioTrace(int kind, unsigned seed)
{
    std::mt19937 random(seed * 64 + static_cast<unsigned>(kind));
    const AnomalyShape shape(kind, random);
    const double base = between(random, 0.7, 0.86), swing = between(random, 0.02, 0.1);
    const double loss = between(random, 0.1, 0.2);
    std::normal_distribution<double> noise(0, 0.006);
    AnomalyTrace trace{{}, shape.faults};
    for (int h = 0; h < traceWeeks * aWeek; ++h) {
        double value = base + swing * AnomalyShape::daily(h) - (shape.isWeekend(h) ? 0.08 * shape.weekend : 0);
        if (kind == 1) // the batch empties the cache at three
            value -= h % aDay == 3 ? 0.25 : 0;
        if (kind == 3 && h > 6 * aWeek)
            value += 0.04;
        if (kind == 4) // what is evicted in the busy hours is missed
            value -= 0.08 * std::max(0.0, AnomalyShape::daily(h)) * between(random, 0.7, 1.3);
        value -= (shape.isFault(h) ? loss : 0) + 0.3 * shape.cold(h);
        value = std::clamp(value + noise(random), 0.01, 0.99);
        const auto count = static_cast<long>(std::max(shape.traffic(h, random), 1.0));
        const double hits = static_cast<double>(std::binomial_distribution<long>(count, value)(random));
        trace.hours.push_back({h * anHourMs, hits / static_cast<double>(count), static_cast<double>(count)});
    }
    return trace;
}

/// The p95 of an hour in microseconds: it follows the traffic, scatters by a tenth or so, and once in a while an hour
/// is slow for no reason that lasts. A fault makes it half as slow again up to three times as slow.
AnomalyTrace latencyTrace(int kind, unsigned seed)
{
    std::mt19937 random(seed * 64 + 32 + static_cast<unsigned>(kind));
    const AnomalyShape shape(kind, random);
    const double base = between(random, 300, 1500), swing = between(random, 0.05, 0.4);
    const double slower = between(random, 1.7, 3);
    std::lognormal_distribution<double> noise(0, between(random, 0.04, 0.09));
    AnomalyTrace trace{{}, shape.faults};
    for (int h = 0; h < traceWeeks * aWeek; ++h) {
        double value = base * (1 + swing * AnomalyShape::daily(h)) * (shape.isWeekend(h) ? 1 - 0.2 * shape.weekend : 1);
        if (kind == 1) // a save at three forks and writes
            value *= h % aDay == 3 ? 2.5 : 1;
        if (kind == 3 && h > 6 * aWeek)
            value *= 1.15;
        if (kind == 4)
            value *= 1 + 0.4 * std::max(0.0, AnomalyShape::daily(h)) * between(random, 0.7, 1.3);
        value *= (shape.isFault(h) ? slower : 1) * (1 + shape.cold(h));
        value *= noise(random) * (between(random, 0, 1) < 0.002 ? 1.6 : 1);
        trace.hours.push_back({h * anHourMs, value, std::max(shape.traffic(h, random), 1.0)});
    }
    return trace;
}

using TraceMaker = AnomalyTrace (*)(int kind, unsigned seed);
using AnomalyDetector = std::function<bool(std::span<const HourValue> past, const HourValue& now)>;

std::vector<AnomalyTrace> tracesOf(TraceMaker make, unsigned firstSeed)
{
    std::vector<AnomalyTrace> traces;
    for (unsigned seed = firstSeed; seed < firstSeed + seedsASet; ++seed)
        for (int kind = 0; kind < kinds; ++kind)
            traces.push_back(make(kind, seed));
    return traces;
}

AlarmScore runTraces(const std::vector<AnomalyTrace>& traces, const AnomalyDetector& detector)
{
    AlarmScore total;
    for (const AnomalyTrace& trace : traces) {
        std::vector<bool> given(trace.hours.size());
        for (std::size_t i = warmUpWeeks * aWeek; i < trace.hours.size(); ++i)
            given[i] = detector(std::span(trace.hours).first(i), trace.hours[i]);
        total.add(scoreOf(std::move(given), trace.faults));
    }
    return total;
}

/// How far `now` is above a least-squares line through the last three days, in its residuals' deviations.
double abovePlainLine(std::span<const HourValue> past, const HourValue& now)
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
    return (now.value - level) / std::sqrt(squares / n);
}

/// One metric: how its traces are made, on which side it is bad, and what its fixed thresholds are.
struct Measured {
    TraceMaker make;
    bool badAbove;
    ScatterFloor floor; ///< as the product has it
    std::vector<double> limits;
    AlarmFigures ids;
};

/// The others' parameters are tuned to our recall on one set of traces, and all is reported on another.
void measure(const Measured& what)
{
    const double sign = what.badAbove ? 1 : -1;
    const std::vector<AnomalyTrace> tuning = tracesOf(what.make, 1), held = tracesOf(what.make, 101);
    const AnomalyDetector ours = [&](std::span<const HourValue> past, const HourValue& now) {
        const auto found = compareWithPastWeeks(past, now, what.floor);
        return found && sign * found->deviation > 5;
    };
    const auto fixed = [sign](double limit) -> AnomalyDetector {
        return [=](std::span<const HourValue>, const HourValue& now) { return sign * now.value > sign * limit; };
    };
    const auto line = [sign](double times) -> AnomalyDetector {
        return [=](std::span<const HourValue> past, const HourValue& now) {
            return sign * abovePlainLine(past, now) > times;
        };
    };
    const double recall = runTraces(tuning, ours).recall();
    const double limit = strictestAt(recall, what.limits, [&](double each) { return runTraces(tuning, fixed(each)); });
    const double times =
        strictestAt(recall, steps(8, 0, -0.25), [&](double each) { return runTraces(tuning, line(each)); });
    printAlarms(what.ids, static_cast<int>(held.size()), runTraces(held, ours), runTraces(held, fixed(limit)),
                runTraces(held, line(times)));
}

} // namespace

int main(int argc, char** argv)
{
    if (listed(argc, argv,
               {"anomaly.hit_ratio_recall", "anomaly.hit_ratio_false_alarms", "anomaly.hit_ratio_false_alarms_line",
                "anomaly.latency_recall", "anomaly.latency_false_alarms", "anomaly.latency_false_alarms_line"}))
        return 0;
    measure({ratioTrace,
             false,
             {0.01, true},
             steps(0.3, 0.99, 0.01),
             {"anomaly.hit_ratio_recall", "anomaly.hit_ratio_false_alarms", "anomaly.hit_ratio_false_alarms_line"}});
    measure({latencyTrace,
             true,
             {0.1, false},
             steps(8000, 300, -50),
             {"anomaly.latency_recall", "anomaly.latency_false_alarms", "anomaly.latency_false_alarms_line"}});
    return 0;
}
