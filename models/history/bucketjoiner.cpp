// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/bucketjoiner.h"

#include "history/bucketreader.h"
#include "history/seriesorder.h"
#include "history/shortblocks.h"

#include <algorithm>

namespace cacheledger
{

struct BucketJoiner::Part {
    qint64 layoutId = 0;
    int intervalMs = 0;
    BucketBlock block;
    std::vector<std::optional<std::size_t>> columns; ///< for each of the joined layout, where it is here
};

Result<void> BucketJoiner::join(qint64 node, Tier tier)
{
    if (auto done = join(node, tier, longestReadWhole, joinedOnce); !done || joinedLength(tier) == joinedOnce)
        return done;
    return join(node, tier, 2 * joinedOnce, joinedLength(tier));
}

Result<void> BucketJoiner::join(qint64 node, Tier tier, std::size_t shortest, std::size_t joined)
{
    const auto blocks = shortBlocks(m_database, node, tier, shortest, joined);
    if (!blocks || blocks->empty())
        return blocks ? Result<void>() : blocks.error();
    std::vector<Part> parts;
    for (const BlockRow& block : *blocks) {
        auto part = read(tier, block.id);
        if (!part)
            return part.error();
        parts.push_back(std::move(*part));
    }
    return replaceBlocks(m_database, *blocks, [&] { return write(node, tier, parts); });
}

Result<BucketJoiner::Part> BucketJoiner::read(Tier tier, qint64 block)
{
    Query row(m_database, "SELECT layout, interval, data FROM block WHERE id=?", block);
    if (!row.next())
        return row.result() ? damagedBlock() : row.result().error();
    auto decoded = BucketBlock::decode(m_compression, tier, row.blob(2));
    if (!decoded)
        return decoded.error();
    return Part{row.integer(0), static_cast<int>(row.integer(1)), std::move(*decoded), {}};
}

Result<LayoutPtr> BucketJoiner::unite(std::vector<Part>& parts, qint64& layoutId)
{
    std::vector<qint64> ids;
    for (const Part& part : parts)
        ids.push_back(part.layoutId);
    const auto united = m_layouts.unionOf(ids);
    if (!united)
        return united.error();
    layoutId = *united;
    const auto layout = m_layouts.find(layoutId);
    if (!layout)
        return layout.error();
    for (Part& part : parts) {
        const auto own = m_layouts.find(part.layoutId);
        if (!own)
            return own.error();
        if (part.block.seriesCount() != (*own)->size())
            return damagedBlock();
        for (const std::string& name : (*layout)->names())
            part.columns.push_back((*own)->indexOf(name));
    }
    return layout;
}

Result<void> BucketJoiner::write(qint64 node, Tier tier, std::vector<Part>& parts)
{
    qint64 layoutId = 0;
    const auto layout = unite(parts, layoutId);
    if (!layout)
        return layout.error();
    std::vector<BucketHead> heads;
    for (const Part& part : parts)
        heads.insert(heads.end(), part.block.heads().begin(), part.block.heads().end());
    Result<void> read;
    const auto fill = [&](std::size_t series, std::span<WindowStat> stats) {
        for (const Part& part : parts) {
            const auto own = stats.first(part.block.heads().size());
            stats = stats.subspan(own.size());
            std::ranges::fill(own, WindowStat());
            if (read && part.columns[series])
                read = part.block.readSeries(*part.columns[series], own);
        }
    };
    const Blob data = m_encoder.encodeApart(tier, heads, seriesOrder(**layout), fill);
    if (!read)
        return read;
    return Query(m_database,
                 "INSERT INTO block(node, tier, first, last, count, layout, interval, data) "
                 "VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
                 node, static_cast<int>(tier), heads.front().start, heads.back().start,
                 static_cast<qint64>(heads.size()), layoutId, parts.front().intervalMs, std::string_view(data))
        .run();
}

} // namespace cacheledger
