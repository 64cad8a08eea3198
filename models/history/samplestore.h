// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/samplereader.h"
#include "history/textstore.h"
#include "metrics/snapshot.h"

namespace cacheledger
{

/// A joined block holds so many samples, where there is no reason for fewer (docs/performance.md has the measured
/// alternatives).
inline constexpr std::size_t sampleBlockLength = 480;
/// Fresh samples go into blocks of so many first, which are joined later: fresh ones lie on a page each, scattered over
/// the file, and many of them make each question after a start slow.
inline constexpr std::size_t freshBlockLength = 60;
/// So many of the newest samples or buckets stay out of blocks, so that what comes a little late does not open a block
/// again.
inline constexpr std::size_t keptHot = 4;
/// With so many fresh ones a block is made.
inline constexpr std::size_t samplesDue = freshBlockLength + keptHot;

/// Lengths of blocks of usually `usual` for `count` neighbours of which those at `cuts` must start a new one. Up to
/// twice as many stay in one, so that it is not split by each late one.
std::vector<std::size_t> blockLengths(std::size_t count, std::size_t usual, const std::vector<std::size_t>& cuts);

/// The writing side of the raw tier: fresh polls as hot rows, blocks, and late samples in either. Every method needs a
/// writing transaction. `node` is the number in table node.
class SampleStore
{
public:
    SampleStore(Database& database, LayoutStore& layouts, Compression& compression)
        : m_database(database),
          m_layouts(layouts),
          m_encoder(compression),
          m_reader(database, layouts, compression),
          m_texts(database)
    {
    }

    /// A sample newer than all of its node.
    Result<void> put(qint64 node, const Snapshot* before, const Snapshot& snapshot);
    /// Samples that are not, in order of time. Adds to `touched` the times whose steps changed.
    Result<void> putLate(qint64 node, std::span<const SnapshotPtr> late, std::vector<TimeMs>& touched);
    /// Moves the oldest hot rows, at most freshBlockLength of them, into a block.
    Result<void> compact(qint64 node);
    /// Joins the newest short blocks once they have sampleBlockLength samples. Best before compact(): pages that it
    /// frees would come to hold the joined block in pieces. True: it did, for which their samples were read back.
    Result<bool> join(qint64 node);
    /// The newest sample as it was given; null when there is none.
    Result<SnapshotPtr> newest(qint64 node);

    SampleReader& reader() { return m_reader; }

private:
    Result<void> putHot(qint64 node, const Snapshot& snapshot, bool resetBefore);
    Result<void> putTexts(qint64 node, const Snapshot& snapshot);
    Result<void> mergeIntoBlock(qint64 node, qint64 block, std::span<const SnapshotPtr> late);
    Result<void> writeBlocks(qint64 node, std::span<const StoredSample> samples);
    Result<void> writeBlock(qint64 node, std::span<const StoredSample> samples);
    Result<void> correctReset(qint64 node, TimeMs timeMs);
    Result<Snapshot> toSnapshot(qint64 node, const StoredSample& sample);
    Result<std::optional<qint64>> blockFor(qint64 node, TimeMs timeMs);

    Database& m_database;
    LayoutStore& m_layouts;
    RawBlockEncoder m_encoder;
    SampleReader m_reader;
    TextStore m_texts;
};

} // namespace cacheledger
