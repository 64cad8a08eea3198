// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/backtest.h"

#include <algorithm>

namespace cacheledger
{

Backtest::Backtest(Rule rule, const std::vector<WatchedNode>& nodes)
{
    rule.enabled = true;
    m_engine.setNodes(nodes);
    m_engine.setRules({std::move(rule)});
}

std::vector<BacktestEpisode> Backtest::finish(TimeMs toMs)
{
    m_engine.advance(toMs);
    std::vector<BacktestEpisode> episodes;
    std::map<NodeId, TimeMs> pendingSince;
    std::map<NodeId, std::size_t> open;
    for (const AlertTransition& transition : m_engine.takeTransitions()) {
        const NodeId& node = transition.key.node;
        if (transition.to == AlertState::Pending) {
            pendingSince[node] = transition.timeMs;
        } else if (transition.to == AlertState::Firing) {
            open[node] = episodes.size();
            const TimeMs pendingMs = transition.from == AlertState::Pending ? pendingSince[node] : transition.timeMs;
            episodes.push_back({node, pendingMs, transition.timeMs, {}, transition.value, transition.metric});
        } else if (transition.from == AlertState::Firing) {
            episodes[open[node]].endMs = transition.timeMs;
        }
    }
    std::ranges::stable_sort(episodes, {}, &BacktestEpisode::firedMs);
    return episodes;
}

} // namespace cacheledger
