// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/bucketreader.h"

#include <algorithm>

namespace cacheledger
{

Result<void> BucketPiece::readSeries(std::size_t index, std::vector<WindowStat>& stats) const
{
    stats.resize(block.heads().size());
    auto read = block.readSeries(index, stats);
    stats.erase(stats.begin(), stats.begin() + static_cast<std::ptrdiff_t>(offset));
    stats.resize(heads.size());
    return read;
}

Result<BucketBlock> BucketReader::open(Tier tier, Query& row, const std::shared_ptr<BlobCursor>& cursor)
{
    ++m_blocksRead;
    if (!row.isNull(2))
        return BucketBlock::decode(m_compression, tier, row.blob(2));
    if (auto moved = cursor->moveTo(row.integer(3)); !moved)
        return moved.error();
    return BucketBlock::decode(m_compression, tier, cursor);
}

Result<bool> BucketReader::give(Query& row, Result<BucketBlock>&& block, TimeMs fromMs, TimeMs toMs, const Sink& sink)
{
    auto layout = m_layouts.find(row.integer(0));
    if (!layout)
        return layout.error();
    if (!block)
        return block.error();
    if (block->seriesCount() != (*layout)->size())
        return damagedBlock();
    const auto& heads = block->heads();
    const auto lower = std::ranges::lower_bound(heads, fromMs, {}, &BucketHead::start);
    const auto upper = std::ranges::lower_bound(heads, toMs, {}, &BucketHead::start);
    if (lower >= upper)
        return true;
    const auto offset = static_cast<std::size_t>(lower - heads.begin());
    BucketPiece piece{row.integer(0), *layout,           static_cast<int>(row.integer(1)),
                      {lower, upper}, std::move(*block), offset};
    return sink(piece);
}

Result<void> BucketReader::pieces(qint64 node, Tier tier, TimeMs fromMs, TimeMs toMs, const Sink& sink,
                                  const std::atomic_bool* cancelled)
{
    const auto cursor = std::make_shared<BlobCursor>(m_database);
    const auto all = [&](Query& rows) -> Result<bool> {
        while (rows.next()) {
            if (cancelled && cancelled->load(std::memory_order_relaxed))
                return cancelledError();
            auto more = give(rows, open(tier, rows, cursor), fromMs, toMs, sink);
            if (!more || !*more)
                return more;
        }
        return rows.result() ? Result<bool>(true) : rows.result().error();
    };
    Query blocks(
        m_database,
        "SELECT layout, interval, CASE WHEN count<=?5 THEN data END, id FROM block WHERE node=?1 AND tier=?2 AND "
        "first<?4 AND first>=coalesce((SELECT max(first) FROM block WHERE node=?1 AND tier=?2 AND first<=?3), "
        "?3) ORDER BY first",
        node, static_cast<int>(tier), fromMs, toMs, static_cast<qint64>(longestReadWhole));
    const auto more = all(blocks);
    if (!more || !*more)
        return more ? Result<void>() : more.error();
    Query hot(m_database,
              "SELECT layout, interval, data FROM hotbucket WHERE node=? AND tier=? AND start>=? AND start<? "
              "ORDER BY start",
              node, static_cast<int>(tier), fromMs, toMs);
    const auto done = all(hot);
    return done ? Result<void>() : done.error();
}

Result<std::vector<StoredBucket>> BucketReader::buckets(qint64 node, Tier tier, TimeMs fromMs, TimeMs toMs)
{
    std::vector<StoredBucket> buckets;
    std::vector<WindowStat> stats;
    const auto read = pieces(node, tier, fromMs, toMs, [&](BucketPiece& piece) -> Result<bool> {
        const std::size_t start = buckets.size();
        for (const BucketHead& head : piece.heads)
            buckets.push_back({head, piece.intervalMs, piece.layoutId, std::vector<WindowStat>(piece.layout->size())});
        for (std::size_t series = 0; series < piece.layout->size(); ++series) {
            if (auto decoded = piece.readSeries(series, stats); !decoded)
                return decoded.error();
            for (std::size_t i = 0; i < stats.size(); ++i)
                buckets[start + i].stats[series] = stats[i];
        }
        return true;
    });
    if (!read)
        return read.error();
    return buckets;
}

Result<std::vector<BucketHead>> BucketReader::heads(qint64 node, Tier tier, TimeMs fromMs, TimeMs toMs)
{
    std::vector<BucketHead> heads;
    const auto read = pieces(node, tier, fromMs, toMs, [&](BucketPiece& piece) -> Result<bool> {
        heads.insert(heads.end(), piece.heads.begin(), piece.heads.end());
        return true;
    });
    if (!read)
        return read.error();
    return heads;
}

Result<std::optional<TimeMs>> BucketReader::oldest(qint64 node, Tier tier)
{
    Query query(m_database,
                "SELECT coalesce((SELECT min(first) FROM block WHERE node=?1 AND tier=?2),"
                " (SELECT min(start) FROM hotbucket WHERE node=?1 AND tier=?2))",
                node, static_cast<int>(tier));
    return optionalNumber(query);
}

Result<std::optional<TimeMs>> BucketReader::newest(qint64 node, Tier tier)
{
    Query query(m_database,
                "SELECT coalesce((SELECT max(start) FROM hotbucket WHERE node=?1 AND tier=?2),"
                " (SELECT last FROM block WHERE node=?1 AND tier=?2 ORDER BY first DESC LIMIT 1))",
                node, static_cast<int>(tier));
    return optionalNumber(query);
}

} // namespace cacheledger
