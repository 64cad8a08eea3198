// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/blobcursor.h"
#include "history/bucketblock.h"
#include "history/readahead.h"
#include "history/samplereader.h"

namespace cacheledger
{

/// Blocks with more buckets are not read whole: of a minutes' block a chart needs a hundredth.
inline constexpr std::size_t longestReadWhole = 120;

/// Neighbouring buckets as they lie in the file. Series are read and decoded when asked for, before the sink returns.
struct BucketPiece {
    qint64 layoutId = 0;
    LayoutPtr layout;
    int intervalMs = 0;
    std::vector<BucketHead> heads; ///< those that were asked for

    Result<void> readSeries(std::size_t index, std::vector<WindowStat>& stats) const;

    BucketBlock block;
    std::vector<RowRange> rows; ///< of the heads in the block
    StatNeed need = StatNeed::All;
};

/// One stored bucket with all its stats.
struct StoredBucket {
    BucketHead head;
    int intervalMs = 0;
    qint64 layoutId = 0;
    std::vector<WindowStat> stats;
};

/// Reads buckets over a connection that may also be the writer's. A node's blocks of a tier do not overlap, and its hot
/// buckets are later than its blocks.
class BucketReader
{
public:
    /// With `ahead` for files that lie on a disk: blocks are opened some at a time, so that it fetches what is needed
    /// of them side by side.
    BucketReader(Database& database, LayoutStore& layouts, Compression& compression, ReadAhead* ahead = nullptr)
        : m_database(database),
          m_layouts(layouts),
          m_compression(compression),
          m_ahead(ahead)
    {
    }

    using Sink = std::function<Result<bool>(BucketPiece&)>; ///< false: enough
    /// Pieces in order of time with the buckets whose start lies in [fromMs, toMs). `metrics` are those whose series
    /// the sink is going to read.
    Result<void> pieces(qint64 node, Tier tier, TimeMs fromMs, TimeMs toMs, const Sink& sink,
                        const std::atomic_bool* cancelled = nullptr, std::span<const std::string> metrics = {});
    /// Likewise of several stretches, which do not overlap and are in order: a piece has what one block holds of all of
    /// them, and blocks that hold nothing are not opened.
    Result<void> pieces(qint64 node, Tier tier, std::span<const TimePart> parts, StatNeed need, const Sink& sink,
                        const std::atomic_bool* cancelled = nullptr, std::span<const std::string> metrics = {});
    /// Tells the disk of what is not in blocks and will be read.
    void expectFresh(qint64 node, Tier tier, TimeMs fromMs, TimeMs toMs);
    Result<std::vector<StoredBucket>> buckets(qint64 node, Tier tier, TimeMs fromMs, TimeMs toMs);
    Result<std::vector<BucketHead>> heads(qint64 node, Tier tier, TimeMs fromMs, TimeMs toMs);
    /// Start of the oldest bucket, and of the newest.
    Result<std::optional<TimeMs>> oldest(qint64 node, Tier tier);
    Result<std::optional<TimeMs>> newest(qint64 node, Tier tier);
    /// Blocks, and fresh buckets, that were given on so far.
    qint64 blocksRead() const { return m_blocksRead; }

private:
    struct Asked {
        Tier tier;
        std::span<const TimePart> parts;
        StatNeed need;
        std::span<const std::string> metrics;
        const std::atomic_bool* cancelled;
    };

    Result<std::vector<qint64>> blocksWith(qint64 node, Tier tier, std::span<const TimePart> parts);
    Result<std::vector<BucketPiece>> openBlocks(std::span<const qint64> ids, const Asked& asked);
    Result<bool> give(std::vector<BucketPiece>& opened, const Asked& asked, const Sink& sink);
    Result<void> hotPieces(qint64 node, const Asked& asked, const Sink& sink);
    Result<BucketPiece> open(Query& row, Result<BucketBlock>&& block, const Asked& asked);
    void expectSeries(std::span<const BucketPiece> pieces, std::span<const qint64> ids,
                      std::span<const std::string> metrics);

    Database& m_database;
    LayoutStore& m_layouts;
    Compression& m_compression;
    ReadAhead* m_ahead;
    qint64 m_blocksRead = 0;
};

} // namespace cacheledger
