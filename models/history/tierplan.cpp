// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/tierplan.h"

#include <algorithm>

namespace cacheledger
{

namespace
{
Tier neighbour(Tier tier, int by)
{
    return static_cast<Tier>(static_cast<int>(tier) + by);
}

/// A range's ends in whole buckets, where what is finer than a bucket was dropped; else as they are.
TimeMs beginOf(const TierFacts& facts, Tier tier, TimeMs fromMs)
{
    return fromMs < facts.keptFrom(neighbour(tier, -1)) ? floorTo(fromMs, bucketMs(tier)) : fromMs;
}

void planWithFiner(const TierFacts& facts, Tier tier, TimeMs fromMs, TimeMs toMs, std::vector<TierPiece>& pieces)
{
    if (fromMs >= toMs)
        return;
    if (tier == Tier::Raw) {
        pieces.push_back({tier, fromMs, toMs});
        return;
    }
    const Tier finer = neighbour(tier, -1);
    const qint64 width = bucketMs(tier);
    const std::optional<TimeMs> end = facts.end(tier);
    const TimeMs begin = ceilTo(beginOf(facts, tier, fromMs), width);
    const TimeMs whole = toMs <= facts.keptFrom(finer) ? toMs : floorTo(toMs, width);
    const TimeMs last = end ? std::min(whole, *end) : begin;
    if (last <= begin) {
        planWithFiner(facts, finer, fromMs, toMs, pieces);
        return;
    }
    planWithFiner(facts, finer, fromMs, begin, pieces);
    pieces.push_back({tier, begin, last});
    planWithFiner(facts, finer, last, toMs, pieces);
}

std::optional<TimeMs> oldestIn(const TierFacts& facts, const std::vector<TierPiece>& pieces)
{
    for (const TierPiece& piece : pieces)
        if (const std::optional<TimeMs> first = facts.oldest(piece.tier, piece.fromMs, piece.toMs))
            return first;
    return std::nullopt;
}

/// Drops what of the pieces lies before `fromMs`.
void cutBefore(std::vector<TierPiece>& pieces, TimeMs fromMs)
{
    std::erase_if(pieces, [fromMs](const TierPiece& piece) { return piece.toMs <= fromMs; });
    if (!pieces.empty())
        pieces.front().fromMs = std::max(pieces.front().fromMs, fromMs);
}
} // namespace

std::vector<TierPiece> planTiers(const TierFacts& facts, Tier tier, TimeMs fromMs, TimeMs toMs)
{
    std::vector<TierPiece> pieces;
    planWithFiner(facts, tier, fromMs, toMs, pieces);
    TimeMs oldest = oldestIn(facts, pieces).value_or(toMs);
    for (Tier coarser = tier; coarser != Tier::Hour;) {
        const bool dropped = oldest <= facts.keptFrom(coarser);
        coarser = neighbour(coarser, 1);
        const TimeMs border = dropped ? oldest : floorTo(oldest, bucketMs(coarser));
        if (border <= fromMs)
            break;
        const TimeMs begin = beginOf(facts, coarser, fromMs);
        if (const std::optional<TimeMs> first = facts.oldest(coarser, begin, border)) {
            cutBefore(pieces, border);
            pieces.insert(pieces.begin(), {coarser, begin, border});
            oldest = *first;
        }
    }
    return pieces;
}

} // namespace cacheledger
