// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/damagedhistory.h"
#include "history/tierstore.h"

namespace cacheledger
{

/// Puts what was found in a damaged file into an open one, in which newer samples may lie already: nothing comes twice,
/// what is there stays. Every method needs a writing transaction. One thread.
class SalvageMerge
{
public:
    SalvageMerge(Database& database, LayoutStore& layouts, Compression& compression, SampleStore& samples,
                 TierStore& tiers)
        : m_database(database),
          m_layouts(layouts),
          m_compression(compression),
          m_samples(samples),
          m_tiers(tiers),
          m_buckets(database, layouts, compression),
          m_texts(database)
    {
    }

    /// Known ones stay as they are: what is configured now is newer.
    Result<void> addNodes(std::span<const KnownNode> nodes);
    Result<void> addTexts(std::span<const SalvagedText> texts);
    /// Takes a block as it is where nothing else lies in its time. Else the samples (of blocks of samples) that are not
    /// stored yet are added to `late`, for HistoryWriter::append(); buckets are put one by one.
    Result<void> addBlock(const SalvagedBlock& block, std::vector<SnapshotPtr>& late);
    /// A hot bucket, where there is no bucket of its time yet.
    Result<void> addBucket(const SalvagedBlock& bucket);
    /// Those samples that are not stored, with the texts in force at their time.
    Result<std::vector<SnapshotPtr>> missingOf(std::span<const SnapshotPtr> samples);
    /// Tells the first sample after the last one that was brought over what came before it.
    Result<void> joinSeam(const NodeId& node, TimeMs lastMs);

    /// Writes buckets that are missing though there is what they are made of, for about 50 ms; true when all are there.
    Result<bool> rebuildMissing();

private:
    struct Cursor {
        qint64 node = 0;
        Tier tier = Tier::Minute;
        TimeMs next = 0;
        TimeMs end = 0;
    };

    Result<std::optional<qint64>> numberOf(const NodeId& node);
    Result<bool> isFree(qint64 node, const SalvagedBlock& block);
    Result<void> insert(qint64 node, const SalvagedBlock& block);
    Result<void> addSamples(const SalvagedBlock& block, std::vector<SnapshotPtr>& late);
    Result<void> addBuckets(qint64 node, const SalvagedBlock& block);
    Result<void> planRebuild();
    Result<void> rebuildSome(Cursor& cursor);
    Result<std::set<TimeMs>> storedStarts(qint64 node, Tier tier, TimeMs fromMs, TimeMs toMs);

    Database& m_database;
    LayoutStore& m_layouts;
    Compression& m_compression;
    SampleStore& m_samples;
    TierStore& m_tiers;
    BucketReader m_buckets;
    TextStore m_texts;
    std::optional<std::vector<Cursor>> m_plan;
};

} // namespace cacheledger
