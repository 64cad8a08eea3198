// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alertjudge.h"

#include <algorithm>
#include <utility>

namespace cacheledger
{

static constexpr int tickMs = 5000;
/// Silent nodes are looked at so often while others are polled.
static constexpr qint64 advanceEveryNs = 1'000'000'000;
/// So many ticks apart is told where everything stands: what a kill may take from hold times.
static constexpr int ticksAStanding = 3;
static constexpr std::size_t heldAtMost = 600;

AlertJudge::AlertJudge(std::shared_ptr<const Clock> clock, int delayMs, QObject* parent)
    : QObject(parent),
      m_clock(std::move(clock)),
      m_delayMs(delayMs)
{
    m_tick.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_tick, &QTimer::timeout, this, &AlertJudge::tick);
}

void AlertJudge::setRules(const std::vector<Rule>& rules)
{
    tell({}); // what the rules before have found
    m_rules = rules;
    m_engine.setRules(rules);
    AlertReport report;
    report.rules = rules;
    tell(std::move(report));
    if (!m_tick.isActive())
        m_tick.start(tickMs);
}

void AlertJudge::setNodes(const std::vector<WatchedNode>& nodes)
{
    std::vector<WatchedNode> appeared;
    std::set<NodeId> polled;
    for (const WatchedNode& node : nodes) {
        polled.insert(node.node);
        if (!m_admitted.contains(node.node) && m_held.try_emplace(node.node).second)
            appeared.push_back(node);
    }
    std::erase_if(m_admitted, [&](const NodeId& node) { return !polled.contains(node); });
    std::erase_if(m_held, [&](const auto& held) { return !polled.contains(held.first); });
    m_nodes = nodes;
    applyNodes();
    AlertReport report;
    report.nodes = nodes;
    tell(std::move(report));
    if (!appeared.empty())
        Q_EMIT nodesAppeared(appeared, m_rules);
}

void AlertJudge::applyNodes()
{
    std::vector<WatchedNode> judged;
    std::ranges::copy_if(m_nodes, std::back_inserter(judged),
                         [this](const WatchedNode& node) { return m_admitted.contains(node.node); });
    m_engine.setNodes(judged);
}

void AlertJudge::admit(const std::vector<NodePast>& pasts)
{
    AlertReport report;
    for (const NodePast& past : pasts)
        if (m_held.contains(past.node)) {
            m_admitted.insert(past.node);
            report.admitted.insert(past.node);
        }
    applyNodes();
    for (const NodePast& past : pasts) {
        for (const Snapshot& sample : past.samples)
            m_engine.recall(sample);
        m_engine.restore(past.progress, past.asOfMs);
    }
    for (const auto& [key, progress] : m_engine.alerts())
        report.known.insert(key);
    tell(std::move(report));
    for (const NodePast& past : pasts)
        if (const auto held = m_held.extract(past.node))
            for (const Held& each : held.mapped())
                judge(past.node, each);
    tell({});
}

void AlertJudge::sampled(const SnapshotPtr& snapshot)
{
    give(snapshot->node, {snapshot, snapshot->timeMs});
}

void AlertJudge::unreachable(const NodeId& node, TimeMs atMs)
{
    give(node, {nullptr, atMs});
}

void AlertJudge::give(const NodeId& node, const Held& held)
{
    if (const auto waiting = m_held.find(node); waiting != m_held.end()) {
        waiting->second.push_back(held);
        if (waiting->second.size() > heldAtMost)
            waiting->second.pop_front();
        return;
    }
    judge(node, held);
    advanceIfDue();
    tell({});
}

void AlertJudge::judge(const NodeId& node, const Held& held)
{
    if (held.snapshot)
        m_engine.add(*held.snapshot);
    else
        m_engine.unreachable(node, held.atMs);
}

void AlertJudge::advanceIfDue()
{
    const qint64 nowNs = m_clock->monotonicNs();
    if (nowNs - m_advancedNs < advanceEveryNs)
        return;
    m_advancedNs = nowNs;
    m_engine.advance(m_clock->nowMs() - m_delayMs);
}

void AlertJudge::tick()
{
    advanceIfDue();
    AlertReport report;
    report.readings = m_engine.readings();
    if (!report.readings.empty() && ++m_ticks % ticksAStanding == 0)
        report.progress = m_engine.alerts();
    tell(std::move(report));
}

void AlertJudge::tell(AlertReport report)
{
    report.transitions = m_engine.takeTransitions();
    if (report.transitions.empty() && report.readings.empty() && report.admitted.empty() && !report.rules &&
        !report.nodes)
        return;
    report.asOfMs = m_clock->nowMs();
    Q_EMIT judged(report);
}

} // namespace cacheledger
