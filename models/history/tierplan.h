// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/tier.h"

#include <functional>
#include <limits>
#include <optional>
#include <vector>

namespace cacheledger
{

/// One stretch to read from one tier: the samples, or the buckets that begin, in it.
struct TierPiece {
    Tier tier = Tier::Raw;
    TimeMs fromMs = 0;
    TimeMs toMs = 0;
};

/// What a tier plan needs to know of one node's history; a HistoryFile tells it.
struct TierFacts {
    std::function<std::optional<TimeMs>(Tier)> end; ///< HistoryFile::tierEnd
    /// The first sample or bucket in a range; its beginning where there are older ones.
    std::function<std::optional<TimeMs>(Tier, TimeMs fromMs, TimeMs toMs)> oldest;
    /// HistoryFile::keptFrom
    std::function<TimeMs(Tier)> keptFrom = [](Tier) { return std::numeric_limits<TimeMs>::min(); };
};

/// How to read [fromMs, toMs) once and in order of time: whole buckets from `tier`, the parts of buckets at both ends
/// and what is newer than the tier from finer ones, what is older than it (dropped by retention) from coarser ones.
/// Where the finer tier of a bucket that the range cuts was dropped, the whole bucket stands for its part: then the
/// first piece may begin before fromMs.
std::vector<TierPiece> planTiers(const TierFacts& facts, Tier tier, TimeMs fromMs, TimeMs toMs);

/// The last multiple of `widthMs` not after `timeMs`, and the first not before.
constexpr TimeMs floorTo(TimeMs timeMs, qint64 widthMs)
{
    const qint64 over = timeMs % widthMs;
    return timeMs - (over < 0 ? over + widthMs : over);
}
constexpr TimeMs ceilTo(TimeMs timeMs, qint64 widthMs)
{
    return floorTo(timeMs + widthMs - 1, widthMs);
}

} // namespace cacheledger
