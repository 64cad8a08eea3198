// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/shortblocks.h"

#include <algorithm>

namespace cacheledger
{

namespace
{
/// Enough for any usual history, and few enough to be looked at each time.
constexpr qint64 mostParts = 100;
} // namespace

Result<std::vector<BlockRow>> shortBlocks(Database& database, qint64 node, Tier tier, std::size_t shortest,
                                          std::size_t joined)
{
    std::vector<BlockRow> blocks;
    qint64 count = 0;
    qint64 interval = 0;
    Query rows(database,
               "SELECT id, first, last, count, interval FROM block WHERE node=? AND tier=? ORDER BY first DESC LIMIT ?",
               node, static_cast<int>(tier), mostParts);
    while (count < static_cast<qint64>(joined) && rows.next()) {
        if (rows.integer(3) > static_cast<qint64>(shortest) || (count > 0 && rows.integer(4) != interval))
            break;
        blocks.push_back({rows.integer(0), rows.integer(1), rows.integer(2)});
        count += rows.integer(3);
        interval = rows.integer(4);
    }
    if (auto result = rows.result(); !result)
        return result.error();
    if (count < static_cast<qint64>(joined))
        return std::vector<BlockRow>();
    std::ranges::reverse(blocks);
    return blocks;
}

Result<void> replaceBlocks(Database& database, const std::vector<BlockRow>& blocks,
                           const std::function<Result<void>()>& write)
{
    const auto remove = [&](const BlockRow& block) {
        return Query(database, "DELETE FROM block WHERE id=?", block.id).run();
    };
    // The first one's place among the blocks is the new one's.
    if (auto done = remove(blocks.front()); !done)
        return done;
    if (auto done = write(); !done)
        return done;
    for (std::size_t i = 1; i < blocks.size(); ++i)
        if (auto done = remove(blocks[i]); !done)
            return done;
    return {};
}

} // namespace cacheledger
