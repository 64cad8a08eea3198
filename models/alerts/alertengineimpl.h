// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/alerts: how the engine judges one node.

#include "alerts/alertengine.h"

#include <optional>

namespace cacheledger
{

class AlertEngine::Impl
{
public:
    struct RuleAtNode {
        const Rule* rule;
        Condition condition;
        AlertProgress progress;
        std::optional<double> found;         // by the newest evaluation
        const std::string* metric = nullptr; // that it is a value of, of a family; lives with the condition
    };
    struct NodeWatch {
        WatchedNode node;
        NodeSeries series;
        LayoutPtr layout; // of the conditions; null: they are not made
        Snapshot latest;
        std::optional<TimeMs> downSinceMs;
        TimeMs evaluatedMs = 0;               // 0: never
        std::optional<TimeMs> restoredAsOfMs; // until the first evaluation
        std::vector<RuleAtNode> rules;
        std::map<QString, AlertProgress> waiting; // of alerts whose conditions are not made yet
    };

    NodeWatch* find(const NodeId& node);
    void prepare(NodeWatch& watch);
    void evaluate(NodeWatch& watch, TimeMs atMs);
    void passSilence(NodeWatch& watch, TimeMs untilMs);
    TimeMs nextMoment(const NodeWatch& watch, TimeMs atMs, qint64 intervalMs) const;
    void keepProgress(NodeWatch& watch);
    void forget(const NodeWatch& watch, const QString& rule, const AlertProgress& progress);
    void setBack(NodeWatch& watch, TimeMs toMs);
    void goOnAfterRestart(NodeWatch& watch, TimeMs atMs);

    std::vector<Rule> rules;
    qint64 quietMs = 0;
    std::map<NodeId, std::unique_ptr<NodeWatch>> watches;
    std::vector<AlertTransition> transitions;
};

} // namespace cacheledger
