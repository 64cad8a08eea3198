// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"

#include <QtCore/QString>

#include <optional>

namespace cacheledger
{

/// Resolutions that history keeps. Raw: every poll. Minute, Hour: one WindowStat a series for each UTC minute or hour.
/// The numbers are stored in the file.
enum class Tier : int { Raw = 0, Minute = 1, Hour = 2 };

constexpr qint64 bucketMs(Tier tier)
{
    return tier == Tier::Hour ? 3600'000 : tier == Tier::Minute ? 60'000 : 0;
}

/// A stretch of time, [fromMs, toMs).
struct TimePart {
    TimeMs fromMs = 0;
    TimeMs toMs = 0;
};

/// Which fields of a WindowStat are read.
enum class StatNeed {
    All,
    Counting, ///< all but the smallest and largest rate, which take longest to decode: for adding up increases
};

/// "raw", "1m", "1h".
QString tierName(Tier tier);
std::optional<Tier> tierFromName(const QString& name);

/// The coarsest tier that still gives at least one point for each of `columns` over `rangeMs`; Raw when none does.
Tier tierFor(qint64 rangeMs, int columns);

} // namespace cacheledger
