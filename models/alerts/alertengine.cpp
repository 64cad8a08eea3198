// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertengine.h"

#include "metrics/catalogue.h"
#include "metrics/window.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

namespace cacheledger
{

namespace
{

bool isListed(const QStringList& list, const QString& name)
{
    return list.isEmpty() || list.contains(name);
}

bool isJudgedAt(const Rule& rule, const WatchedNode& node)
{
    const RuleScope& scope = rule.scope;
    const NodeRole other = catalogue::isOfApplication(rule.metric) ? NodeRole::Server : NodeRole::Source;
    return node.role != other && isListed(scope.caches, node.cacheName) && isListed(scope.nodes, node.address) &&
           (scope.tags.isEmpty() ||
            std::ranges::any_of(node.tags, [&](const QString& tag) { return scope.tags.contains(tag); }));
}

/// After so long a silence every value is too old to count, and only hold times can still change a state.
qint64 quietAfterMs(const std::vector<Rule>& rules)
{
    qint64 longestMs = 0;
    for (const Rule& rule : rules)
        longestMs = std::max(longestMs, rule.windowMs);
    return NodeSeries::lookbackMs + longestMs;
}

/// When an alert's hold time ends, if that lies after `atMs`; else `noMoment`.
constexpr TimeMs noMoment = std::numeric_limits<TimeMs>::max();
TimeMs holdEndsMs(const Rule& rule, const AlertProgress& progress, TimeMs atMs)
{
    TimeMs endsMs = noMoment;
    if (progress.state == AlertState::Pending)
        endsMs = *progress.activeSinceMs + rule.forMs;
    else if (progress.state == AlertState::Firing && progress.keepFiringSinceMs)
        endsMs = *progress.keepFiringSinceMs + rule.keepFiringForMs;
    return endsMs > atMs ? endsMs : noMoment;
}

} // namespace

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

AlertEngine::AlertEngine() : m_impl(std::make_unique<Impl>()) {}
AlertEngine::~AlertEngine() = default;

AlertEngine::Impl::NodeWatch* AlertEngine::Impl::find(const NodeId& node)
{
    const auto found = watches.find(node);
    return found == watches.end() ? nullptr : found->second.get();
}

/// Conditions refer to rules that go or move.
void AlertEngine::Impl::keepProgress(NodeWatch& watch)
{
    for (const RuleAtNode& at : watch.rules)
        watch.waiting[at.rule->id] = at.progress;
    watch.rules.clear();
    watch.layout.reset();
}

/// Whoever was told of the alert has to hear of its end.
void AlertEngine::Impl::forget(const NodeWatch& watch, const QString& rule, const AlertProgress& progress)
{
    if (progress.state == AlertState::Pending || progress.state == AlertState::Firing)
        transitions.push_back({{rule, watch.node.node},
                               progress.state,
                               AlertState::Inactive,
                               std::max(watch.evaluatedMs, watch.latest.timeMs),
                               {},
                               {},
                               {}});
}

void AlertEngine::setRules(std::vector<Rule> rules)
{
    const auto named = [](const std::vector<Rule>& among, const QString& id) {
        return std::ranges::find_if(among, [&](const Rule& rule) { return rule.id == id; });
    };
    for (const auto& [node, watch] : m_impl->watches) {
        m_impl->keepProgress(*watch);
        for (auto alert = watch->waiting.begin(); alert != watch->waiting.end();) {
            const auto before = named(m_impl->rules, alert->first);
            const auto after = named(rules, alert->first);
            const bool goesOn =
                after != rules.end() && after->enabled && (before == m_impl->rules.end() || *before == *after);
            if (!goesOn)
                m_impl->forget(*watch, alert->first, alert->second);
            alert = goesOn ? std::next(alert) : watch->waiting.erase(alert);
        }
    }
    m_impl->rules = std::move(rules);
    m_impl->quietMs = quietAfterMs(m_impl->rules);
}

void AlertEngine::setNodes(const std::vector<WatchedNode>& nodes)
{
    std::map<NodeId, std::unique_ptr<Impl::NodeWatch>> before = std::exchange(m_impl->watches, {});
    for (const WatchedNode& node : nodes) {
        const auto known = before.find(node.node);
        std::unique_ptr<Impl::NodeWatch> watch =
            known == before.end() ? std::make_unique<Impl::NodeWatch>() : std::move(known->second);
        if (known != before.end())
            before.erase(known);
        if (watch->node != node) {
            m_impl->keepProgress(*watch); // its scope may have changed
            watch->node = node;
        }
        m_impl->watches.insert_or_assign(node.node, std::move(watch));
    }
    for (const auto& [node, watch] : before) {
        m_impl->keepProgress(*watch);
        for (const auto& [rule, progress] : watch->waiting)
            m_impl->forget(*watch, rule, progress);
    }
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
        if (!rule.enabled || !isJudgedAt(rule, watch.node))
            continue;
        const auto known = watch.waiting.find(rule.id);
        watch.rules.push_back({&rule,
                               Condition(rule, watch.series, layout->names()),
                               known == watch.waiting.end() ? AlertProgress() : known->second,
                               {},
                               nullptr});
        if (known != watch.waiting.end())
            watch.waiting.erase(known);
    }
    for (const auto& [rule, progress] : std::exchange(watch.waiting, {}))
        forget(watch, rule, progress); // the node left the rule's scope
}

void AlertEngine::Impl::evaluate(NodeWatch& watch, TimeMs atMs)
{
    prepare(watch);
    if (watch.restoredAsOfMs)
        goOnAfterRestart(watch, atMs);
    watch.evaluatedMs = atMs;
    std::optional<bool> answers;
    if (watch.downSinceMs)
        answers = false;
    else if (atMs - watch.latest.timeMs <= NodeSeries::lookbackMs)
        answers = true;
    for (RuleAtNode& at : watch.rules) {
        const AlertState before = at.progress.state;
        const Evaluation found = at.condition.evaluate(atMs, before == AlertState::Firing, answers, watch.latest);
        at.found = found.value;
        at.metric = found.metric;
        if (!found.verdict)
            continue;
        if (at.progress.evaluate(*found.verdict, atMs, {at.rule->forMs, at.rule->keepFiringForMs}))
            transitions.push_back({{at.rule->id, watch.node.node},
                                   before,
                                   at.progress.state,
                                   atMs,
                                   found.value,
                                   at.progress,
                                   found.metric ? *found.metric : std::string()});
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
    const TimeMs endMs = untilMs - lateMs - 1;
    for (TimeMs atMs = watch.evaluatedMs + intervalMs; atMs <= endMs; atMs = nextMoment(watch, atMs, intervalMs))
        evaluate(watch, atMs);
}

/// The moment to evaluate after `atMs` while a silence goes on. A night asleep is not 30,000 evaluations: once nothing
/// but hold times can change, only the moments at which these end are looked at.
TimeMs AlertEngine::Impl::nextMoment(const NodeWatch& watch, TimeMs atMs, qint64 intervalMs) const
{
    const TimeMs beganMs = std::max(watch.latest.timeMs, watch.downSinceMs.value_or(0));
    if (atMs <= beganMs + quietMs)
        return atMs + intervalMs;
    TimeMs endsMs = noMoment;
    for (const RuleAtNode& at : watch.rules)
        endsMs = std::min(endsMs, holdEndsMs(*at.rule, at.progress, atMs));
    if (endsMs == noMoment)
        return noMoment;
    return atMs + (endsMs - atMs + intervalMs - 1) / intervalMs * intervalMs;
}

/// The clock was set back: what was measured lies in a time that is yet to come.
void AlertEngine::Impl::setBack(NodeWatch& watch, TimeMs toMs)
{
    keepProgress(watch);
    if (watch.evaluatedMs != 0)
        for (auto& [rule, progress] : watch.waiting)
            progress.shift(toMs - watch.evaluatedMs);
    watch.series = {};
    watch.latest = {};
    watch.downSinceMs.reset();
    watch.evaluatedMs = 0;
}

/// The time in which nobody looked does not count: neither as time that a condition held, nor as time that it did not.
void AlertEngine::Impl::goOnAfterRestart(NodeWatch& watch, TimeMs atMs)
{
    const qint64 unseenMs = atMs - *std::exchange(watch.restoredAsOfMs, {});
    for (RuleAtNode& at : watch.rules)
        at.progress.leaveOut(unseenMs > gapThresholdMs(watch.node.intervalMs) ? unseenMs : 0, atMs);
}

void AlertEngine::recall(const Snapshot& snapshot)
{
    Impl::NodeWatch* watch = m_impl->find(snapshot.node);
    if (!watch || !snapshot.layout || watch->evaluatedMs != 0 || snapshot.timeMs <= watch->latest.timeMs)
        return;
    watch->latest = snapshot;
    m_impl->prepare(*watch);
    watch->series.add(snapshot);
}

void AlertEngine::add(const Snapshot& snapshot)
{
    Impl::NodeWatch* watch = m_impl->find(snapshot.node);
    if (!watch || !snapshot.layout || snapshot.timeMs == watch->latest.timeMs)
        return;
    // A silence may have been judged a little beyond the moment at which the node came back; far beyond, the clock was
    // ahead for a while.
    if (snapshot.timeMs < watch->latest.timeMs || snapshot.timeMs < watch->evaluatedMs - NodeSeries::lookbackMs)
        m_impl->setBack(*watch, snapshot.timeMs);
    m_impl->passSilence(*watch, snapshot.timeMs);
    watch->latest = snapshot;
    watch->downSinceMs.reset();
    m_impl->prepare(*watch);
    watch->series.add(snapshot);
    if (snapshot.timeMs > watch->evaluatedMs)
        m_impl->evaluate(*watch, snapshot.timeMs);
}

void AlertEngine::unreachable(const NodeId& node, TimeMs atMs)
{
    Impl::NodeWatch* watch = m_impl->find(node);
    if (!watch)
        return;
    if (atMs < watch->latest.timeMs || atMs < watch->evaluatedMs - NodeSeries::lookbackMs)
        m_impl->setBack(*watch, atMs);
    m_impl->passSilence(*watch, atMs);
    if (!watch->downSinceMs)
        watch->downSinceMs = atMs;
    if (atMs > watch->evaluatedMs)
        m_impl->evaluate(*watch, atMs);
}

void AlertEngine::advance(TimeMs nowMs)
{
    for (const auto& [node, watch] : m_impl->watches)
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
    for (const auto& [node, watch] : m_impl->watches) {
        for (const Impl::RuleAtNode& at : watch->rules)
            put(node, at.rule->id, at.progress);
        for (const auto& [rule, progress] : watch->waiting)
            put(node, rule, progress);
    }
    return alerts;
}

std::vector<AlertReading> AlertEngine::readings() const
{
    std::vector<AlertReading> readings;
    for (const auto& [node, watch] : m_impl->watches)
        for (const Impl::RuleAtNode& at : watch->rules)
            if (at.progress.state == AlertState::Pending || at.progress.state == AlertState::Firing)
                readings.push_back(
                    {{at.rule->id, node}, watch->evaluatedMs, at.found, at.metric ? *at.metric : std::string()});
    return readings;
}

void AlertEngine::restore(const std::map<AlertKey, AlertProgress>& alerts, TimeMs asOfMs)
{
    for (const auto& alert : alerts) {
        const AlertKey& key = alert.first;
        Impl::NodeWatch* watch = m_impl->find(key.node);
        const bool known =
            std::ranges::any_of(m_impl->rules, [&](const Rule& rule) { return rule.enabled && rule.id == key.rule; });
        if (!watch || !known)
            continue;
        m_impl->keepProgress(*watch); // conditions that samples of history have made already
        watch->waiting[key.rule] = alert.second;
        watch->restoredAsOfMs = asOfMs;
    }
}

} // namespace cacheledger
