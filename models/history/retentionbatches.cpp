// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/retention.h"

#include "history/keptfrom.h"

#include <algorithm>

namespace cacheledger
{

namespace
{

/// Blocks of each tier dropped at once: what is looked up of the next tier is shared by them. One of minutes is a day.
constexpr std::array<std::size_t, 3> blocksAtOnce = {8, 1, 16};
constexpr int freshAtOnce = 64;
/// A node without anything for so long before the border goes whole. One that only lags keeps what its next sample
/// continues.
constexpr qint64 silentForMs = 24 * 3600'000;

} // namespace

/// A tier only goes as far as the finer one has gone: its blocks are longer in time and go whole, so it may lag behind
/// its cut. Otherwise views of what is left of it would come from two tiers further on.
Result<void> Retention::holdBack(Tier tier)
{
    if (tier == Tier::Raw)
        return {};
    const auto finer = keptFrom(m_database, static_cast<Tier>(static_cast<int>(tier) - 1));
    if (!finer)
        return finer.error();
    TierCut& cut = m_cuts[static_cast<std::size_t>(tier)];
    cut.beforeMs = std::min(cut.beforeMs, *finer);
    return {};
}

Result<Retention::Batch> Retention::nextBatch(qint64 node, Tier tier)
{
    if (auto held = holdBack(tier); !held)
        return held.error();
    const TimeMs cut = beforeMs(tier);
    const auto newest = tier == Tier::Raw ? m_samples.newest(node) : m_buckets.newest(node, tier);
    const auto fresh = oldestFresh(node, tier);
    if (!newest || !fresh)
        return newest ? fresh.error() : newest.error();
    if (cut == neverDropped || !*newest)
        return Batch();
    const bool silent = **newest < cut - silentForMs;
    // What a node that only lags goes on with stays as it is.
    const TimeMs before = silent ? cut : std::min(cut, bucketStart(Tier::Hour, **newest));
    if (tier == Tier::Raw)
        // A sample since then may be late: what its minute is made of goes back a minute, and to the sample before.
        return silent && !*fresh ? nextBlocks(node, tier, before, before)
                                 : nextRawBlocks(node, std::min(before, fresh->value_or(before)) - lookBackMs, before);
    const TimeMs end = silent ? before : std::min(before, bucketStart(Tier::Hour, fresh->value_or(before)));
    auto batch = nextBlocks(node, tier, end, before);
    return batch && batch->isEmpty() && silent ? nextFresh(node, tier) : batch;
}

Result<std::optional<TimeMs>> Retention::oldestFresh(qint64 node, Tier tier)
{
    if (tier == Tier::Raw) {
        Query hot(m_database, "SELECT min(time) FROM hot WHERE node=?", node);
        return optionalNumber(hot);
    }
    Query hot(m_database, "SELECT min(start) FROM hotbucket WHERE node=? AND tier=?", node, static_cast<int>(tier));
    return optionalNumber(hot);
}

/// Of the blocks that begin by `boundMs`, all but the last.
Result<Retention::Batch> Retention::nextRawBlocks(qint64 node, TimeMs boundMs, TimeMs coverMs)
{
    Query last(m_database, "SELECT max(first) FROM block WHERE node=? AND tier=0 AND first<=?", node, boundMs);
    const auto kept = optionalNumber(last);
    if (!kept)
        return kept.error();
    return *kept ? nextBlocks(node, Tier::Raw, **kept, coverMs) : Batch();
}

/// The buckets of the next tier that a block's samples or buckets lie in. What of a damaged block cannot be read is
/// lost already.
void Retention::addCoarser(Tier tier, std::string_view data, std::set<TimeMs>& coarser)
{
    if (tier == Tier::Raw) {
        if (const auto block = RawBlock::decode(m_compression, data))
            for (TimeMs time : block->times())
                coarser.insert(bucketStart(Tier::Minute, time));
    } else if (tier == Tier::Minute) {
        if (const auto block = BucketBlock::decode(m_compression, tier, data))
            for (const BucketHead& head : block->heads())
                coarser.insert(bucketStart(Tier::Hour, head.start));
    }
}

/// Of the blocks that end before `endMs`, the oldest. With the last of them, the next tier is made whole up to
/// `coverMs`.
Result<Retention::Batch> Retention::nextBlocks(qint64 node, Tier tier, TimeMs endMs, TimeMs coverMs)
{
    Batch batch;
    TimeMs lastMs = 0;
    bool isLast = true;
    const std::size_t atOnce = blocksAtOnce[static_cast<std::size_t>(tier)];
    Query blocks(
        m_database,
        "SELECT id, last, data FROM block WHERE node=?1 AND tier=?2 AND first<?3 AND last<?3 ORDER BY first LIMIT ?4",
        node, static_cast<int>(tier), endMs, static_cast<int>(atOnce + 1)); // whether another batch comes after it
    while (blocks.next()) {
        if (batch.blocks.size() == atOnce) {
            isLast = false;
            break;
        }
        batch.blocks.push_back(blocks.integer(0));
        lastMs = blocks.integer(1);
        addCoarser(tier, blocks.blob(2), batch.coarser);
    }
    if (auto read = blocks.result(); !read)
        return read.error();
    if (batch.isEmpty())
        return batch;
    // At the end, what stays in the file though coarser tiers answer for it; before, what steps from here reach into.
    auto after = isLast ? bucketsUntil(node, tier, lastMs + 1, coverMs) : bucketsReached(node, tier, lastMs);
    if (!after)
        return after.error();
    batch.coarser.merge(*after);
    return batch;
}

/// The minutes that counters' steps from a sample may lie in.
Result<std::set<TimeMs>> Retention::bucketsReached(qint64 node, Tier tier, TimeMs timeMs)
{
    std::set<TimeMs> minutes;
    if (tier != Tier::Raw)
        return minutes;
    const auto next = m_samples.firstAfter(node, timeMs);
    if (!next)
        return next.error();
    if (*next)
        minutes = {bucketStart(Tier::Minute, **next), bucketStart(Tier::Minute, std::max(**next, timeMs + lookBackMs))};
    return minutes;
}

/// The buckets of the next tier that samples or buckets of [fromMs, toMs) lie in.
Result<std::set<TimeMs>> Retention::bucketsUntil(qint64 node, Tier tier, TimeMs fromMs, TimeMs toMs)
{
    std::set<TimeMs> starts;
    if (tier == Tier::Minute) {
        const auto heads = m_buckets.heads(node, tier, fromMs, toMs);
        if (!heads)
            return heads.error();
        for (const BucketHead& head : *heads)
            starts.insert(bucketStart(Tier::Hour, head.start));
    } else if (tier == Tier::Raw) {
        const auto read = m_samples.pieces(node, fromMs, toMs, [&](RawPiece& piece) {
            for (TimeMs time : piece.times)
                starts.insert(bucketStart(Tier::Minute, time));
            return Result<bool>(true);
        });
        if (!read)
            return read.error();
    }
    return starts;
}

Result<Retention::Batch> Retention::nextFresh(qint64 node, Tier tier)
{
    Batch batch;
    Query buckets(m_database, "SELECT id, start FROM hotbucket WHERE node=? AND tier=? ORDER BY start LIMIT ?", node,
                  static_cast<int>(tier), freshAtOnce);
    while (buckets.next()) {
        batch.fresh.push_back(buckets.integer(0));
        if (tier == Tier::Minute)
            batch.coarser.insert(bucketStart(Tier::Hour, buckets.integer(1)));
    }
    return buckets.result() ? Result<Batch>(std::move(batch)) : buckets.result().error();
}

} // namespace cacheledger
