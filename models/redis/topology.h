// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/endpoint.h"
#include "metrics/infoparser.h"
#include "redis/clusternodes.h"
#include "redis/serversettings.h"

#include <QtCore/QStringList>

#include <optional>
#include <vector>

namespace cacheledger
{

/// How the servers of a cache belong together. Replication: a primary and its replicas, or a sentinel's.
enum class TopologyKind { Standalone, Replication, Cluster };

/// One server of a topology. What is not known is absent.
struct TopologyNode {
    QString address; ///< "host:port"
    QString id;      ///< the cluster's; empty elsewhere
    QString role;    ///< "primary", "replica", "sentinel"; empty: not reached and not told
    QString primary; ///< a replica's: its address
    QString server;  ///< "Redis 7.0.15"; empty: not reached
    std::vector<SlotRange> ranges;
    int migratingSlots = 0;
    int importingSlots = 0;
    std::optional<qint64> uptimeS;
    std::optional<qint64> lagS;     ///< of a replica: since its last acknowledgement, as its primary tells
    std::optional<qint64> lagBytes; ///< of a replica: behind its primary's offset
    std::optional<bool> linkUp;     ///< of a replica: to its primary
    bool failing = false;           ///< other nodes of the cluster do not reach it
    std::optional<Error> error;     ///< why we did not reach it
};

struct Topology {
    TopologyKind kind = TopologyKind::Standalone;
    std::vector<TopologyNode> nodes; ///< primaries in the order of their slots, each followed by its replicas
    int coveredSlots = 0;            ///< of a cluster: served by a primary that does not fail
    QStringList problems;            ///< a sentence each; translated
};

/// What one server tells about itself and the others.
struct NodeFacts {
    QString address;
    std::optional<Error> error; ///< not reached: all else is empty
    InfoValues info;
    std::vector<ClusterNode> cluster;   ///< empty: no cluster
    ServerSettings settings;            ///< where they were asked for
    std::optional<Error> settingsError; ///< why there are none
};

/// The addresses that a server's answer names, itself (as `facts.address`) first: whom to ask next.
QStringList addressesIn(const NodeFacts& facts);

/// Puts together what the servers told; `facts` begins with the one that was asked first, whose view of the cluster
/// counts. Pure.
Topology topologyFrom(const std::vector<NodeFacts>& facts);

/// "standalone", "replication", "cluster".
const char* topologyKindName(TopologyKind kind);

} // namespace cacheledger
