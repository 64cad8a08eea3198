// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/server/serverpast.h"

#include "ui/timerange.h"

namespace cacheledger
{

quint64 recallRange(const PageContext& context)
{
    const CacheConfig* cache = context.services.caches->find(context.selection->current());
    if (!cache || !context.services.servers)
        return 0;
    const TimeSpan span = context.range->span();
    return context.services.servers->recall(cache->nodeIds(), span.fromMs, span.toMs);
}

QString addressOfNode(const CacheConfig* cache, const NodeId& id)
{
    for (const NodeConfig& node : cache ? cache->nodes : std::vector<NodeConfig>())
        if (node.id == id)
            return node.endpoint.address();
    return {};
}

} // namespace cacheledger
