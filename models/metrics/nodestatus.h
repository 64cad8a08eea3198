// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"
#include "metrics/ids.h"
#include "metrics/result.h"
#include "metrics/snapshot.h"

#include <QtCore/QMetaType>

#include <optional>

namespace cacheledger
{

/// What the collector knows about a node right now. Stale is judged by the reader from `lastSampleMs` and the interval.
enum class NodeState {
    Connecting, ///< never answered yet since start
    Up,         ///< answered the last poll
    Slow,       ///< connected; the running poll is overdue
    Down,       ///< not reachable or not usable; see `error`; retried with back-off
    Paused,     ///< the user stopped polling
    Unwatched,  ///< another process collects (or nobody); only history is known
};

struct NodeStatus {
    CacheId cache;
    NodeId node;
    NodeState state = NodeState::Connecting;
    TimeMs sinceMs = 0;                  ///< when this state began
    std::optional<TimeMs> lastSampleMs;  ///< newest sample
    std::optional<Error> error;          ///< why it is Down; of a source that is Up: what could not be used
    std::optional<TimeMs> nextAttemptMs; ///< when Down: the next try
    SnapshotPtr latest;                  ///< newest sample, if one arrived since start
};

/// No sample for 3 intervals (ux: dims and says since when).
constexpr bool isStale(TimeMs lastSampleMs, TimeMs nowMs, int intervalMs)
{
    return nowMs - lastSampleMs > 3LL * intervalMs;
}

} // namespace cacheledger

Q_DECLARE_METATYPE(cacheledger::NodeStatus)
