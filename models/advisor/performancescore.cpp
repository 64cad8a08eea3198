// SPDX-License-Identifier: GPL-3.0-or-later
#include "advisor/performancescore.h"

#include "metrics/catalogue.h"

#include <algorithm>

namespace cacheledger
{

static constexpr double slowestP99Ms = 20;
static constexpr double worstErrorRatio = 0.1;

static ScorePart scorePart(const char* id, double most, std::optional<double> share)
{
    ScorePart part{id, most, {}};
    if (share)
        part.points = std::clamp(*share, 0.0, 1.0) * most;
    return part;
}

PerformanceScore PerformanceScore::of(std::optional<double> hitRatio, std::optional<double> p99Ms,
                                      std::optional<double> errorRatio)
{
    if (p99Ms)
        p99Ms = (slowestP99Ms - *p99Ms) / slowestP99Ms;
    if (errorRatio)
        errorRatio = (worstErrorRatio - *errorRatio) / worstErrorRatio;
    return {
        {scorePart("hit_ratio", 40, hitRatio), scorePart("latency", 30, p99Ms), scorePart("errors", 30, errorRatio)}};
}

PerformanceScore PerformanceScore::of(const LiveWindow& window)
{
    auto p99Ms = window.value(probe::p99);
    if (p99Ms)
        *p99Ms /= 1000; // it is in microseconds
    return of(window.value("hit_ratio"), p99Ms, window.value("error_ratio"));
}

double PerformanceScore::points() const
{
    double sum = 0;
    for (const ScorePart& part : parts)
        sum += part.points.value_or(0);
    return sum;
}

double PerformanceScore::outOf() const
{
    double sum = 0;
    for (const ScorePart& part : parts)
        sum += part.points ? part.of : 0;
    return sum;
}

} // namespace cacheledger
