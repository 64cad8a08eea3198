// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/bucketreader.h"

#include <algorithm>

namespace cacheledger
{

namespace
{
/// So many blocks' rows and heads are fetched side by side, and the series of so many that are open: an open one takes
/// some 100 KiB of memory.
constexpr std::size_t blocksTold = 64;
constexpr std::size_t blocksOpen = 8;
/// Shorter rows are fetched whole.
constexpr std::size_t longestReadAhead = 64 * 1024;
} // namespace

Result<void> BucketPiece::readSeries(std::size_t index, std::vector<WindowStat>& stats) const
{
    stats.resize(heads.size());
    return block.readSeries(index, rows, need, stats);
}

/// What of the row's block lies in the stretches; without heads where nothing does.
Result<BucketPiece> BucketReader::open(Query& row, Result<BucketBlock>&& block, const Asked& asked)
{
    auto layout = m_layouts.find(row.integer(0));
    if (!layout)
        return layout.error();
    if (!block)
        return block.error();
    if (block->seriesCount() != (*layout)->size())
        return damagedBlock();
    std::vector<RowRange> rows;
    std::vector<BucketHead> heads;
    const auto& all = block->heads();
    auto from = all.begin();
    for (const TimePart& part : asked.parts) {
        from = std::ranges::lower_bound(from, all.end(), part.fromMs, {}, &BucketHead::start);
        const auto to = std::ranges::lower_bound(from, all.end(), part.toMs, {}, &BucketHead::start);
        if (from == to)
            continue;
        rows.push_back({static_cast<std::size_t>(from - all.begin()), static_cast<std::size_t>(to - all.begin())});
        heads.insert(heads.end(), from, to);
        from = to;
    }
    return BucketPiece{row.integer(0),   *layout,           static_cast<int>(row.integer(1)),
                       std::move(heads), std::move(*block), std::move(rows),
                       asked.need};
}

void BucketReader::expectSeries(std::span<const BucketPiece> pieces, std::span<const qint64> ids,
                                std::span<const std::string> metrics)
{
    for (std::size_t i = 0; i < pieces.size(); ++i)
        for (const std::string& metric : metrics)
            if (const auto index = pieces[i].layout->indexOf(metric))
                if (const auto range = pieces[i].block.rangeOf(*index))
                    m_ahead->addPart(ids[i], range->offset, range->length);
    m_ahead->tellParts();
}

Result<std::vector<BucketPiece>> BucketReader::openBlocks(std::span<const qint64> ids, const Asked& asked)
{
    const auto cursor = std::make_shared<BlobCursor>(m_database);
    std::vector<BucketPiece> opened;
    for (const qint64 id : ids) {
        if (asked.cancelled && asked.cancelled->load(std::memory_order_relaxed))
            return cancelledError();
        Query row(m_database, "SELECT layout, interval, CASE WHEN count<=?2 THEN data END FROM block WHERE id=?1", id,
                  static_cast<qint64>(longestReadWhole));
        if (!row.next())
            return row.result() ? damagedBlock() : row.result().error();
        const auto decode = [&]() -> Result<BucketBlock> {
            if (!row.isNull(2))
                return BucketBlock::decode(m_compression, asked.tier, row.blob(2));
            auto bytes = BlobBytes::of(cursor, id);
            return bytes ? BucketBlock::decode(m_compression, asked.tier, std::move(*bytes)) : bytes.error();
        };
        auto piece = open(row, decode(), asked);
        if (!piece)
            return piece.error();
        opened.push_back(std::move(*piece));
    }
    return opened;
}

Result<bool> BucketReader::give(std::vector<BucketPiece>& opened, const Asked& asked, const Sink& sink)
{
    for (BucketPiece& piece : opened) {
        if (asked.cancelled && asked.cancelled->load(std::memory_order_relaxed))
            return cancelledError();
        ++m_blocksRead;
        if (piece.heads.empty())
            continue;
        if (auto more = sink(piece); !more || !*more)
            return more;
    }
    return true;
}

Result<void> BucketReader::pieces(qint64 node, Tier tier, TimeMs fromMs, TimeMs toMs, const Sink& sink,
                                  const std::atomic_bool* cancelled, std::span<const std::string> metrics)
{
    const TimePart all{fromMs, toMs};
    return pieces(node, tier, std::span(&all, 1), StatNeed::All, sink, cancelled, metrics);
}

/// In order of time. A block reaches up to where the next one begins, at most.
Result<std::vector<qint64>> BucketReader::blocksWith(qint64 node, Tier tier, std::span<const TimePart> parts)
{
    Query query( // by the index alone
        m_database,
        "SELECT id, first FROM block WHERE node=?1 AND tier=?2 AND first<?4 AND first>="
        "coalesce((SELECT max(first) FROM block WHERE node=?1 AND tier=?2 AND first<=?3), ?3) ORDER BY first",
        node, static_cast<int>(tier), parts.front().fromMs, parts.back().toMs);
    std::vector<std::pair<qint64, TimeMs>> blocks;
    while (query.next())
        blocks.emplace_back(query.integer(0), query.integer(1));
    if (auto result = query.result(); !result)
        return result.error();
    std::vector<qint64> ids;
    auto part = parts.begin();
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        while (part != parts.end() && part->toMs <= blocks[i].second)
            ++part;
        if (part == parts.end())
            break;
        if (i + 1 == blocks.size() || part->fromMs < blocks[i + 1].second)
            ids.push_back(blocks[i].first);
    }
    return ids;
}

Result<void> BucketReader::pieces(qint64 node, Tier tier, std::span<const TimePart> parts, StatNeed need,
                                  const Sink& sink, const std::atomic_bool* cancelled,
                                  std::span<const std::string> metrics)
{
    if (parts.empty())
        return {};
    const auto ids = blocksWith(node, tier, parts);
    if (!ids)
        return ids.error();
    const Asked asked{tier, parts, need, metrics, cancelled};
    const std::size_t atOnce = m_ahead ? blocksOpen : 1;
    std::vector<BucketPiece> opened; // whose series the disk fetches while those before are decoded
    for (std::size_t at = 0; at < ids->size() || !opened.empty(); at += atOnce) {
        const std::span<const qint64> left = std::span<const qint64>(*ids).subspan(std::min(at, ids->size()));
        if (m_ahead && at % blocksTold == 0)
            m_ahead->rows("block", left.first(std::min(blocksTold, left.size())), longestReadAhead,
                          BucketBlock::firstRead);
        const std::span<const qint64> now = left.first(std::min(atOnce, left.size()));
        auto next = openBlocks(now, asked);
        if (!next)
            return next.error();
        if (m_ahead)
            expectSeries(*next, now, metrics);
        if (const auto more = give(opened, asked, sink); !more || !*more)
            return more ? Result<void>() : more.error();
        opened = std::move(*next);
    }
    return hotPieces(node, asked, sink);
}

Result<void> BucketReader::hotPieces(qint64 node, const Asked& asked, const Sink& sink)
{
    Query hot(m_database,
              "SELECT layout, interval, data FROM hotbucket WHERE node=? AND tier=? AND start>=? AND start<? "
              "ORDER BY start",
              node, static_cast<int>(asked.tier), asked.parts.front().fromMs, asked.parts.back().toMs);
    while (hot.next()) {
        if (asked.cancelled && asked.cancelled->load(std::memory_order_relaxed))
            return cancelledError();
        auto piece = open(hot, BucketBlock::decode(m_compression, asked.tier, hot.blob(2)), asked);
        if (!piece)
            return piece.error();
        ++m_blocksRead;
        if (piece->heads.empty())
            continue;
        if (const auto more = sink(*piece); !more || !*more)
            return more ? Result<void>() : more.error();
    }
    return hot.result();
}

void BucketReader::expectFresh(qint64 node, Tier tier, TimeMs fromMs, TimeMs toMs)
{
    const auto ids = wholeNumbers(
        Query(m_database, "SELECT id FROM hotbucket WHERE node=? AND tier=? AND start>=? AND start<? ORDER BY start",
              node, static_cast<int>(tier), fromMs, toMs));
    if (m_ahead && ids)
        m_ahead->rows("hotbucket", *ids);
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
