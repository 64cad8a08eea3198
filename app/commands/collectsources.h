// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/context.h"
#include "app/targets.h"
#include "config/sourcestore.h"
#include "metrics/nodestatus.h"

#include <QtCore/QObject>
#include <QtCore/QPointer>

#include <map>
#include <mutex>

namespace cacheledger
{

class Collector;

/// The sources of application metrics that `collect` polls: those of sources.json for the caches that it collects, as
/// they are now (a changed file is taken over, one that cannot be understood leaves them as they were). Says once what
/// is the matter with one. Main thread; what the collector tells is taken in its thread.
class CollectSources : public QObject
{
    Q_OBJECT

public:
    /// Both outlive it.
    CollectSources(const std::vector<Target>& targets, const CommandContext& context);

    /// Reads the file and follows it from now on.
    void start();
    /// From now on, this one polls them; null: none.
    void setCollector(Collector* collector);
    /// The collected caches are others now.
    void tellAll();
    /// Those that are polled: not paused, of a cache that is collected.
    std::vector<NodeId> polled() const;
    /// "CACHE/SOURCE"; empty for an unknown one.
    QString addressOf(const NodeId& source) const;

private:
    void tell(const SourceConfig& source);
    void forget(const NodeId& source);
    void onStatus(const NodeStatus& status);

    const std::vector<Target>& m_targets;
    const CommandContext& m_context;
    SourceStore m_store;
    QPointer<Collector> m_collector;
    QString m_problem; // of the file, as told

    std::mutex m_mutex; // guards all below
    struct Told {
        QString name;
        QString problem;
    };
    std::map<NodeId, Told> m_told;
};

} // namespace cacheledger
