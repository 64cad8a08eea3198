// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/retentionplan.h"
#include "history/sweep.h"
#include "history/tierstore.h"

#include <chrono>
#include <set>

namespace cacheledger
{

/// Drops what a policy does not keep, in steps that are short enough to stand between two batches of samples: blocks of
/// samples and minutes once the next tier has them (and no tier before the finer ones of that time), then what nothing
/// refers to any more, then free pages of the file. Every block is dropped in a transaction that first writes what the
/// coarser tier still lacks. The writer's thread.
class Retention
{
public:
    using Duration = std::chrono::steady_clock::duration;

    Retention(Database& database, LayoutStore& layouts, Compression& compression, SampleReader& samples,
              TierStore& tiers)
        : m_database(database),
          m_compression(compression),
          m_samples(samples),
          m_tiers(tiers),
          m_buckets(database, layouts, compression),
          m_sweep(database, layouts)
    {
    }

    /// Works for about `budget` (a few milliseconds are enough to get on). True: there is more to do; false: nothing
    /// until time passes or the policy changes. `nowMs`: samples in the future make nothing old.
    Result<bool> step(const RetentionPolicy& policy, TimeMs nowMs, Duration budget);
    /// After a failed transaction: begins anew.
    void restart() { m_stage = Stage::Idle; }

    /// Whether a late sample may be stored: what it would have made anew is not made of dropped samples.
    Result<bool> admits(qint64 node, TimeMs timeMs);
    /// Whether a bucket can be made anew without losing what was dropped below it.
    Result<bool> isWhole(qint64 node, Tier tier, TimeMs start);

    Sweep& sweep() { return m_sweep; }

private:
    using Moment = std::chrono::steady_clock::time_point;
    enum class Stage { Idle, Drop, Sweep, Shrink };
    /// What is dropped at once: neighbouring blocks, or buckets that are not in blocks.
    struct Batch {
        std::vector<qint64> blocks;
        std::vector<qint64> fresh;
        std::set<TimeMs> coarser; ///< the buckets of the next tier that they lie in

        bool isEmpty() const { return blocks.empty() && fresh.empty(); }
    };

    Result<bool> plan(const RetentionPolicy& policy, TimeMs nowMs);
    Result<bool> work(Moment until);
    Result<bool> dropUntil(Moment until);
    Result<void> holdBack(Tier tier);
    Result<Batch> nextBatch(qint64 node, Tier tier);
    Result<std::optional<TimeMs>> oldestFresh(qint64 node, Tier tier);
    Result<Batch> nextRawBlocks(qint64 node, TimeMs boundMs, TimeMs coverMs);
    void addCoarser(Tier tier, std::string_view data, std::set<TimeMs>& coarser);
    Result<Batch> nextBlocks(qint64 node, Tier tier, TimeMs endMs, TimeMs coverMs);
    Result<std::set<TimeMs>> bucketsReached(qint64 node, Tier tier, TimeMs timeMs);
    Result<std::set<TimeMs>> bucketsUntil(qint64 node, Tier tier, TimeMs fromMs, TimeMs toMs);
    Result<Batch> nextFresh(qint64 node, Tier tier);
    Result<void> drop(qint64 node, Tier tier, const Batch& batch, Moment until);
    Result<bool> cover(qint64 node, Tier tier, const std::set<TimeMs>& starts, Moment until);
    Result<bool> shrink(Moment until, qint64 spare);
    TimeMs beforeMs(Tier tier) const { return m_cuts[static_cast<std::size_t>(tier)].beforeMs; }

    Database& m_database;
    Compression& m_compression;
    SampleReader& m_samples;
    TierStore& m_tiers;
    BucketReader m_buckets;
    Sweep m_sweep;

    RetentionPolicy m_policy;
    Stage m_stage = Stage::Idle;
    RetentionCuts m_cuts;
    std::vector<qint64> m_nodes;
    std::size_t m_at = 0; // place among the nodes, tier after tier
    bool m_dropped = false;
};

} // namespace cacheledger
