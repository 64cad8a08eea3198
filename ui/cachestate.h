// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cacheconfig.h"
#include "metrics/health.h"
#include "metrics/nodestatus.h"

#include <QtCore/QTimeZone>

#include <vector>

namespace cacheledger
{

class NodeStatusBoard;

/// What is known about a whole cache right now, from the statuses of its nodes.
struct CacheState {
    NodeState state = NodeState::Unwatched; ///< the worst of its nodes
    Severity severity =
        Severity::Unknown; ///< of being reachable alone: all down is critical, some down or slow a warning
    std::size_t nodes = 0;
    std::size_t nodesDown = 0;
    TimeMs sinceMs = 0;         ///< when the worst node's state began
    std::optional<Error> error; ///< of the worst node, when down
    std::optional<TimeMs> nextAttemptMs;
    QString address;                    ///< of the worst node
    std::optional<TimeMs> lastSampleMs; ///< newest of all nodes
    bool stale = false;                 ///< no sample for 3 intervals
    std::optional<int> slowedToMs;      ///< polled so much less often than configured, to spare a node
    int malformedLines = 0;             ///< of the newest answers of all nodes, that could not be understood

    /// Down for want of the right password: trying again does not help, entering it does.
    bool needsPassword() const;
};

/// `statuses` may lack nodes (nothing is known about them yet).
CacheState cacheState(const CacheConfig& cache, const NodeStatusBoard& statuses, TimeMs nowMs);
/// The statuses of a cache's nodes that are known, in the cache's order.
std::vector<const NodeStatus*> nodeStatuses(const CacheConfig& cache, const NodeStatusBoard& statuses);
/// Higher is worse: critical, warning, unknown, normal.
int severityRank(Severity severity);
Severity worseOf(Severity a, Severity b);

/// Words for the screen, translated; `zone`: what the user chose for times, TimeRange::zone().
namespace wording
{
QString state(const CacheState& state); ///< "Up", "Slow", "Down", "1 of 3 nodes down", ...
QString since(const CacheState& state, TimeMs nowMs, const QTimeZone& zone); ///< "since 12:39"
QString nextTry(const CacheState& state, TimeMs nowMs);                      ///< "next try in 4 s"; may be empty
QString lastSeen(const std::optional<TimeMs>& lastSampleMs, TimeMs nowMs);   ///< "seen 2 s ago", "never seen"
QString pace(int slowedToMs);                                                ///< "polled every 4 s to spare the server"
/// "12:39", with the day when it is not today and "UTC" when that is the zone.
QString clockTime(TimeMs timeMs, TimeMs nowMs, const QTimeZone& zone);
} // namespace wording

} // namespace cacheledger
