// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/tier.h"
#include "metrics/ids.h"
#include "metrics/snapshot.h"

#include <QtCore/QString>

#include <span>

namespace bench
{

/// A history of one node as it is after a year: hours of 365 days, minutes of 182, and the newest days raw, all made of
/// a trace that is repeated and varied. The raw days and their minutes and hours go through HistoryWriter, poll by
/// poll; the older minutes and hours are encoded by the product's encoder into the blocks that it would have joined
/// them to.
struct YearHistory {
    static constexpr int hourDays = 365;
    static constexpr int minuteDays = 182;

    static constexpr cacheledger::TimeMs endOfYear = 1'798'761'600'000; // 2027-01-01T00:00:00Z

    cacheledger::NodeId node;
    cacheledger::TimeMs endMs = endOfYear; ///< just after the newest poll

    /// False, with a line on stderr, when it could not be written.
    bool write(const QString& path, std::span<const cacheledger::SnapshotPtr> trace, int rawDays) const;
};

} // namespace bench
