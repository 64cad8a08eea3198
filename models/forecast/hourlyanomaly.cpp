// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/hourlyanomaly.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace cacheledger
{

namespace
{

constexpr TimeMs anHourMs = 3'600'000;
constexpr TimeMs aWeekMs = 7 * 24 * anHourMs;
constexpr int mostWeeks = 8;
constexpr int fewestWeeks = 3;
constexpr int hoursEitherSide = 2;
constexpr double madToDeviation = 1.4826; // of a normal distribution

struct Weighted {
    double value;
    double weight;
};

/// The value at which half of the weight is reached; between two where it is reached exactly.
double weightedMedian(std::vector<Weighted> values)
{
    std::ranges::sort(values, {}, &Weighted::value);
    double total = 0;
    for (const Weighted& each : values)
        total += each.weight;
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        sum += values[i].weight;
        if (sum > total / 2)
            return values[i].value;
        if (sum == total / 2 && i + 1 < values.size())
            return (values[i].value + values[i + 1].value) / 2;
    }
    return values.back().value;
}

const HourValue* valueAt(std::span<const HourValue> past, TimeMs startMs)
{
    const auto found = std::ranges::lower_bound(past, startMs, {}, &HourValue::startMs);
    const bool isThere =
        found != past.end() && found->startMs == startMs && std::isfinite(found->value) && found->weight > 0;
    return isThere ? &*found : nullptr;
}

std::vector<Weighted> sameHour(std::span<const HourValue> past, TimeMs startMs)
{
    std::vector<Weighted> values;
    for (int week = 1; week <= mostWeeks; ++week)
        if (const HourValue* value = valueAt(past, startMs - week * aWeekMs))
            values.push_back({value->value, value->weight});
    return values;
}

double usualScatter(std::span<const HourValue> past, TimeMs startMs)
{
    std::vector<Weighted> distances;
    for (int hour = -hoursEitherSide; hour <= hoursEitherSide; ++hour) {
        const std::vector<Weighted> values = sameHour(past, startMs + hour * anHourMs);
        if (static_cast<int>(values.size()) < fewestWeeks)
            continue;
        const double middle = weightedMedian(values);
        for (const Weighted& each : values)
            distances.push_back({std::abs(each.value - middle), each.weight});
    }
    return distances.empty() ? 0 : madToDeviation * weightedMedian(std::move(distances));
}

} // namespace

std::optional<HourlyAnomaly> compareWithPastWeeks(std::span<const HourValue> past, const HourValue& now,
                                                  const ScatterFloor& floor)
{
    if (!std::isfinite(now.value) || !(now.weight > 0))
        return {};
    const std::vector<Weighted> same = sameHour(past, now.startMs);
    if (static_cast<int>(same.size()) < fewestWeeks)
        return {};
    HourlyAnomaly found;
    found.weeks = static_cast<int>(same.size());
    found.usual = weightedMedian(same);
    // The median is one of the few values itself, so that they lie nearer to it than to the truth.
    const double few = found.weeks / (found.weeks - 0.8);
    const double byChance =
        floor.isShareOfWeight ? std::sqrt(std::max(found.usual * (1 - found.usual), 0.0) / now.weight) : 0;
    found.spread = std::hypot(few * usualScatter(past, now.startMs), floor.relative * std::abs(found.usual), byChance);
    if (!(found.spread > 0))
        return {};
    found.deviation = (now.value - found.usual) / found.spread;
    return found;
}

} // namespace cacheledger
