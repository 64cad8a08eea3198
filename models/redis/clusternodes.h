// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <vector>

namespace cacheledger
{

/// Hash slots of a cluster, both ends included; 0 to 16383.
struct SlotRange {
    static constexpr int slotCount = 16384;

    int first = 0;
    int last = 0;
    int count() const { return last - first + 1; }
    friend bool operator==(const SlotRange&, const SlotRange&) = default;
};

/// One node as another one sees it in the answer to CLUSTER NODES.
struct ClusterNode {
    QString id;
    QString host; ///< the announced host name where there is one, else the address; empty: the node we asked, unnamed
    quint16 port = 0;
    QString primaryId;    ///< of a replica; empty: a primary
    bool isSelf = false;  ///< the one that answered
    bool failing = false; ///< fail or fail?: other nodes do not reach it
    bool linkUp = true;   ///< the answering node's connection to it
    std::vector<SlotRange> ranges;
    int migratingSlots = 0; ///< on their way to another node
    int importingSlots = 0; ///< on their way here
};

struct ClusterNodes {
    std::vector<ClusterNode> nodes; ///< without those in handshake or without an address
    int malformedLines = 0;
};

/// Reads the answer to CLUSTER NODES of Redis 3 to 8, Valkey and KeyDB. Never fails: lines that cannot be understood
/// are counted. At most 10,000 nodes.
ClusterNodes parseClusterNodes(const QByteArray& text);

} // namespace cacheledger
