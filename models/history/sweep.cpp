// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/sweep.h"

#include "history/samplereader.h"

namespace cacheledger
{

namespace
{

/// Rows looked at in one part.
constexpr int sweptAtOnce = 200;

} // namespace

void Sweep::begin(TimeMs eventsFromMs)
{
    m_part = Part::Events;
    m_eventsFromMs = eventsFromMs;
    m_after = 0;
}

Result<bool> Sweep::part()
{
    Result<bool> more = false;
    switch (m_part) {
    case Part::Events:
        more = sweepEvents();
        break;
    case Part::Texts:
        more = sweepTexts();
        break;
    case Part::Layouts:
        more = sweepLayouts();
        break;
    case Part::Nodes:
        more = sweepNodes();
        break;
    case Part::Done:
        return false;
    }
    if (more && !*more) {
        m_part = static_cast<Part>(static_cast<int>(m_part) + 1);
        m_after = 0;
    }
    return more ? Result<bool>(m_part != Part::Done) : more;
}

/// Once a deletion finds nothing more of a row (a cache, a node), the next row's turn comes.
Result<bool> Sweep::drop(Query& query, qint64 row)
{
    bool any = false;
    while (query.next())
        any = true;
    if (!any)
        m_after = row;
    return query.result() ? Result<bool>(true) : query.result().error();
}

Result<bool> Sweep::sweepEvents()
{
    Query cache(m_database, "SELECT min(id) FROM cache WHERE id>?", m_after);
    const auto id = optionalNumber(cache);
    if (!id || !*id)
        return id ? Result<bool>(false) : id.error();
    Query rows(m_database,
               "DELETE FROM event WHERE id IN (SELECT id FROM event WHERE cache=? AND time<? LIMIT ?) RETURNING id",
               **id, m_eventsFromMs, sweptAtOnce);
    return drop(rows, **id);
}

/// A field's value at the node's oldest sample stays, and all later ones.
Result<bool> Sweep::sweepTexts()
{
    Query node(m_database, "SELECT min(id) FROM node WHERE id>?", m_after);
    const auto id = optionalNumber(node);
    if (!id || !*id)
        return id ? Result<bool>(false) : id.error();
    Query rows(m_database,
               "DELETE FROM text WHERE node=?1 AND (field, time) IN ("
               "SELECT old.field, old.time FROM text old WHERE old.node=?1 AND EXISTS("
               "SELECT 1 FROM text WHERE text.node=?1 AND text.field=old.field AND text.time>old.time AND text.time<=("
               "SELECT min(oldest) FROM ("
               "SELECT min(first) AS oldest FROM block WHERE node=?1 AND tier=0 UNION ALL "
               "SELECT min(first) FROM block WHERE node=?1 AND tier=1 UNION ALL "
               "SELECT min(first) FROM block WHERE node=?1 AND tier=2 UNION ALL "
               "SELECT min(time) FROM hot WHERE node=?1 UNION ALL "
               "SELECT min(start) FROM hotbucket WHERE node=?1 AND tier=1 UNION ALL "
               "SELECT min(start) FROM hotbucket WHERE node=?1 AND tier=2))) LIMIT ?2) RETURNING 1",
               **id, sweptAtOnce);
    return drop(rows, **id);
}

/// The newest one stays: so no number is ever given twice, and readers that know a layout by its number are right.
Result<bool> Sweep::sweepLayouts()
{
    Query chunk(m_database, "SELECT max(id) FROM (SELECT id FROM layout WHERE id>? ORDER BY id LIMIT ?)", m_after,
                sweptAtOnce);
    const auto last = optionalNumber(chunk);
    if (!last || !*last)
        return last ? Result<bool>(false) : last.error();
    Query drop(m_database,
               "DELETE FROM layout WHERE id>? AND id<=? AND id<(SELECT max(id) FROM layout) "
               "AND NOT EXISTS(SELECT 1 FROM block WHERE block.layout=layout.id) "
               "AND NOT EXISTS(SELECT 1 FROM hot WHERE hot.layout=layout.id) "
               "AND NOT EXISTS(SELECT 1 FROM hotbucket WHERE hotbucket.layout=layout.id)",
               m_after, **last);
    if (auto done = drop.run(); !done)
        return done.error();
    m_layouts.forget();
    m_after = **last;
    return true;
}

/// Likewise the newest node and cache stay. What was never seen (a cache that never answered) is not told from what is
/// over, so only the nodes that are configured now are kept.
Result<bool> Sweep::sweepNodes()
{
    Query next(m_database,
               "SELECT id, uid FROM node WHERE id>? AND id<(SELECT max(id) FROM node) "
               "AND NOT EXISTS(SELECT 1 FROM block WHERE block.node=node.id) "
               "AND NOT EXISTS(SELECT 1 FROM hot WHERE hot.node=node.id) "
               "AND NOT EXISTS(SELECT 1 FROM hotbucket WHERE hotbucket.node=node.id) "
               "AND NOT EXISTS(SELECT 1 FROM event WHERE event.cache=node.cache AND event.node=node.id) "
               "ORDER BY id LIMIT 1",
               m_after);
    if (!next.next()) {
        if (!next.result())
            return next.result().error();
        auto done = Query(m_database, "DELETE FROM cache WHERE id<(SELECT max(id) FROM cache) "
                                      "AND NOT EXISTS(SELECT 1 FROM node WHERE node.cache=cache.id) "
                                      "AND NOT EXISTS(SELECT 1 FROM event WHERE event.cache=cache.id)")
                        .run();
        return done ? Result<bool>(false) : done.error();
    }
    m_after = next.integer(0);
    if (m_kept.contains(next.text(1)))
        return true;
    auto removed = removeNode(m_after);
    return removed ? Result<bool>(true) : removed.error();
}

Result<void> Sweep::removeNode(qint64 node)
{
    m_nodesRemoved = true;
    if (auto done = Query(m_database, "DELETE FROM text WHERE node=?", node).run(); !done)
        return done;
    if (auto done = Query(m_database, "DELETE FROM usage WHERE node=?", node).run(); !done)
        return done;
    return Query(m_database, "DELETE FROM node WHERE id=?", node).run();
}

} // namespace cacheledger
