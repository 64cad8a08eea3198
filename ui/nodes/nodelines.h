// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cacheconfig.h"
#include "ui/fleet/fleetnode.h"
#include "ui/nodeservices.h"

namespace cacheledger
{

class NodeStatusBoard;

/// One node of a cache beside its siblings: what polling told last, and what a look at it found. What is not known is
/// absent.
struct NodeLine {
    NodeId node;
    QString address;
    FleetHealth health;
    QString trouble;              ///< why it is not well; empty: it is
    QString role;                 ///< "primary", "replica", "sentinel"; empty: not known
    QString primary;              ///< of a replica: "host:port"
    QString server;               ///< "Redis 7.0.15"
    std::optional<bool> linkUp;   ///< of a replica: to its primary
    std::optional<double> offset; ///< of the replication stream, bytes
    std::optional<double>
        lagSeconds; ///< of a replica as its primary says, else the primary's silence; of a primary its worst replica
    std::optional<double> lagBytes; ///< of a replica: behind the primary that polling knows
    std::optional<double> replicas; ///< connected ones, of a primary
    std::optional<double> uptimeSeconds;
    std::optional<double> roundTripUs; ///< of the newest poll
    std::optional<double> usedMemory;
    std::optional<double> keys;
    std::optional<double> ownCommands; ///< what watching it costs, a minute: as the metrics self.* have it
    std::optional<double> ownBytes;
    std::optional<double> ownServerUs;
    std::optional<int> slowedToMs; ///< it is polled so much less often than configured, to spare it
    NodeReportPtr look;            ///< null: it was not looked at yet
};

/// A line for each node of the cache, in its order; `report` null: nobody looked yet.
std::vector<NodeLine> nodeLines(const CacheConfig& cache, const NodeStatusBoard& statuses, const NodesReport* report,
                                const std::vector<Threshold>& thresholds, TimeMs nowMs);

/// A setting that is not the same on all nodes.
struct SettingDifference {
    QString name;
    QString usual; ///< what most nodes have
    int usualNodes = 0;
    QStringList others; ///< "VALUE: ADDRESS, ADDRESS", or "not there: ADDRESS"
};

/// Of the nodes whose settings are known, by name. Addresses, ports, paths and names of files differ by nature and are
/// left out.
std::vector<SettingDifference> settingDifferences(const std::vector<NodeLine>& lines);

/// Primaries that bear far more or less than the others, a sentence each, translated: slots, memory or keys more than a
/// third away from the mean of the primaries with slots (of two nodes and more).
QStringList imbalances(const std::vector<NodeLine>& lines);

} // namespace cacheledger
