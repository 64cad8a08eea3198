// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"
#include "metrics/ids.h"
#include "metrics/result.h"
#include "metrics/snapshot.h"

#include <QtCore/QObject>
#include <QtCore/QStringList>

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace cacheledger
{

/// What a look at one node of a cache found, beyond what polling tells.
struct NodeReport {
    NodeId node;
    std::optional<Error> error; ///< it was not reached: all else is empty
    QString server;             ///< "Redis 7.0.15"
    SnapshotPtr answer;         ///< INFO as it was then; null: not reached
    bool inCluster = false;
    QString slotRanges; ///< "0-5460, 6000"; empty: it serves none
    int slotCount = 0;
    int migratingSlots = 0; ///< on their way to another node
    int importingSlots = 0; ///< on their way here
    std::map<QString, QString> settings;
    std::optional<Error> settingsError; ///< why there are none: not permitted, not known there
};

using NodeReportPtr = std::shared_ptr<const NodeReport>;

struct NodesReport {
    CacheId cache;
    TimeMs timeMs = 0;                ///< when the last answer came
    std::vector<NodeReportPtr> nodes; ///< none is null
    int coveredSlots = -1;            ///< of a cluster: served by a primary that does not fail; -1: no cluster
    QStringList problems;             ///< of the nodes together, a sentence each, translated
};

/// Looks at all nodes of a cache beside the polling: slots and settings, over short connections, a few at a time.
/// Implemented by the application. GUI thread.
class NodeInspector : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    /// inspected() follows, unless another cache is asked about or it is cancelled.
    virtual void inspect(const CacheId& cache) = 0;
    virtual void cancel() = 0;

Q_SIGNALS:
    void inspected(const cacheledger::NodesReport& report);
};

} // namespace cacheledger
