// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertengine.h"

namespace cacheledger
{

/// One time that a rule would have fired.
struct BacktestEpisode {
    NodeId node;
    TimeMs pendingMs = 0;        ///< since when the condition was met
    TimeMs firedMs = 0;          ///< when the alert would have been raised
    std::optional<TimeMs> endMs; ///< when it would have been resolved; nothing: not by the end of the data
    std::optional<double> value; ///< what was compared when it fired
    std::string metric = {};     ///< that it is of, where the rule names a family; else empty
};

/// Says what a rule would have done over samples of the past. The rule is taken as switched on. One thread.
class Backtest
{
public:
    Backtest(Rule rule, const std::vector<WatchedNode>& nodes);

    /// For each node in order of time; nodes need not be in step.
    void add(const Snapshot& snapshot) { m_engine.add(snapshot); }
    void unreachable(const NodeId& node, TimeMs atMs) { m_engine.unreachable(node, atMs); }
    /// All episodes, up to `toMs`, in order of time.
    std::vector<BacktestEpisode> finish(TimeMs toMs);

private:
    AlertEngine m_engine;
};

} // namespace cacheledger
