// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertengineimpl.h"

#include <algorithm>
#include <utility>

namespace cacheledger
{

namespace
{

/// After so long a silence every value is too old to count, and only hold times can still change a state.
qint64 quietAfterMs(const std::vector<Rule>& rules)
{
    qint64 longestMs = 0;
    for (const Rule& rule : rules)
        longestMs = std::max(longestMs, rule.windowMs);
    return NodeSeries::lookbackMs + longestMs;
}

} // namespace

AlertEngine::AlertEngine() : m_impl(std::make_unique<Impl>()) {}
AlertEngine::~AlertEngine() = default;

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
        for (const Impl::RuleAtNode& at : watch->alerts)
            put(node, watch->ruleOf(at).id, at.progress);
        for (const auto& [rule, progress] : watch->waiting)
            put(node, rule, progress);
    }
    return alerts;
}

std::vector<AlertReading> AlertEngine::readings() const
{
    std::vector<AlertReading> readings;
    for (const auto& [node, watch] : m_impl->watches)
        for (const Impl::RuleAtNode& at : watch->alerts)
            if (at.progress.state == AlertState::Pending || at.progress.state == AlertState::Firing)
                readings.push_back({{watch->ruleOf(at).id, node},
                                    watch->evaluatedMs,
                                    at.found,
                                    at.metric ? *at.metric : std::string()});
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
