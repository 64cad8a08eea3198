// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/histogram.h"

#include <QtCore/QCoreApplication>

#include <cmath>

namespace cacheledger
{

namespace
{
QString histogramText(const char* text)
{
    return QCoreApplication::translate("Source", text);
}

bool fell(const HistogramCounts& before, const HistogramCounts& after)
{
    for (const auto& [bound, count] : before.buckets) {
        const auto now = after.buckets.find(bound);
        if (now == after.buckets.end() || now->second < count)
            return true;
    }
    return false;
}

/// Cumulative counts since `before`.
std::map<double, double> increases(const HistogramCounts& before, const HistogramCounts& after)
{
    if (fell(before, after))
        return after.buckets;
    std::map<double, double> counts = after.buckets;
    double highest = 0;
    for (auto& [bound, count] : counts) {
        const auto then = before.buckets.find(bound);
        if (then != before.buckets.end())
            count -= then->second;
        highest = std::fmax(highest, count); // two polls are not one moment: what fell by one is rounded up
        count = highest;
    }
    return counts;
}

std::optional<double> quantileOf(const std::map<double, double>& buckets, double quantile)
{
    if (buckets.empty() || !(buckets.rbegin()->second > 0))
        return std::nullopt;
    const double rank = quantile * buckets.rbegin()->second;
    double lowerBound = buckets.begin()->first > 0 ? 0 : buckets.begin()->first;
    double below = 0;
    for (const auto& [bound, count] : buckets) {
        if (count >= rank && count > below) {
            if (std::isinf(bound))
                return lowerBound;
            return lowerBound + (bound - lowerBound) * (rank - below) / (count - below);
        }
        if (!std::isinf(bound))
            lowerBound = bound;
        below = count;
    }
    return std::nullopt;
}
} // namespace

QString HistogramCounts::fault() const
{
    if (buckets.empty() || !std::isinf(buckets.rbegin()->first))
        return histogramText("it has no +Inf bucket");
    double below = 0;
    for (const auto& [bound, bucketCount] : buckets) {
        if (!std::isfinite(bucketCount) || bucketCount < below)
            return histogramText("the bucket up to %1 counts less than a smaller one").arg(bound);
        below = bucketCount;
    }
    if (count && *count != below)
        return histogramText("its total %1 differs from its +Inf bucket %2").arg(*count).arg(below);
    if (sum && !std::isfinite(*sum))
        return histogramText("its sum is no number");
    return {};
}

void HistogramCounts::add(const HistogramCounts& other)
{
    for (const auto& [bound, bucketCount] : other.buckets)
        buckets[bound] += bucketCount;
    if (other.sum)
        sum = sum.value_or(0) + *other.sum;
    if (other.count)
        count = count.value_or(0) + *other.count;
}

std::optional<double> histogramQuantile(const HistogramCounts& before, const HistogramCounts& after, double quantile)
{
    return quantileOf(increases(before, after), quantile);
}

SourceDistribution histogramDistribution(const HistogramCounts& before, const HistogramCounts& after)
{
    SourceDistribution distribution;
    const std::map<double, double> counts = increases(before, after);
    distribution.median = quantileOf(counts, 0.5);
    distribution.p95 = quantileOf(counts, 0.95);
    distribution.p99 = quantileOf(counts, 0.99);
    const bool restarted = fell(before, after);
    const double counted = counts.empty() ? 0 : counts.rbegin()->second;
    distribution.count = counted;
    if (after.sum && counted > 0) {
        const double sum = *after.sum - (restarted ? 0 : before.sum.value_or(0));
        if (sum >= 0)
            distribution.mean = sum / counted;
    }
    distribution.sumTotal = after.sum;
    if (!after.buckets.empty())
        distribution.countTotal = after.count.value_or(after.buckets.rbegin()->second);
    return distribution;
}

} // namespace cacheledger
