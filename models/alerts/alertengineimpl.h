// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/alerts: how the engine judges one node.

#include "alerts/alertengine.h"
#include "alerts/ruleplan.h"

#include <optional>

namespace cacheledger
{

class AlertEngine::Impl
{
public:
    /// Where a rule's alert stands at a node, and what the newest evaluation of a pending or firing one compared.
    struct RuleAtNode {
        AlertProgress progress;
        std::optional<double> found;
        const std::string* metric = nullptr; // that it is a value of, of a family; lives with the plan
    };
    struct NodeWatch {
        WatchedNode node;
        NodeSeries series;
        LayoutPtr layout; // that the plan is for; null: there is none
        std::shared_ptr<RulePlan> plan;
        Snapshot latest;
        std::optional<TimeMs> downSinceMs;
        TimeMs evaluatedMs = 0;                   // 0: never
        std::optional<TimeMs> restoredAsOfMs;     // until the first evaluation
        std::vector<RuleAtNode> alerts;           // parallel to the plan's rules
        std::map<QString, AlertProgress> waiting; // of alerts for which there is no plan yet

        const Rule& ruleOf(const RuleAtNode& alert) const
        {
            return *plan->rules()[static_cast<std::size_t>(&alert - alerts.data())];
        }
    };

    NodeWatch* find(const NodeId& node);
    void prepare(NodeWatch& watch);
    void evaluate(NodeWatch& watch, TimeMs atMs);
    void judge(NodeWatch& watch, std::size_t rule, const NodeMoment& moment);
    void passSilence(NodeWatch& watch, TimeMs untilMs);
    TimeMs nextMoment(const NodeWatch& watch, TimeMs atMs, qint64 intervalMs) const;
    void keepProgress(NodeWatch& watch);
    void forget(const NodeWatch& watch, const QString& rule, const AlertProgress& progress);
    void setBack(NodeWatch& watch, TimeMs toMs);
    void goOnAfterRestart(NodeWatch& watch, TimeMs atMs);

    std::vector<Rule> rules;
    RulePlans plans;
    qint64 quietMs = 0;
    std::map<NodeId, std::unique_ptr<NodeWatch>> watches;
    std::vector<AlertTransition> transitions;
};

} // namespace cacheledger
