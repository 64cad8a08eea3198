// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertengine.h"

#include <QtCore/QHash>

#include <algorithm>
#include <optional>

namespace cacheledger
{

namespace
{

bool isListed(const QStringList& list, const QString& name)
{
    return list.isEmpty() || list.contains(name);
}

bool isInScope(const RuleScope& scope, const WatchedNode& node)
{
    return isListed(scope.caches, node.cacheName) && isListed(scope.nodes, node.address) &&
           (scope.tags.isEmpty() ||
            std::ranges::any_of(node.tags, [&](const QString& tag) { return scope.tags.contains(tag); }));
}

/// After so long a silence nothing changes any more: values are too old, and every hold time has passed.
qint64 settledAfterMs(const std::vector<Rule>& rules)
{
    qint64 longestMs = 0;
    for (const Rule& rule : rules)
        longestMs = std::max(longestMs, rule.windowMs + rule.forMs + rule.keepFiringForMs);
    return NodeSeries::lookbackMs + longestMs;
}

} // namespace

class AlertEngine::Impl
{
public:
    struct RuleAtNode {
        const Rule* rule;
        Condition condition;
        AlertProgress progress;
    };
    struct NodeWatch {
        WatchedNode node;
        NodeSeries series;
        LayoutPtr layout; // of the conditions; null: they are not made
        Snapshot latest;
        std::optional<TimeMs> downSinceMs;
        TimeMs evaluatedMs = 0; // 0: never
        std::vector<RuleAtNode> rules;
        std::map<QString, AlertProgress> waiting; // of alerts whose conditions are not made yet
    };

    void prepare(NodeWatch& watch);
    void evaluate(NodeWatch& watch, TimeMs atMs);
    void passSilence(NodeWatch& watch, TimeMs untilMs);
    void keepProgress(NodeWatch& watch);
    void setBack(NodeWatch& watch, TimeMs toMs);

    std::vector<Rule> rules;
    qint64 settledMs = 0;
    QHash<NodeId, std::shared_ptr<NodeWatch>> watches;
    std::vector<AlertTransition> transitions;
};

AlertEngine::AlertEngine() : m_impl(std::make_unique<Impl>()) {}
AlertEngine::~AlertEngine() = default;

/// Conditions refer to rules that go or move.
void AlertEngine::Impl::keepProgress(NodeWatch& watch)
{
    for (const RuleAtNode& at : watch.rules)
        watch.waiting[at.rule->id] = at.progress;
    watch.rules.clear();
    watch.layout.reset();
}

void AlertEngine::setRules(std::vector<Rule> rules)
{
    for (const auto& watch : std::as_const(m_impl->watches)) {
        m_impl->keepProgress(*watch);
        std::erase_if(watch->waiting, [&](const auto& alert) {
            const auto is = [&](const Rule& rule) { return rule.id == alert.first; };
            const auto before = std::ranges::find_if(m_impl->rules, is);
            const auto after = std::ranges::find_if(rules, is);
            return after == rules.end() || !after->enabled || (before != m_impl->rules.end() && !(*before == *after));
        });
    }
    m_impl->rules = std::move(rules);
    m_impl->settledMs = settledAfterMs(m_impl->rules);
}

void AlertEngine::setNodes(const std::vector<WatchedNode>& nodes)
{
    QHash<NodeId, std::shared_ptr<Impl::NodeWatch>> watches;
    for (const WatchedNode& node : nodes) {
        std::shared_ptr<Impl::NodeWatch> watch = m_impl->watches.value(node.node);
        if (!watch)
            watch = std::make_shared<Impl::NodeWatch>();
        else
            m_impl->keepProgress(*watch); // its scope may have changed
        watch->node = node;
        watches.insert(node.node, watch);
    }
    m_impl->watches = std::move(watches);
}

void AlertEngine::Impl::prepare(NodeWatch& watch)
{
    static const LayoutPtr none = std::make_shared<SeriesLayout>(std::vector<std::string>());
    const LayoutPtr& layout = watch.latest.layout ? watch.latest.layout : none;
    if (watch.layout == layout)
        return;
    keepProgress(watch);
    watch.layout = layout;
    for (const Rule& rule : rules) {
        if (!rule.enabled || !isInScope(rule.scope, watch.node))
            continue;
        const auto known = watch.waiting.find(rule.id);
        watch.rules.push_back({&rule, Condition(rule, watch.series, layout->names()),
                               known == watch.waiting.end() ? AlertProgress() : known->second});
    }
    watch.waiting.clear();
}

void AlertEngine::Impl::evaluate(NodeWatch& watch, TimeMs atMs)
{
    prepare(watch);
    watch.evaluatedMs = atMs;
    std::optional<bool> answers;
    if (watch.downSinceMs)
        answers = false;
    else if (atMs - watch.latest.timeMs <= NodeSeries::lookbackMs)
        answers = true;
    for (RuleAtNode& at : watch.rules) {
        const AlertState before = at.progress.state;
        const Evaluation found = at.condition.evaluate(atMs, before == AlertState::Firing, answers, watch.latest);
        if (!found.verdict)
            continue;
        if (at.progress.evaluate(*found.verdict, atMs, {at.rule->forMs, at.rule->keepFiringForMs}))
            transitions.push_back({{at.rule->id, watch.node.node}, before, at.progress.state, atMs, found.value});
    }
}

/// Evaluates the moments before `untilMs` at which the node should have answered.
void AlertEngine::Impl::passSilence(NodeWatch& watch, TimeMs untilMs)
{
    const int intervalMs = std::max(1, watch.node.intervalMs);
    if (watch.evaluatedMs == 0)
        return;
    // A poll may be late by most of an interval before it counts as missed: as everywhere, see gapThresholdMs().
    const qint64 lateMs = gapThresholdMs(intervalMs) - intervalMs;
    const TimeMs beganMs = std::max(watch.latest.timeMs, watch.downSinceMs.value_or(0));
    const TimeMs endMs = std::min(untilMs - lateMs - 1, beganMs + settledMs + intervalMs);
    for (TimeMs atMs = watch.evaluatedMs + intervalMs; atMs <= endMs; atMs += intervalMs)
        evaluate(watch, atMs);
}

/// The clock was set back: what was measured lies in a time that is yet to come.
void AlertEngine::Impl::setBack(NodeWatch& watch, TimeMs toMs)
{
    keepProgress(watch);
    const qint64 byMs = watch.evaluatedMs - toMs;
    for (auto& [rule, progress] : watch.waiting)
        for (std::optional<TimeMs>* time :
             {&progress.activeSinceMs, &progress.firedMs, &progress.resolvedMs, &progress.keepFiringSinceMs})
            if (*time)
                **time -= byMs;
    watch.series = {};
    watch.downSinceMs.reset();
    watch.evaluatedMs = 0;
}

void AlertEngine::add(const Snapshot& snapshot)
{
    const auto found = m_impl->watches.constFind(snapshot.node);
    if (found == m_impl->watches.cend() || !snapshot.layout || snapshot.timeMs == (*found)->latest.timeMs)
        return;
    Impl::NodeWatch& watch = **found;
    if (snapshot.timeMs < watch.latest.timeMs)
        m_impl->setBack(watch, snapshot.timeMs);
    m_impl->passSilence(watch, snapshot.timeMs);
    watch.latest = snapshot;
    watch.downSinceMs.reset();
    m_impl->prepare(watch);
    watch.series.add(snapshot);
    // A silence may have been judged a little beyond the moment at which the node came back.
    if (snapshot.timeMs > watch.evaluatedMs)
        m_impl->evaluate(watch, snapshot.timeMs);
}

void AlertEngine::unreachable(const NodeId& node, TimeMs atMs)
{
    const auto found = m_impl->watches.constFind(node);
    if (found == m_impl->watches.cend())
        return;
    Impl::NodeWatch& watch = **found;
    m_impl->passSilence(watch, atMs);
    if (!watch.downSinceMs)
        watch.downSinceMs = atMs;
    if (atMs > watch.evaluatedMs)
        m_impl->evaluate(watch, atMs);
}

void AlertEngine::advance(TimeMs nowMs)
{
    for (const auto& watch : std::as_const(m_impl->watches))
        m_impl->passSilence(*watch, nowMs);
}

std::vector<AlertTransition> AlertEngine::takeTransitions()
{
    return std::exchange(m_impl->transitions, {});
}

std::map<AlertKey, AlertProgress> AlertEngine::alerts() const
{
    std::map<AlertKey, AlertProgress> alerts;
    const auto put = [&](const NodeId& node, const QString& rule, const AlertProgress& progress) {
        if (progress.state != AlertState::Inactive)
            alerts[{rule, node}] = progress;
    };
    for (const auto& watch : std::as_const(m_impl->watches)) {
        for (const Impl::RuleAtNode& at : watch->rules)
            put(watch->node.node, at.rule->id, at.progress);
        for (const auto& [rule, progress] : watch->waiting)
            put(watch->node.node, rule, progress);
    }
    return alerts;
}

void AlertEngine::restore(const std::map<AlertKey, AlertProgress>& alerts)
{
    for (const auto& [key, progress] : alerts) {
        const auto watch = m_impl->watches.constFind(key.node);
        const bool known = std::ranges::any_of(m_impl->rules, [&](const Rule& rule) { return rule.id == key.rule; });
        if (watch != m_impl->watches.cend() && known)
            (*watch)->waiting[key.rule] = progress;
    }
}

} // namespace cacheledger
