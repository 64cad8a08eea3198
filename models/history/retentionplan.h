// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historyusage.h"

namespace cacheledger
{

/// How long each tier is kept, and how large the file may grow. As made, it keeps everything.
struct RetentionPolicy {
    static constexpr qint64 unbounded = std::numeric_limits<qint64>::max();
    static constexpr qint64 unlimited = 0;

    qint64 rawMs = unbounded;
    qint64 minuteMs = unbounded;
    qint64 hourMs = unbounded;
    qint64 maxBytes = unlimited; ///< of the file without its log

    /// As the preferences say it; 0 MiB: no limit.
    static RetentionPolicy ofDays(int raw, int minutes, int hours, int maxMib = 0);
    /// A coarser tier is kept at least as long as every finer one.
    qint64 keepMs(Tier tier) const;
    bool isEverything() const;
    friend bool operator==(const RetentionPolicy&, const RetentionPolicy&) = default;
};

/// What a policy takes from one tier.
struct TierCut {
    TimeMs beforeMs = std::numeric_limits<TimeMs>::min(); ///< a whole hour; what is older goes
    qint64 bytes = 0;                                     ///< of blocks that begin before, about
    bool byLimit = false;                                 ///< because of the size, not the age
};

/// By tier: raw, minutes, hours.
using RetentionCuts = std::array<TierCut, 3>;

/// What is dropped from a history in order to keep to a policy. First what is too old; then, while the file would still
/// be too large, the oldest raw samples (all but the last hours), the oldest minutes (but the last days), the oldest
/// hours (but the last month). The age is that at the newest sample: a history that nobody adds to stays as it is.
RetentionCuts planRetention(const RetentionPolicy& policy, const HistoryUsage& usage);

/// What the file comes to when each tier is as old as the policy lets it grow, at the growth of late. Nothing before
/// the growth is known.
std::optional<double> projectedBytes(const RetentionPolicy& policy, const HistoryUsage& usage);

} // namespace cacheledger
