// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertengine.h"

#include <QtCore/QMetaType>

#include <set>

namespace cacheledger
{

/// What judging found in one step, on its way from the collector's thread to the desk.
struct AlertReport {
    std::optional<std::vector<Rule>> rules;        ///< hold from here on
    std::optional<std::vector<WatchedNode>> nodes; ///< likewise: those that are polled
    std::set<NodeId> admitted; ///< at which judging goes on from now, after a start; with `known`, what it goes on with
    std::set<AlertKey> known;
    std::vector<AlertTransition> transitions;
    std::vector<AlertReading> readings;         ///< now and then, of what lasts
    std::map<AlertKey, AlertProgress> progress; ///< likewise, less often
    TimeMs asOfMs = 0;
};

/// What is remembered of a node from before this start: judging goes on from there.
struct NodePast {
    NodeId node;
    std::vector<Snapshot> samples; ///< in order of time, as far back as rules look
    std::map<AlertKey, AlertProgress> progress;
    TimeMs asOfMs = 0;
};

} // namespace cacheledger

Q_DECLARE_METATYPE(cacheledger::AlertReport)
