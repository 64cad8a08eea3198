// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/window.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cacheledger
{
namespace
{

/// For figures of which NaN means "nothing known": the other one counts then.
double knownSum(double a, double b)
{
    return std::isnan(a) ? b : std::isnan(b) ? a : a + b;
}

// std::fmin and std::fmax, which ignore one NaN, without the calls: a year's chart appends millions.
double knownMin(double a, double b)
{
    return b < a || std::isnan(a) ? b : a;
}

double knownMax(double a, double b)
{
    return b > a || std::isnan(a) ? b : a;
}

} // namespace

void WindowStat::append(const WindowStat& later)
{
    if (later.empty())
        return;
    if (empty())
        first = later.first;
    count += later.count;
    min = knownMin(min, later.min);
    max = knownMax(max, later.max);
    sum += later.sum;
    last = later.last;
    increase = knownSum(increase, later.increase);
    minRate = knownMin(minRate, later.minRate);
    maxRate = knownMax(maxRate, later.maxRate);
}

std::optional<double> percentile(std::vector<double>& values, double rank)
{
    std::erase_if(values, [](double value) { return std::isnan(value); });
    if (values.empty() || std::isnan(rank))
        return std::nullopt;
    const double count = static_cast<double>(values.size());
    // The tiny amount keeps 99.9 % of 1,000 at place 999 though 99.9 is not exact in binary.
    const double place = std::ceil(std::clamp(rank, 0.0, 100.0) * count / 100.0 - 1e-9);
    const auto nth = values.begin() + static_cast<std::ptrdiff_t>(std::clamp(place, 1.0, count)) - 1;
    std::nth_element(values.begin(), nth, values.end());
    return *nth;
}

std::optional<LatencyStatistics> LatencyStatistics::of(std::vector<double> values)
{
    std::erase_if(values, [](double value) { return std::isnan(value); });
    if (values.empty())
        return std::nullopt;
    std::sort(values.begin(), values.end());
    LatencyStatistics result;
    result.count = values.size();
    result.min = values.front();
    result.max = values.back();
    const std::size_t middle = values.size() / 2;
    result.median = values.size() % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    result.p95 = *percentile(values, 95);
    result.p99 = *percentile(values, 99);
    // One pass by Welford's update, which stays exact where sums of squares would cancel.
    double squares = 0;
    double seen = 0;
    for (double value : values) {
        const double before = value - result.mean;
        result.mean += before / ++seen;
        squares += before * (value - result.mean);
    }
    result.standardDeviation = std::sqrt(squares / seen);
    return result;
}

} // namespace cacheledger
