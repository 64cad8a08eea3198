// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/tier.h"

#include <QtCore/QMetaType>

#include <array>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace cacheledger
{

/// Nothing of a tier was ever dropped.
inline constexpr TimeMs neverDropped = std::numeric_limits<TimeMs>::min();

/// What the blocks of one tier take that begin on one UTC day, of all nodes together.
struct DayUsage {
    Tier tier = Tier::Raw;
    TimeMs dayMs = 0; ///< its midnight
    qint64 samples = 0;
    qint64 bytes = 0;
};

/// What a history takes on the disk, and where it lies. A value: made by readUsage(), looked at anywhere.
struct HistoryUsage {
    qint64 fileBytes = 0;                ///< of the file and its log
    qint64 usedBytes = 0;                ///< of the file's pages that hold something
    std::optional<qint64> diskFreeBytes; ///< that this user may still write
    bool shrinks = true;                 ///< free pages are given back; false: only used again
    std::optional<TimeMs> newestMs;      ///< newest sample
    /// HistoryFile::keptFrom of each tier: the day of it is not whole any more.
    std::array<TimeMs, 3> keptFromMs = {neverDropped, neverDropped, neverDropped};
    std::array<std::optional<TimeMs>, 3> oldestMs; ///< where the blocks of each tier begin
    std::vector<DayUsage> days;                    ///< by tier, then day

    qint64 tierBytes(Tier tier) const;
    /// Bytes of the file for each byte of blocks: tables, indexes and what is not in blocks yet come on top.
    double overhead() const;
    /// What a tier grew by in a day of late, in bytes of the file. Nothing before it has an hour of data.
    std::optional<double> growthPerDay(Tier tier) const;
};

using HistoryUsagePtr = std::shared_ptr<const HistoryUsage>;

} // namespace cacheledger

Q_DECLARE_METATYPE(cacheledger::HistoryUsagePtr)
