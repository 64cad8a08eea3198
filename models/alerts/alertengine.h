// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/condition.h"

#include <map>
#include <memory>

namespace cacheledger
{

/// What a node is to rules: those about servers are not judged at a source of application metrics, nor the others at a
/// server, which never has what they ask for.
enum class NodeRole { Either, Server, Source };

/// A node as rules see it: a server, or a source.
struct WatchedNode {
    CacheId cache;
    NodeId node;
    QString cacheName;
    QString address;
    QStringList tags;
    int intervalMs = 1000; ///< how often it is polled
    NodeRole role = NodeRole::Either;

    friend bool operator==(const WatchedNode&, const WatchedNode&) = default;
};

/// An alert's identity: one rule at one node.
struct AlertKey {
    QString rule;
    NodeId node;

    friend bool operator==(const AlertKey&, const AlertKey&) = default;
    friend bool operator<(const AlertKey& a, const AlertKey& b)
    {
        return a.rule != b.rule ? a.rule < b.rule : a.node < b.node;
    }
};

/// An alert changed its state.
struct AlertTransition {
    AlertKey key;
    AlertState from = AlertState::Inactive;
    AlertState to = AlertState::Inactive;
    TimeMs timeMs = 0;           ///< of the evaluation
    std::optional<double> value; ///< what was compared; nothing where there was no data
    AlertProgress progress;      ///< where the alert stands now, for restore()
    std::string metric = {};     ///< that `value` is of, where the rule names a family; else empty
};

/// What the newest evaluation of a pending or firing alert compared.
struct AlertReading {
    AlertKey key;
    TimeMs timeMs = 0;
    std::optional<double> value; ///< nothing: there is no data
    std::string metric = {};     ///< as in a transition
};

/// Judges every sample by every rule. The same samples in the same order give the same transitions, live and in replay:
/// time is that of the samples. Where they stop, the moments at which the next ones were due are evaluated instead,
/// once advance() or a later sample shows that they have passed, with the newest values until those are 5 min old (as
/// Prometheus does); so what happens in a silence does not depend on when it is looked at. A silence alone does not say
/// that a node is down (this machine may have slept): unreachable() does. When the clock was set back, alerts go on
/// from the new time with their durations kept, and windows begin anew. Nodes do not touch each other. One thread.
class AlertEngine
{
public:
    AlertEngine();
    ~AlertEngine();
    AlertEngine(const AlertEngine&) = delete;
    AlertEngine& operator=(const AlertEngine&) = delete;

    /// Enabled ones are judged from the next sample on; their ids must differ. Alerts of rules that changed or went
    /// begin anew, those of the others go on. A pending or firing alert that is forgotten so, or because its node went
    /// or left the rule's scope, has a transition to Inactive.
    void setRules(std::vector<Rule> rules);
    /// Samples of nodes that are not among them are ignored.
    void setNodes(const std::vector<WatchedNode>& nodes);

    /// A node answered. A sample of the newest one's time is ignored.
    void add(const Snapshot& snapshot);
    /// A node did not answer; taken to last until its next sample. Judged at once.
    void unreachable(const NodeId& node, TimeMs atMs);
    /// The time is `nowMs`: silent nodes are judged up to it.
    void advance(TimeMs nowMs);
    /// What changed since the last call, in the order of evaluation.
    std::vector<AlertTransition> takeTransitions();

    /// Pending, firing and resolved alerts.
    std::map<AlertKey, AlertProgress> alerts() const;
    /// Of the pending and firing ones.
    std::vector<AlertReading> readings() const;
    /// For another start, after setRules() and setNodes(): alerts go on from where they were at `asOfMs`, the last time
    /// that anything was judged. As in Prometheus, the time until the first evaluation counts for no hold time. Those
    /// of unknown rules and nodes are left out.
    void restore(const std::map<AlertKey, AlertProgress>& alerts, TimeMs asOfMs);
    /// A sample from before this start, in order of time: windows look back at it, nothing is judged by it. Without
    /// these a restored alert over a window ends for want of data. Ignored once the node has been judged.
    void recall(const Snapshot& snapshot);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace cacheledger
