// SPDX-License-Identifier: GPL-3.0-or-later
// Whose is what, when all small rows of a damaged history are known.
#include "history/damagedhistory.h"

namespace cacheledger
{

void DamagedHistory::resolve()
{
    m_layouts.merge(m_copies); // where a row is lost
    for (const TextRow& row : m_textRows)
        m_meant.insert(row.node);
    for (const FreshRow& row : m_fresh)
        m_meant.insert(row.numbers[0]);
    resolveNodes();
    resolveTexts();
    resolveFresh();
}

/// The identity of a cache or node whose row is lost, from the index over the identities: the one of that number that
/// is not one of the other table's.
QString DamagedHistory::lostUid(qint64 id, const std::set<QString>& others) const
{
    std::set<QString> found;
    for (auto [at, end] = m_uids.equal_range(id); at != end; ++at)
        if (!others.contains(at->second))
            found.insert(at->second);
    return found.size() == 1 ? *found.begin() : QString();
}

void DamagedHistory::resolveNodes()
{
    std::set<QString> cacheUids;
    std::set<QString> nodeUids;
    for (const auto& [id, cache] : m_caches)
        cacheUids.insert(cache.first);
    for (const auto& [id, node] : m_nodes)
        nodeUids.insert(node.uid);
    for (const qint64 id : m_meant) {
        if (id <= 0 || m_nodes.contains(id))
            continue;
        // Kept under a name of its own if nothing tells whose it was.
        const QString uid = lostUid(id, cacheUids);
        m_nodes[id] = {0, uid.isEmpty() ? QStringLiteral("damaged-%1").arg(id) : uid, {}};
    }
    for (const auto& [id, node] : m_nodes) {
        const auto cache = m_caches.find(node.cache);
        const QString cacheUid = cache != m_caches.end() ? cache->second.first : lostUid(node.cache, nodeUids);
        m_nodeIds[id] = NodeId{node.uid};
        m_known.push_back({CacheId{cacheUid}, NodeId{node.uid},
                           cache != m_caches.end() ? cache->second.second : QString(), node.address});
    }
}

NodeId DamagedHistory::nodeOf(qint64 id) const
{
    const auto known = m_nodeIds.find(id);
    return known == m_nodeIds.end() ? NodeId() : known->second;
}

void DamagedHistory::resolveTexts()
{
    for (TextRow& row : m_textRows) {
        row.text.node = nodeOf(row.node);
        if (!row.text.node.isEmpty())
            m_texts.push_back(std::move(row.text));
    }
    m_textRows.clear();
    for (EventRow& row : m_eventRows) {
        const auto cache = m_caches.find(row.cache);
        row.event.node = nodeOf(row.node);
        if (cache != m_caches.end())
            row.event.cache = CacheId{cache->second.first};
        if (cache != m_caches.end() || !row.event.node.isEmpty())
            m_events.push_back(std::move(row.event));
    }
    m_eventRows.clear();
}

} // namespace cacheledger
