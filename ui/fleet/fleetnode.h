// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alert.h"
#include "history/frame.h"
#include "metrics/health.h"
#include "metrics/nodestatus.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <map>
#include <optional>
#include <vector>

namespace cacheledger
{

/// What history told about a row of the fleet: a node, or all nodes of a group together.
struct FleetFigures {
    FramePtr values;  ///< one column of headlineMetrics() over the last minutes; null: not asked yet
    QByteArray strip; ///< a Severity for each cell of the asked range, FleetFigures::noData where nothing is known
    static constexpr char noData = 'n';

    /// The strip of so many cells of a frame: of each column the worst of what `thresholds` limit.
    static QByteArray stripOf(const Frame& frame, int cells, const std::vector<Threshold>& thresholds);
};

/// Why a node is not well; the worst reason that is known.
enum class FleetCause {
    None,
    Down,
    Slow,
    Stale,
    Connecting,
    Unwatched,
    Paused,
    Alert,
    ClusterDown, ///< the server says that its cluster is down
    LinkDown,    ///< a replica without its primary
    Loading,
    Limit ///< a value of the newest answer is beyond a limit
};

/// What is known of a node right now, and how bad that is. Costs a few look-ups: it is worked out for every node of the
/// fleet at each tick, the words only for those on the screen.
struct FleetHealth {
    Severity severity = Severity::Unknown;
    FleetCause cause = FleetCause::Connecting;
    NodeState state = NodeState::Connecting;
    std::string metric; ///< with Limit
    double value = 0;   ///< with Limit, in the metric's unit
    bool replica = false;

    int rank() const; ///< higher is worse; a node that is down is worst
    friend bool operator==(const FleetHealth&, const FleetHealth&) = default;
};

/// One node of the fleet as the list shows it.
struct FleetNode {
    CacheId cache;
    NodeId node;
    QString cacheName;
    QString address;
    QString environment;
    QStringList tags;
    int intervalMs = 1000;
    bool paused = false;
    FleetHealth health;
    FleetFigures figures;
};

/// The worst firing alert of each node that somebody should see to, by tier. Points into `alerts`.
std::map<NodeId, const Alert*> worstByNode(const std::vector<Alert>& alerts, TimeMs nowMs);
/// `status` null: nothing is known of the node yet; `alert` null: none fires.
FleetHealth fleetHealth(const NodeStatus* status, const Alert* alert, const std::vector<Threshold>& thresholds,
                        TimeMs nowMs, int intervalMs, bool paused);
/// "Down", "Slow", "Up", ...; what the column State says.
QString fleetStateText(const FleetHealth& health);
/// Why, in a few words: an error's message, the alert in brief; empty: it is well.
QString fleetReason(const FleetHealth& health, const NodeStatus* status, const Alert* alert, TimeMs nowMs);

} // namespace cacheledger
