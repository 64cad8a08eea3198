// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/tierstore.h"

#include <algorithm>
#include <limits>
#include <map>

namespace cacheledger
{

TimeMs bucketStart(Tier tier, TimeMs timeMs)
{
    const qint64 length = bucketMs(tier);
    if (length == 0)
        return timeMs;
    const qint64 rest = timeMs % length;
    return timeMs - (rest < 0 ? rest + length : rest);
}

Result<void> TierStore::passTime(qint64 node, TimeMs lastMs, TimeMs nextMs)
{
    for (Tier tier : {Tier::Minute, Tier::Hour}) {
        const TimeMs start = bucketStart(tier, lastMs);
        if (start == bucketStart(tier, nextMs))
            break;
        if (auto built = build(node, tier, start); !built)
            return built;
    }
    return {};
}

Result<void> TierStore::reopen(qint64 node, TimeMs newestMs)
{
    // The newest buckets are never in blocks (keptHot).
    for (Tier tier : {Tier::Minute, Tier::Hour}) {
        const auto whole = m_isWhole ? m_isWhole(node, tier, bucketStart(tier, newestMs)) : Result<bool>(true);
        if (!whole)
            return whole.error();
        if (!*whole)
            continue;
        if (auto done = Query(m_database, "DELETE FROM hotbucket WHERE node=? AND tier=? AND start>=?", node,
                              static_cast<int>(tier), bucketStart(tier, newestMs))
                            .run();
            !done)
            return done;
    }
    return {};
}

Result<void> TierStore::rebuild(qint64 node, std::span<const TimeMs> touched, TimeMs newestMs)
{
    for (Tier tier : {Tier::Minute, Tier::Hour}) {
        const auto written = m_reader.newest(node, tier);
        if (!written)
            return written.error();
        std::set<TimeMs> starts;
        for (TimeMs time : touched)
            for (TimeMs reached : {time, time + lookBackMs})
                if (const TimeMs start = bucketStart(tier, reached);
                    start < bucketStart(tier, newestMs) || (*written && start <= **written))
                    starts.insert(start);
        for (TimeMs start : starts)
            if (auto built = build(node, tier, start); !built)
                return built;
    }
    return {};
}

Result<void> TierStore::build(qint64 node, Tier tier, TimeMs start)
{
    if (m_isWhole)
        if (const auto whole = m_isWhole(node, tier, start); !whole || !*whole)
            return whole ? Result<void>() : whole.error();
    const auto bucket = tier == Tier::Minute ? buildMinute(node, start) : buildHour(node, start);
    if (!bucket)
        return bucket.error();
    return *bucket ? put(node, tier, **bucket) : Result<void>();
}

Result<void> TierStore::put(qint64 node, Tier tier, const StoredBucket& bucket)
{
    Query last(m_database, "SELECT last FROM block WHERE node=? AND tier=? ORDER BY first DESC LIMIT 1", node,
               static_cast<int>(tier));
    const auto blockEnd = optionalNumber(last);
    if (!blockEnd)
        return blockEnd.error();
    return *blockEnd && bucket.head.start <= **blockEnd ? mergeIntoBlock(node, tier, bucket)
                                                        : putFresh(node, tier, bucket);
}

Result<void> TierStore::putFresh(qint64 node, Tier tier, const StoredBucket& bucket)
{
    const Blob data =
        m_encoder.encode(tier, {&bucket.head, 1}, bucket.stats.size(),
                         [&](std::size_t series, std::span<WindowStat> stats) { stats[0] = bucket.stats[series]; });
    return Query(m_database,
                 "INSERT INTO hotbucket(node, tier, start, layout, interval, data) VALUES(?, ?, ?, ?, ?, ?) "
                 "ON CONFLICT(node, tier, start) DO UPDATE SET layout=excluded.layout, interval=excluded.interval, "
                 "data=excluded.data",
                 node, static_cast<int>(tier), bucket.head.start, bucket.layoutId, bucket.intervalMs,
                 std::string_view(data))
        .run();
}

Result<void> TierStore::mergeIntoBlock(qint64 node, Tier tier, const StoredBucket& bucket)
{
    Query block(m_database,
                "SELECT id, first, last FROM block WHERE id=coalesce("
                "(SELECT id FROM block WHERE node=?1 AND tier=?2 AND first<=?3 ORDER BY first DESC LIMIT 1),"
                "(SELECT id FROM block WHERE node=?1 AND tier=?2 ORDER BY first LIMIT 1))",
                node, static_cast<int>(tier), bucket.head.start);
    if (!block.next())
        return block.result();
    auto buckets = m_reader.buckets(node, tier, block.integer(1), block.integer(2) + 1);
    if (!buckets)
        return buckets.error();
    const auto startOf = [](const StoredBucket& other) { return other.head.start; };
    const auto at = std::ranges::lower_bound(*buckets, bucket.head.start, {}, startOf);
    if (at != buckets->end() && at->head.start == bucket.head.start)
        *at = bucket;
    else
        buckets->insert(at, bucket);
    if (auto done = Query(m_database, "DELETE FROM block WHERE id=?", block.integer(0)).run(); !done)
        return done;
    return writeBlocks(node, tier, *buckets);
}

Result<void> TierStore::writeBlocks(qint64 node, Tier tier, std::span<const StoredBucket> buckets)
{
    std::vector<std::size_t> cuts;
    for (std::size_t i = 1; i < buckets.size(); ++i)
        if (buckets[i].intervalMs != buckets[i - 1].intervalMs)
            cuts.push_back(i);
    for (std::size_t length : blockLengths(buckets.size(), bucketBlockLength, cuts)) {
        if (auto done = writeBlock(node, tier, buckets.first(length)); !done)
            return done;
        buckets = buckets.subspan(length);
    }
    return {};
}

Result<void> TierStore::writeBlock(qint64 node, Tier tier, std::span<const StoredBucket> buckets)
{
    std::vector<qint64> ids;
    std::vector<BucketHead> heads;
    for (const StoredBucket& bucket : buckets) {
        ids.push_back(bucket.layoutId);
        heads.push_back(bucket.head);
    }
    const auto layoutId = m_layouts.unionOf(ids);
    if (!layoutId)
        return layoutId.error();
    const auto layout = m_layouts.find(*layoutId);
    if (!layout)
        return layout.error();
    std::map<qint64, LayoutPtr> others;
    for (qint64 id : ids) {
        const auto other = m_layouts.find(id);
        if (!other)
            return other.error();
        others.emplace(id, *other);
    }
    const auto fill = [&](std::size_t series, std::span<WindowStat> stats) {
        for (std::size_t i = 0; i < buckets.size(); ++i) {
            const auto at =
                ids[i] == *layoutId ? std::optional(series) : others[ids[i]]->indexOf((*layout)->name(series));
            stats[i] = at ? buckets[i].stats[*at] : WindowStat();
        }
    };
    const Blob data = m_encoder.encode(tier, heads, (*layout)->size(), fill);
    return Query(m_database,
                 "INSERT INTO block(node, tier, first, last, count, layout, interval, data) "
                 "VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
                 node, static_cast<int>(tier), heads.front().start, heads.back().start,
                 static_cast<qint64>(heads.size()), *layoutId, buckets.front().intervalMs, std::string_view(data))
        .run();
}

Result<void> TierStore::compact(qint64 node, Tier tier)
{
    for (;;) {
        const auto more = compactOnce(node, tier);
        if (!more || !*more)
            return more ? Result<void>() : more.error();
    }
}

/// Whether a block was made.
Result<bool> TierStore::compactOnce(qint64 node, Tier tier)
{
    Query countQuery(m_database, "SELECT count(*) FROM hotbucket WHERE node=? AND tier=?", node,
                     static_cast<int>(tier));
    const auto count = optionalNumber(countQuery);
    if (!count)
        return count.error();
    if (!*count || **count < static_cast<qint64>(bucketsDue))
        return false;
    Query end(m_database, "SELECT start FROM hotbucket WHERE node=? AND tier=? ORDER BY start LIMIT 1 OFFSET ?", node,
              static_cast<int>(tier), static_cast<qint64>(bucketBlockLength));
    const auto endMs = optionalNumber(end);
    if (!endMs || !*endMs)
        return endMs ? Result<bool>(false) : endMs.error();
    Query begin(m_database, "SELECT min(start) FROM hotbucket WHERE node=? AND tier=?", node, static_cast<int>(tier));
    const auto beginMs = optionalNumber(begin);
    if (!beginMs || !*beginMs)
        return beginMs ? Result<bool>(false) : beginMs.error();
    const auto buckets = m_reader.buckets(node, tier, **beginMs, **endMs);
    if (!buckets)
        return buckets.error();
    if (auto done = writeBlocks(node, tier, *buckets); !done)
        return done.error();
    if (auto done = Query(m_database, "DELETE FROM hotbucket WHERE node=? AND tier=? AND start<?", node,
                          static_cast<int>(tier), **endMs)
                        .run();
        !done)
        return done.error();
    return true;
}

} // namespace cacheledger
