// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historywriterimpl.h"

#include <QtCore/QCoreApplication>

namespace cacheledger
{

Result<qint64> HistoryWriter::Impl::cacheNumber(const CacheId& cache, const QString& name)
{
    // Without a name only an unknown cache is added.
    Query query(*m_database,
                "INSERT INTO cache(uid, name) VALUES(?1, ?2) ON CONFLICT(uid) DO UPDATE SET "
                "name=iif(?2='', name, ?2) RETURNING id",
                cache.value, name);
    const auto id = optionalNumber(query);
    if (!id)
        return id.error();
    return id->value_or(0);
}

Result<qint64> HistoryWriter::Impl::nodeNumber(const NodeId& node)
{
    Query query(*m_database, "SELECT id FROM node WHERE uid=?", node.value);
    const auto id = optionalNumber(query);
    if (!id)
        return id.error();
    if (*id)
        return **id;
    // Nobody said whose it is: kept all the same, until registerNode() tells.
    auto cache = cacheNumber({}, {});
    if (!cache)
        return cache;
    if (auto added =
            Query(*m_database, "INSERT INTO node(cache, uid, address) VALUES(?, ?, '')", *cache, node.value).run();
        !added)
        return added.error();
    return m_database->lastRowId();
}

Result<void> HistoryWriter::Impl::registerNode(const KnownNode& node)
{
    m_retention.sweep().keepNode(node.node.value);
    return transact([&]() -> Result<void> {
        const auto cache = cacheNumber(node.cache, node.cacheName);
        if (!cache)
            return cache.error();
        return Query(*m_database,
                     "INSERT INTO node(cache, uid, address) VALUES(?, ?, ?) ON CONFLICT(uid) DO UPDATE SET "
                     "cache=excluded.cache, address=excluded.address",
                     *cache, node.node.value, node.address)
            .run();
    });
}

Result<HistoryWriter::Impl::NodeState*> HistoryWriter::Impl::stateOf(const NodeId& node)
{
    if (const auto known = m_states.find(node.value); known != m_states.end())
        return &*known;
    const auto id = nodeNumber(node);
    if (!id)
        return id.error();
    const auto newest = m_samples.newest(*id);
    if (!newest)
        return newest.error();
    NodeState state;
    state.id = *id;
    state.newest = *newest;
    // Whether its last bucket was closed early is not written down: taken to be so until time passes.
    state.closed = true;
    if (auto counted = countHotRows(state); !counted)
        return counted.error();
    return &*m_states.insert(node.value, state);
}

Result<void> HistoryWriter::Impl::countHotRows(NodeState& state)
{
    Query query(*m_database, "SELECT count(*) FROM hot WHERE node=?", state.id);
    const auto rows = optionalNumber(query);
    if (!rows)
        return rows.error();
    state.hotRows = rows->value_or(0);
    return {};
}

Result<void> HistoryWriter::Impl::putEvent(const Event& event)
{
    const auto cache = cacheNumber(event.cache, {});
    if (!cache)
        return cache.error();
    qint64 node = 0;
    if (!event.node.isEmpty()) {
        const auto id = nodeNumber(event.node);
        if (!id)
            return id.error();
        node = *id;
    }
    return Query(*m_database, "INSERT OR IGNORE INTO event(cache, time, node, kind, text) VALUES(?, ?, ?, ?, ?)",
                 *cache, event.timeMs, node, QString::fromLatin1(eventKindName(event.kind)), event.text)
        .run();
}

Result<void> HistoryWriter::Impl::appendEvents(std::span<const Event> events)
{
    if (events.empty())
        return {};
    return transact([&]() -> Result<void> {
        for (const Event& event : events)
            if (auto done = putEvent(event); !done)
                return done;
        return {};
    });
}

Result<void> HistoryWriter::Impl::removeEvents(std::span<const Event> events)
{
    for (const Event& event : events)
        if (event.kind != EventKind::Note && event.kind != EventKind::Deploy)
            return Error{ErrorCode::InvalidArgument,
                         QCoreApplication::translate("History", "Only notes and deploys can be removed."),
                         {}};
    return transact([&]() -> Result<void> {
        for (const Event& event : events)
            if (auto done = Query(*m_database,
                                  "DELETE FROM event WHERE cache=(SELECT id FROM cache WHERE uid=?1) AND time=?2 AND "
                                  "node=iif(?3='', 0, (SELECT id FROM node WHERE uid=?3)) AND kind=?4 AND text=?5",
                                  event.cache.value, event.timeMs, event.node.value,
                                  QString::fromLatin1(eventKindName(event.kind)), event.text)
                                .run();
                !done)
                return done;
        return {};
    });
}

} // namespace cacheledger
