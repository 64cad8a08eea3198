// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historyfile.h"
#include "history/layoutstore.h"
#include "history/rawblock.h"
#include "history/readahead.h"

namespace cacheledger
{

/// Neighbouring raw samples as they lie in the file: a block, or hot rows. Columns are decoded when asked for.
struct RawPiece {
    qint64 layoutId = 0;
    LayoutPtr layout;
    int intervalMs = 0;
    std::vector<TimeMs> times;
    std::vector<bool> resetBefore;

    Result<void> readColumn(std::size_t index, std::vector<double>& values) const;
    void dropFirst();

    // Where the columns come from: a block from sample `offset` on, or rows of layout->size() values each.
    std::optional<RawBlock> block;
    std::size_t offset = 0;
    std::vector<double> rows;
};

/// One stored sample with all its values.
struct StoredSample {
    TimeMs time = 0;
    int intervalMs = 0;
    bool resetBefore = false;
    qint64 layoutId = 0;
    std::vector<double> values;
};

/// Reads raw samples over a connection that may also be the writer's. A node's blocks do not overlap, and its hot rows
/// are later than its blocks. `node` is the number in table node.
class SampleReader
{
public:
    SampleReader(Database& database, LayoutStore& layouts, Compression& compression, ReadAhead* ahead = nullptr)
        : m_database(database),
          m_layouts(layouts),
          m_compression(compression),
          m_ahead(ahead)
    {
    }

    using Sink = std::function<Result<bool>(RawPiece&)>; ///< false: enough
    /// Pieces in order of time with the samples in [fromMs, toMs), and the last sample before fromMs, however old it
    /// is.
    Result<void> pieces(qint64 node, TimeMs fromMs, TimeMs toMs, const Sink& sink,
                        const std::atomic_bool* cancelled = nullptr);
    /// Tells the disk of what is not in blocks and will be read.
    void expectFresh(qint64 node, TimeMs fromMs, TimeMs toMs);
    /// All samples in [fromMs, toMs).
    Result<std::vector<StoredSample>> samples(qint64 node, TimeMs fromMs, TimeMs toMs);
    Result<std::optional<StoredSample>> lastBefore(qint64 node, TimeMs timeMs);
    Result<std::optional<TimeMs>> firstAfter(qint64 node, TimeMs timeMs);
    Result<std::optional<TimeMs>> oldest(qint64 node);
    Result<std::optional<TimeMs>> newest(qint64 node);
    /// Blocks that were unpacked so far.
    qint64 blocksRead() const { return m_blocksRead; }

private:
    std::vector<qint64> blocksBetween(qint64 node, TimeMs fromMs, TimeMs toMs);
    void expectBlocks(std::span<const qint64> ids, std::size_t at);
    Result<bool> blockPieces(qint64 node, TimeMs fromMs, TimeMs toMs, const Sink& sink,
                             const std::atomic_bool* cancelled);
    Result<void> hotPieces(qint64 node, TimeMs fromMs, TimeMs toMs, const Sink& sink,
                           const std::atomic_bool* cancelled);

    Database& m_database;
    LayoutStore& m_layouts;
    Compression& m_compression;
    ReadAhead* m_ahead;
    qint64 m_blocksRead = 0;
};

/// Values of a hot row, which are 8 bytes each, least significant first.
std::vector<double> unpackValues(std::string_view bytes);

/// Asks one whole number; nothing for NULL and for no row.
Result<std::optional<TimeMs>> optionalNumber(Query& query);
/// The first column of all rows.
Result<std::vector<qint64>> wholeNumbers(Query&& query);

Error cancelledError();

} // namespace cacheledger
