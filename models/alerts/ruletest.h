// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertengine.h"
#include "alerts/ruletestfile.h"

namespace cacheledger
{

/// Plays the series of a test through an engine of its own, one interval a step. A node whose `up` is 0 does not
/// answer; one without any sample at a step is silent. One thread.
class SeriesPlay
{
public:
    SeriesPlay(const RuleTestGroup& group, std::vector<Rule> rules);

    /// Evaluates the next moment (the first call: the start) and returns its time since the start.
    qint64 step();
    /// Pending and firing after the last step, by the labels `job` and `instance` of their node.
    std::map<std::pair<QString, SeriesLabels>, AlertState> alerts() const;

private:
    struct PlayedNode {
        SeriesLabels labels;
        NodeId id;
        LayoutPtr layout;
        std::vector<const TestSeries*> series; // parallel to the layout
    };
    void feed(const PlayedNode& node, std::size_t index, TimeMs timeMs);

    qint64 m_intervalMs;
    std::vector<PlayedNode> m_nodes;
    AlertEngine m_engine;
    std::size_t m_steps = 0;
};

/// How a test file went.
struct RuleTestOutcome {
    int passed = 0;
    int leftOut = 0;      ///< tests of expressions
    QStringList failures; ///< one sentence each, with the line of the test
};

/// Runs all tests on our engine. A rule that a test names and that does not exist or is off is a failure. Labels are
/// compared as far as a node and a rule give them: job, instance, severity, playbook.
RuleTestOutcome runRuleTests(const std::vector<RuleTestGroup>& groups, const std::vector<Rule>& rules);

} // namespace cacheledger
