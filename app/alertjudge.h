// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alertreport.h"

#include <QtCore/QObject>
#include <QtCore/QTimer>

#include <deque>

namespace cacheledger
{

/// Judges what is polled, in the collector's thread. A node that appears is not judged before its past has been read
/// (admit()); until then its samples wait, the newest 10 minutes of them, and are judged in their order. Silent nodes
/// are judged on with the polls of the others, and every 5 s where there are none.
class AlertJudge : public QObject
{
    Q_OBJECT

public:
    /// Samples may come `delayMs` after they were taken: a node is silent only then.
    explicit AlertJudge(std::shared_ptr<const Clock> clock, int delayMs = 0, QObject* parent = nullptr);

    void setRules(const std::vector<Rule>& rules);
    /// All that are polled. Alerts of others end.
    void setNodes(const std::vector<WatchedNode>& nodes);
    void admit(const std::vector<NodePast>& pasts);

    void sampled(const SnapshotPtr& snapshot);
    void unreachable(const NodeId& node, TimeMs atMs);

Q_SIGNALS:
    /// admit() is to follow.
    void nodesAppeared(const std::vector<cacheledger::WatchedNode>& nodes, const std::vector<cacheledger::Rule>& rules);
    void judged(const cacheledger::AlertReport& report);

private:
    struct Held {
        SnapshotPtr snapshot; // null: it did not answer
        TimeMs atMs;
    };

    void give(const NodeId& node, const Held& held);
    void judge(const NodeId& node, const Held& held);
    void applyNodes();
    void advanceIfDue();
    void tick();
    void tell(AlertReport report);

    std::shared_ptr<const Clock> m_clock;
    int m_delayMs;
    AlertEngine m_engine;
    std::vector<Rule> m_rules;
    std::vector<WatchedNode> m_nodes;
    std::set<NodeId> m_admitted;
    std::map<NodeId, std::deque<Held>> m_held; // of nodes that wait
    QTimer m_tick;
    qint64 m_advancedNs = 0;
    int m_ticks = 0;
};

} // namespace cacheledger

Q_DECLARE_METATYPE(std::vector<cacheledger::WatchedNode>)
Q_DECLARE_METATYPE(std::vector<cacheledger::Rule>)
