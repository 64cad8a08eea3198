// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/robustslope.h"

#include <algorithm>
#include <cmath>

namespace cacheledger
{

static constexpr double twoSided95 = 1.959964;

double medianOf(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1)
        return *middle;
    return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

static double nth(std::vector<double>& values, double rank)
{
    const double last = static_cast<double>(values.size() - 1);
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::clamp(std::round(rank), 0.0, last));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

/// How many times larger the variance is because each value resembles the one before. Never smaller than without.
static double varianceFactor(const std::vector<double>& residuals)
{
    double mean = 0;
    for (const double each : residuals)
        mean += each / static_cast<double>(residuals.size());
    double variance = 0, covariance = 0;
    for (std::size_t i = 0; i < residuals.size(); ++i) {
        variance += (residuals[i] - mean) * (residuals[i] - mean);
        if (i > 0)
            covariance += (residuals[i] - mean) * (residuals[i - 1] - mean);
    }
    // Nearly 1: a straight piece of something slower than what is looked at; there is always a little of independence.
    const double correlation = variance > 0 ? std::clamp(covariance / variance, 0.0, 0.95) : 0;
    return (1 + correlation) / (1 - correlation);
}

std::optional<RobustSlope> robustSlope(std::span<const TimedValue> values)
{
    const std::size_t count = values.size();
    if (count < fewestForASlope)
        return {};
    std::vector<double> slopes;
    slopes.reserve(count * (count - 1) / 2);
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t j = i + 1; j < count; ++j)
            slopes.push_back((values[j].value - values[i].value) / (values[j].atHours - values[i].atHours));

    RobustSlope found;
    found.perHour = medianOf(slopes);
    const double endHours = values.back().atHours;
    std::vector<double> residuals;
    for (const TimedValue& each : values)
        residuals.push_back(each.value + found.perHour * (endHours - each.atHours));
    found.level = medianOf(residuals);

    const double n = static_cast<double>(count), pairs = static_cast<double>(slopes.size());
    const double deviation = std::sqrt(n * (n - 1) * (2 * n + 5) / 18 * varianceFactor(residuals));
    found.low = nth(slopes, (pairs - twoSided95 * deviation) / 2);
    found.high = nth(slopes, (pairs + twoSided95 * deviation) / 2);
    return found;
}

} // namespace cacheledger
