// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/bucketblock.h"
#include "history/layoutstore.h"

namespace cacheledger
{

/// Blocks are joined when they have so many buckets together, once and, of minutes, again: a day of minutes or ten days
/// of hours are then one block, and a year's chart is a few reads.
inline constexpr std::size_t joinedOnce = 240;
constexpr std::size_t joinedLength(Tier tier)
{
    return tier == Tier::Hour ? joinedOnce : 1440;
}

/// Joins the short blocks of a tier, in which buckets are written as they come, into long ones, of which a chart reads
/// only its own series. Every method needs a writing transaction. `node` is the number in table node.
class BucketJoiner
{
public:
    BucketJoiner(Database& database, LayoutStore& layouts, Compression& compression)
        : m_database(database),
          m_layouts(layouts),
          m_compression(compression),
          m_encoder(compression)
    {
    }

    /// Joins the newest short blocks once they have enough buckets. Blocks that late samples have opened again stay
    /// short.
    Result<void> join(qint64 node, Tier tier);

private:
    struct Part;

    Result<void> join(qint64 node, Tier tier, std::size_t shortest, std::size_t joined);
    Result<Part> read(Tier tier, qint64 block);
    Result<LayoutPtr> unite(std::vector<Part>& parts, qint64& layoutId);
    Result<void> write(qint64 node, Tier tier, std::vector<Part>& parts);

    Database& m_database;
    LayoutStore& m_layouts;
    Compression& m_compression;
    BucketBlockEncoder m_encoder;
};

} // namespace cacheledger
