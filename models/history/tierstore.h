// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/bucketjoiner.h"
#include "history/bucketreader.h"
#include "history/samplestore.h"

#include <set>

namespace cacheledger
{

/// A block in which fresh buckets go holds so many; the tier's joiner makes long ones of several.
inline constexpr std::size_t bucketBlockLength = 30;
inline constexpr std::size_t bucketsDue = bucketBlockLength + keptHot;

/// How far before a minute a counter's last value is looked for, where the sample just before the minute lacks it.
inline constexpr qint64 lookBackMs = 60'000;

/// Start of the bucket that a moment lies in.
TimeMs bucketStart(Tier tier, TimeMs timeMs);

/// The writing side of the minute and hour tiers. A bucket is always made anew from what the finer tier holds, so that
/// it is the same whether it was made as time passed, after a crash, or again for a late sample. Every method needs a
/// writing transaction. `node` is the number in table node.
class TierStore
{
public:
    TierStore(Database& database, LayoutStore& layouts, Compression& compression, SampleReader& samples)
        : m_database(database),
          m_layouts(layouts),
          m_encoder(compression),
          m_reader(database, layouts, compression),
          m_joiner(database, layouts, compression),
          m_samples(samples)
    {
    }

    /// Whether what a bucket is made of is still there, so that making it anew loses nothing.
    using IsWhole = std::function<Result<bool>(qint64 node, Tier, TimeMs start)>;
    /// From now on, makes only buckets that are whole.
    void guard(IsWhole isWhole) { m_isWhole = std::move(isWhole); }
    /// Writes the buckets that end because a sample at `nextMs` follows the one at `lastMs`.
    Result<void> passTime(qint64 node, TimeMs lastMs, TimeMs nextMs);
    /// Takes back the buckets that the newest sample lies in, if they were written before their time was over.
    Result<void> reopen(qint64 node, TimeMs newestMs);
    /// Writes the buckets of these times again where they were written already.
    Result<void> rebuild(qint64 node, std::span<const TimeMs> touched, TimeMs newestMs);
    /// Joins short blocks where there are enough; best before anything is compacted (SampleStore::join()).
    Result<void> join(qint64 node, Tier tier) { return m_joiner.join(node, tier); }
    /// Moves the oldest fresh buckets into blocks where there are enough.
    Result<void> compact(qint64 node, Tier tier);
    /// Makes the bucket from the finer tier and writes it, if there is anything to make it of.
    Result<void> build(qint64 node, Tier tier, TimeMs start);
    /// Writes a bucket into its place.
    Result<void> put(qint64 node, Tier tier, const StoredBucket& bucket);

private:
    Result<std::optional<StoredBucket>> buildMinute(qint64 node, TimeMs start);
    Result<std::optional<StoredBucket>> buildHour(qint64 node, TimeMs start);
    Result<std::vector<RawPiece>> piecesOf(qint64 node, TimeMs start, bool lookBack);
    Result<bool> fill(StoredBucket& bucket, const LayoutPtr& layout, const std::vector<RawPiece>& pieces,
                      bool lookedBack);
    const std::vector<bool>& counters(qint64 layoutId, const SeriesLayout& layout);

    Result<bool> compactOnce(qint64 node, Tier tier);
    Result<void> putFresh(qint64 node, Tier tier, const StoredBucket& bucket);
    Result<void> mergeIntoBlock(qint64 node, Tier tier, const StoredBucket& bucket);
    Result<void> writeBlocks(qint64 node, Tier tier, std::span<const StoredBucket> buckets);
    Result<void> writeBlock(qint64 node, Tier tier, std::span<const StoredBucket> buckets);

    Database& m_database;
    LayoutStore& m_layouts;
    BucketBlockEncoder m_encoder;
    BucketReader m_reader;
    BucketJoiner m_joiner;
    SampleReader& m_samples;
    IsWhole m_isWhole;
    qint64 m_countersOf = 0; // layout whose counters were looked up last
    std::vector<bool> m_counters;
};

} // namespace cacheledger
