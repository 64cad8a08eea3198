// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertengineimpl.h"

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

AlertEngine::Impl::NodeWatch* AlertEngine::Impl::find(const NodeId& node)
{
    const auto found = watches.find(node);
    return found == watches.end() ? nullptr : found->second.get();
}

/// Plans refer to rules that go or move.
void AlertEngine::Impl::keepProgress(NodeWatch& watch)
{
    for (const RuleAtNode& at : watch.alerts)
        watch.waiting[watch.ruleOf(at).id] = at.progress;
    watch.alerts.clear();
    watch.plan.reset();
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

void AlertEngine::Impl::prepare(NodeWatch& watch)
{
    static const LayoutPtr none = std::make_shared<SeriesLayout>(std::vector<std::string>());
    const LayoutPtr& layout = watch.latest.layout ? watch.latest.layout : none;
    if (watch.layout == layout)
        return;
    keepProgress(watch);
    watch.layout = layout;
    std::vector<const Rule*> judging;
    for (const Rule& rule : rules)
        if (rule.enabled && isJudgedAt(rule, watch.node))
            judging.push_back(&rule);
    watch.plan = plans.find(std::move(judging), layout);
    watch.series.arrange(watch.plan->columns());
    for (const Rule* rule : watch.plan->rules()) {
        RuleAtNode& at = watch.alerts.emplace_back();
        if (const auto known = watch.waiting.find(rule->id); known != watch.waiting.end()) {
            at.progress = known->second;
            watch.waiting.erase(known);
        }
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
    watch.plan->begin();
    const NodeMoment moment{watch.series, watch.latest, atMs, answers};
    for (std::size_t rule = 0; rule < watch.alerts.size(); ++rule)
        judge(watch, rule, moment);
}

void AlertEngine::Impl::judge(NodeWatch& watch, std::size_t rule, const NodeMoment& moment)
{
    RuleAtNode& at = watch.alerts[rule];
    const AlertState before = at.progress.state;
    const Evaluation found = watch.plan->evaluate(rule, moment, before == AlertState::Firing);
    const Rule& judged = *watch.plan->rules()[rule];
    const bool changed =
        found.verdict && at.progress.evaluate(*found.verdict, moment.atMs, {judged.forMs, judged.keepFiringForMs});
    // Of the others nobody asks: what is not written need not be fetched.
    if (at.progress.state == AlertState::Pending || at.progress.state == AlertState::Firing) {
        at.found = found.value;
        at.metric = found.metric;
    }
    if (changed)
        transitions.push_back({{judged.id, watch.node.node},
                               before,
                               at.progress.state,
                               moment.atMs,
                               found.value,
                               at.progress,
                               found.metric ? *found.metric : std::string()});
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
    for (const RuleAtNode& at : watch.alerts)
        endsMs = std::min(endsMs, holdEndsMs(watch.ruleOf(at), at.progress, atMs));
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
    for (RuleAtNode& at : watch.alerts)
        at.progress.leaveOut(unseenMs > gapThresholdMs(watch.node.intervalMs) ? unseenMs : 0, atMs);
}

} // namespace cacheledger
