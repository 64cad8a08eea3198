// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/shortblocks.h"

#include <algorithm>

namespace cacheledger
{

namespace
{
/// Enough for any usual history, and few enough to be looked at each time.
constexpr qint64 mostParts = 100;
constexpr qint64 bytesOfPage = 4096;
/// Beyond so many free pages there was a deletion on purpose, and it is high time to use them.
constexpr qint64 mostScattered = 1024;

/// Takes the free pages away for a while: what is written meanwhile goes to the end of the file in one piece,
/// not into the scattered pages that single polls and buckets have left, which come to hold such again.
class ScatteredPages
{
public:
    explicit ScatteredPages(Database& database) : m_database(database) {}

    Result<void> take()
    {
        Query pages(m_database, "PRAGMA freelist_count");
        const qint64 count = pages.next() ? pages.integer(0) : 0;
        if (auto result = pages.result(); !result || count == 0 || count > mostScattered)
            return result;
        return Query(m_database, "INSERT INTO meta VALUES('scattered', zeroblob(?))", count * bytesOfPage).run();
    }
    Result<void> giveBack() { return Query(m_database, "DELETE FROM meta WHERE key='scattered'").run(); }

private:
    Database& m_database;
};
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
    ScatteredPages scattered(database);
    // The first one's place among the blocks is the new one's.
    if (auto done = remove(blocks.front()); !done)
        return done;
    if (auto done = scattered.take(); !done)
        return done;
    if (auto done = write(); !done)
        return done;
    if (auto done = scattered.giveBack(); !done)
        return done;
    for (std::size_t i = 1; i < blocks.size(); ++i)
        if (auto done = remove(blocks[i]); !done)
            return done;
    return {};
}

} // namespace cacheledger
