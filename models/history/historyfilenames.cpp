// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historyfileimpl.h"

#include <algorithm>

namespace cacheledger
{

namespace
{

/// Beyond these a coarser tier knows the names as well and is read faster.
constexpr qint64 namesFromRawMs = 6LL * 3600'000;
constexpr qint64 namesFromMinutesMs = 7LL * 24 * 3600'000;

} // namespace

Result<void> HistoryFile::Impl::addLayouts(qint64 node, Tier tier, TimeMs fromMs, TimeMs toMs, std::set<qint64>& ids)
{
    const TimeMs start = tier == Tier::Raw ? fromMs : fromMs - bucketMs(tier) + 1;
    const int number = static_cast<int>(tier);
    const auto add = [&ids](Query&& query) -> Result<void> {
        const auto found = wholeNumbers(std::move(query));
        if (!found)
            return found.error();
        ids.insert(found->begin(), found->end());
        return {};
    };
    // By the indexes alone: a page of each row would otherwise be read, one here and one there.
    if (auto added =
            add(Query(*database,
                      "SELECT id FROM layout WHERE EXISTS(SELECT 1 FROM block WHERE block.layout=layout.id AND node=?1 "
                      "AND tier=?2 AND first<?4 AND first>=coalesce((SELECT CASE WHEN last>=?3 THEN first END FROM "
                      "block WHERE node=?1 AND tier=?2 AND first<=?3 ORDER BY first DESC LIMIT 1), ?3))",
                      node, number, start, toMs));
        !added)
        return added;
    if (tier == Tier::Raw)
        return add(Query(*database,
                         "SELECT id FROM layout WHERE EXISTS(SELECT 1 FROM hot WHERE hot.layout=layout.id AND "
                         "node=? AND time>=? AND time<?)",
                         node, start, toMs));
    return add(Query(*database,
                     "SELECT id FROM layout WHERE EXISTS(SELECT 1 FROM hotbucket WHERE "
                     "hotbucket.layout=layout.id AND node=? AND tier=? AND start>=? AND start<?)",
                     node, number, start, toMs));
}

/// Each once, in order.
Result<std::vector<std::string>> HistoryFile::Impl::namesOf(const std::set<qint64>& ids)
{
    std::vector<LayoutPtr> found;
    std::vector<std::string_view> names; // strings would be moved about
    for (const qint64 id : ids) {
        const auto layout = layouts.find(id);
        if (!layout)
            return layout.error();
        found.push_back(*layout);
        names.insert(names.end(), (*layout)->names().begin(), (*layout)->names().end());
    }
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return std::vector<std::string>(names.begin(), names.end());
}

Result<std::vector<std::string>> HistoryFile::metricNames(const NodeId& node, TimeMs fromMs, TimeMs toMs) const
{
    auto transaction = Transaction::read(*m_impl->database);
    if (!transaction)
        return transaction.error();
    m_impl->expectIndexes();
    const auto id = m_impl->find(node);
    if (!id)
        return id.error();
    std::set<qint64> layouts;
    if (!*id || fromMs >= toMs)
        return std::vector<std::string>();
    // Each tier as far as it goes, the finer ones for the rest.
    const bool fromHours = toMs - fromMs > namesFromMinutesMs || fromMs < keptFrom(Tier::Minute);
    const bool fromMinutes = toMs - fromMs > namesFromRawMs || fromMs < keptFrom(Tier::Raw);
    for (Tier tier : {Tier::Hour, Tier::Minute, Tier::Raw}) {
        if ((tier == Tier::Hour && !fromHours) || (tier == Tier::Minute && !fromMinutes))
            continue;
        if (auto added = m_impl->addLayouts(**id, tier, fromMs, toMs, layouts); !added)
            return added.error();
        if (const auto end = tierEnd(node, tier))
            fromMs = std::max(fromMs, *end);
    }
    return m_impl->namesOf(layouts);
}

Result<std::vector<KnownNode>> HistoryFile::nodes() const
{
    std::vector<KnownNode> nodes;
    Query query(*m_impl->database, "SELECT cache.uid, node.uid, cache.name, node.address FROM node "
                                   "JOIN cache ON cache.id=node.cache ORDER BY cache.name, node.address, node.id");
    while (query.next())
        nodes.push_back({CacheId{query.text(0)}, NodeId{query.text(1)}, query.text(2), query.text(3)});
    if (auto result = query.result(); !result)
        return result.error();
    return nodes;
}

Result<std::vector<Event>> HistoryFile::events(std::span<const NodeId> nodes, TimeMs fromMs, TimeMs toMs) const
{
    auto transaction = Transaction::read(*m_impl->database);
    if (!transaction)
        return transaction.error();
    std::set<qint64> ids;
    std::set<qint64> caches;
    for (const NodeId& node : nodes) {
        Query query(*m_impl->database, "SELECT id, cache FROM node WHERE uid=?", node.value);
        if (query.next()) {
            ids.insert(query.integer(0));
            caches.insert(query.integer(1));
        }
    }
    std::vector<Event> events;
    for (const qint64 cache : caches) {
        Query query(*m_impl->database,
                    "SELECT event.time, event.kind, event.text, event.node, node.uid, cache.uid FROM event "
                    "JOIN cache ON cache.id=event.cache LEFT JOIN node ON node.id=event.node "
                    "WHERE event.cache=? AND event.time>=? AND event.time<? ORDER BY event.time, event.id",
                    cache, fromMs, toMs);
        while (query.next())
            if (const auto kind = eventKindFromName(query.text(1));
                kind && (query.integer(3) == 0 || ids.contains(query.integer(3))))
                events.push_back(
                    {NodeId{query.text(4)}, CacheId{query.text(5)}, query.integer(0), *kind, query.text(2)});
        if (auto result = query.result(); !result)
            return result.error();
    }
    std::ranges::stable_sort(events, {}, &Event::timeMs);
    return events;
}

} // namespace cacheledger
