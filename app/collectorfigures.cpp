// SPDX-License-Identifier: GPL-3.0-or-later
// Figures of whole caches in the collector's samples.
#include "app/collectorworker.h"

#include <algorithm>

namespace cacheledger
{

void Collector::Worker::setFigure(const CacheId& cache, const std::string& metric, std::optional<double> value,
                                  TimeMs untilMs)
{
    if (std::ranges::any_of(m_watched, [&cache](const auto& entry) { return entry.second.cache.id == cache; }))
        m_figures.set(cache, metric, value, untilMs);
}

/// Figures of a whole cache go with one node's samples: its first one that is not known to be down.
bool Collector::Worker::carriesFigures(const Watched& watched) const
{
    for (const NodeConfig& node : watched.cache.nodes) {
        const auto found = m_watched.find(node.id);
        if (found != m_watched.end() && (node.id == watched.node.id || found->second.reachable != false))
            return node.id == watched.node.id;
    }
    return false;
}

/// Of those that answered last time. A replica has an offset of its own, whatever it calls itself.
int Collector::Worker::primariesOf(const CacheConfig& cache) const
{
    return static_cast<int>(std::ranges::count_if(cache.nodes, [this](const NodeConfig& node) {
        const auto found = m_watched.find(node.id);
        return found != m_watched.end() && found->second.previous && found->second.reachable != false &&
               !found->second.previous->value("slave_repl_offset");
    }));
}

/// The newest sample.
SnapshotPtr Collector::Worker::withFigures(const Watched& watched)
{
    if (!carriesFigures(watched))
        return watched.previous;
    if (watched.cache.nodes.size() > 1)
        m_figures.set(watched.cache.id, "cache.primaries", primariesOf(watched.cache), watched.previous->timeMs);
    return m_figures.addedTo(watched.previous, watched.cache.id);
}

} // namespace cacheledger
