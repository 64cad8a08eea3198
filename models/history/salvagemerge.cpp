// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/salvagemerge.h"

#include <QtCore/QElapsedTimer>

#include <algorithm>

namespace cacheledger
{

namespace
{

constexpr qint64 rebuildForMs = 50;

/// Looked through at a time: so many buckets, or less, are decoded at once.
constexpr qint64 chunkMs(Tier tier)
{
    return tier == Tier::Minute ? 3600'000 : 7LL * 24 * 3600'000;
}

} // namespace

Result<std::optional<qint64>> SalvageMerge::numberOf(const NodeId& node)
{
    Query query(m_database, "SELECT id FROM node WHERE uid=?", node.value);
    return optionalNumber(query);
}

Result<void> SalvageMerge::addNodes(std::span<const KnownNode> nodes)
{
    for (const KnownNode& node : nodes) {
        if (auto done = Query(m_database, "INSERT OR IGNORE INTO cache(uid, name) VALUES(?, ?)", node.cache.value,
                              node.cacheName)
                            .run();
            !done)
            return done;
        if (auto done = Query(m_database,
                              "INSERT OR IGNORE INTO node(cache, uid, address) "
                              "VALUES((SELECT id FROM cache WHERE uid=?), ?, ?)",
                              node.cache.value, node.node.value, node.address)
                            .run();
            !done)
            return done;
    }
    return {};
}

Result<void> SalvageMerge::addTexts(std::span<const SalvagedText> texts)
{
    for (const SalvagedText& text : texts) {
        const char* sql = "INSERT OR IGNORE INTO text(node, field, time, value) "
                          "SELECT id, CAST(?2 AS TEXT), ?3, CAST(?4 AS TEXT) FROM node WHERE uid=?1";
        const std::string_view field(text.field);
        auto done = text.value
                        ? Query(m_database, sql, text.node.value, field, text.time, std::string_view(*text.value)).run()
                        : Query(m_database, sql, text.node.value, field, text.time, nullptr).run();
        if (!done)
            return done;
    }
    return {};
}

/// Of a node and tier, no block may overlap another, and all fresh rows are later than all blocks.
Result<bool> SalvageMerge::isFree(qint64 node, const SalvagedBlock& block)
{
    const int tier = static_cast<int>(block.tier);
    Query taken(m_database,
                "SELECT EXISTS(SELECT 1 FROM (SELECT last FROM block WHERE node=?1 AND tier=?2 AND first<=?4 "
                "ORDER BY first DESC LIMIT 1) WHERE last>=?3) "
                "OR (?2=0 AND EXISTS(SELECT 1 FROM hot WHERE node=?1 AND time<=?4)) "
                "OR EXISTS(SELECT 1 FROM hotbucket WHERE node=?1 AND tier=?2 AND start<=?4)",
                node, tier, block.first, block.last);
    const auto found = optionalNumber(taken);
    if (!found)
        return found.error();
    return found->value_or(0) == 0;
}

Result<void> SalvageMerge::insert(qint64 node, const SalvagedBlock& block)
{
    const auto layout = m_layouts.idOf(block.layout);
    if (!layout)
        return layout.error();
    return Query(m_database,
                 "INSERT INTO block(node, tier, first, last, count, layout, interval, data) "
                 "VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
                 node, static_cast<int>(block.tier), block.first, block.last, block.count, *layout, block.intervalMs,
                 std::string_view(block.data))
        .run();
}

Result<void> SalvageMerge::addBlock(const SalvagedBlock& block, std::vector<SnapshotPtr>& late)
{
    const auto node = numberOf(block.node);
    if (!node || !*node)
        return node ? Result<void>() : node.error();
    const auto free = isFree(**node, block);
    if (!free)
        return free.error();
    if (*free)
        return insert(**node, block);
    return block.tier == Tier::Raw ? addSamples(block, late) : addBuckets(**node, block);
}

Result<void> SalvageMerge::addSamples(const SalvagedBlock& block, std::vector<SnapshotPtr>& late)
{
    const auto decoded = RawBlock::decode(m_compression, block.data);
    if (!decoded)
        return {}; // nothing that could be merged
    std::vector<std::shared_ptr<Snapshot>> samples;
    for (const TimeMs time : decoded->times()) {
        auto sample = std::make_shared<Snapshot>();
        sample->node = block.node;
        sample->timeMs = time;
        sample->intervalMs = block.intervalMs;
        sample->layout = block.layout;
        sample->values.resize(block.layout->size());
        samples.push_back(std::move(sample));
    }
    std::vector<double> values(samples.size());
    for (std::size_t column = 0; column < block.layout->size(); ++column) {
        if (!decoded->readColumn(column, values))
            return {};
        for (std::size_t i = 0; i < samples.size(); ++i)
            samples[i]->values[column] = values[i];
    }
    const auto missing = missingOf(std::vector<SnapshotPtr>(samples.begin(), samples.end()));
    if (!missing)
        return missing.error();
    late.insert(late.end(), missing->begin(), missing->end());
    return {};
}

Result<std::vector<SnapshotPtr>> SalvageMerge::missingOf(std::span<const SnapshotPtr> samples)
{
    std::vector<SnapshotPtr> missing;
    for (const SnapshotPtr& sample : samples) {
        const auto node = numberOf(sample->node);
        if (!node || !*node) {
            if (!node)
                return node.error();
            continue;
        }
        bool stored = false;
        const auto read = m_samples.reader().pieces(
            **node, sample->timeMs, sample->timeMs + 1, [&](const RawPiece& piece) -> Result<bool> {
                stored = stored || std::ranges::binary_search(piece.times, sample->timeMs);
                return true;
            });
        if (!read)
            return read.error();
        if (stored)
            continue;
        const auto texts = m_texts.at(**node, sample->timeMs);
        if (!texts)
            return texts.error();
        auto whole = std::make_shared<Snapshot>(*sample);
        whole->texts = *texts;
        missing.push_back(std::move(whole));
    }
    return missing;
}

Result<void> SalvageMerge::addBuckets(qint64 node, const SalvagedBlock& block)
{
    const auto decoded = BucketBlock::decode(m_compression, block.tier, block.data);
    if (!decoded)
        return {};
    const auto stored = storedStarts(node, block.tier, block.first, block.last + 1);
    const auto layout = m_layouts.idOf(block.layout);
    if (!stored || !layout)
        return stored ? layout.error() : stored.error();
    std::vector<StoredBucket> buckets;
    for (const BucketHead& head : decoded->heads())
        buckets.push_back({head, block.intervalMs, *layout, std::vector<WindowStat>(block.layout->size())});
    std::vector<WindowStat> stats(buckets.size());
    for (std::size_t series = 0; series < block.layout->size(); ++series) {
        if (!decoded->readSeries(series, stats))
            return {};
        for (std::size_t i = 0; i < buckets.size(); ++i)
            buckets[i].stats[series] = stats[i];
    }
    for (const StoredBucket& bucket : buckets)
        if (!stored->contains(bucket.head.start))
            if (auto done = m_tiers.put(node, block.tier, bucket); !done)
                return done;
    return {};
}

Result<void> SalvageMerge::addBucket(const SalvagedBlock& bucket)
{
    const auto node = numberOf(bucket.node);
    if (!node || !*node)
        return node ? Result<void>() : node.error();
    return addBuckets(**node, bucket);
}

Result<void> SalvageMerge::joinSeam(const NodeId& nodeId, TimeMs lastMs)
{
    const auto node = numberOf(nodeId);
    if (!node || !*node)
        return node ? Result<void>() : node.error();
    const auto next = m_samples.reader().firstAfter(**node, lastMs);
    const auto newest = m_samples.reader().newest(**node);
    if (!next || !newest)
        return next ? newest.error() : next.error();
    if (!*next)
        return {};
    std::vector<TimeMs> touched{**next};
    if (auto done = m_samples.putLate(**node, {}, touched); !done)
        return done;
    return m_tiers.rebuild(**node, touched, **newest);
}

Result<std::set<TimeMs>> SalvageMerge::storedStarts(qint64 node, Tier tier, TimeMs fromMs, TimeMs toMs)
{
    std::set<TimeMs> starts;
    const auto read = m_buckets.pieces(node, tier, fromMs, toMs, [&](const BucketPiece& piece) -> Result<bool> {
        for (const BucketHead& head : piece.heads)
            starts.insert(head.start);
        return true;
    });
    if (!read)
        return read.error();
    return starts;
}

/// Minutes of all nodes first, since hours are made of them.
Result<void> SalvageMerge::planRebuild()
{
    std::vector<Cursor> plan;
    for (Tier tier : {Tier::Minute, Tier::Hour}) {
        Query nodes(m_database,
                    "SELECT id, min(coalesce((SELECT min(first) FROM block WHERE node=node.id AND tier<?1), ?2),"
                    " coalesce((SELECT min(time) FROM hot WHERE node=node.id), ?2)) FROM node GROUP BY id",
                    static_cast<int>(tier), std::numeric_limits<TimeMs>::max());
        while (nodes.next()) {
            const auto newest = m_samples.reader().newest(nodes.integer(0));
            if (!newest)
                return newest.error();
            if (*newest)
                plan.push_back(
                    {nodes.integer(0), tier, bucketStart(tier, nodes.integer(1)), bucketStart(tier, **newest)});
        }
        if (auto result = nodes.result(); !result)
            return result;
    }
    std::ranges::reverse(plan); // the next is the last
    m_plan = std::move(plan);
    return {};
}

Result<bool> SalvageMerge::rebuildMissing()
{
    if (!m_plan)
        if (auto planned = planRebuild(); !planned)
            return planned.error();
    QElapsedTimer timer;
    for (timer.start(); !m_plan->empty() && timer.elapsed() < rebuildForMs;) {
        if (auto done = rebuildSome(m_plan->back()); !done)
            return done.error();
        if (m_plan->back().next >= m_plan->back().end)
            m_plan->pop_back();
    }
    if (!m_plan->empty())
        return false;
    m_plan.reset();
    return true;
}

Result<void> SalvageMerge::rebuildSome(Cursor& cursor)
{
    const TimeMs toMs = std::min(cursor.end, cursor.next + chunkMs(cursor.tier));
    std::set<TimeMs> wanted;
    if (cursor.tier == Tier::Minute) {
        const auto read =
            m_samples.reader().pieces(cursor.node, cursor.next, toMs, [&](const RawPiece& piece) -> Result<bool> {
                for (const TimeMs time : piece.times)
                    if (time >= cursor.next)
                        wanted.insert(bucketStart(Tier::Minute, time));
                return true;
            });
        if (!read)
            return read;
    } else {
        const auto minutes = storedStarts(cursor.node, Tier::Minute, cursor.next, toMs);
        if (!minutes)
            return minutes.error();
        for (const TimeMs minute : *minutes)
            wanted.insert(bucketStart(Tier::Hour, minute));
    }
    const auto stored = storedStarts(cursor.node, cursor.tier, cursor.next, toMs);
    if (!stored)
        return stored.error();
    for (const TimeMs start : wanted)
        if (!stored->contains(start))
            if (auto built = m_tiers.build(cursor.node, cursor.tier, start); !built)
                return built;
    cursor.next = toMs;
    return {};
}

} // namespace cacheledger
