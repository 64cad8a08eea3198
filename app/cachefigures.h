// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/snapshot.h"

namespace cacheledger
{

/// Figures of whole caches that are worked out beside the polls (what a cache saves a month): they go into history, and
/// before the rules, as columns of a sample of the cache. A figure without a value is absent, and so is one whose time
/// is over; its column stays, so that the samples keep their layout. One thread.
class CacheFigures
{
public:
    /// `untilMs`: samples after that moment do not have it any more.
    void set(const CacheId& cache, const std::string& metric, std::optional<double> value, TimeMs untilMs);
    void remove(const CacheId& cache) { m_caches.erase(cache); }
    /// The sample with the figures of its cache; the same one where there are none.
    SnapshotPtr addedTo(const SnapshotPtr& sample, const CacheId& cache);

private:
    struct Figure {
        std::string metric;
        std::optional<double> value;
        TimeMs untilMs = 0;
    };
    struct Known {
        std::vector<Figure> figures;
        LayoutPtr plain, widened; // the sample's, and what became of it; null: to be made
    };

    std::map<CacheId, Known> m_caches;
};

} // namespace cacheledger
