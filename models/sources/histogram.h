// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sources/sourcereading.h"

#include <map>
#include <optional>

namespace cacheledger
{

/// One histogram of an answer: how many values are at most each bound, all since the application began.
struct HistogramCounts {
    std::map<double, double> buckets; ///< upper bound (+Inf too) to cumulative count
    std::optional<double> sum;
    std::optional<double> count;

    /// Why it cannot be believed, translated; empty: it can. Torn: no +Inf bucket, counts that fall with the bound, or
    /// a total that differs from the +Inf bucket's.
    QString fault() const;
    /// Adds another series of the same histogram (another label).
    void add(const HistogramCounts& other);
};

/// The quantile (0..1) of what is in `after` and not yet in `before`, linearly interpolated within its bucket as
/// Prometheus' histogram_quantile() does; in the last bucket its lower bound. Nothing without an increase. When counts
/// fell, the application restarted: then of `after` alone.
std::optional<double> histogramQuantile(const HistogramCounts& before, const HistogramCounts& after, double quantile);

/// Median, p95, p99 and mean of the increase, and the totals of `after`.
SourceDistribution histogramDistribution(const HistogramCounts& before, const HistogramCounts& after);

} // namespace cacheledger
