// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertstate.h"
#include "alerts/rulevalue.h"

namespace cacheledger
{

/// What one evaluation of a rule at one node found.
struct Evaluation {
    std::optional<Verdict> verdict; ///< nothing: the evaluation is to be left out (NoDataPolicy::Keep)
    std::optional<double> value;    ///< what was compared
    const std::string* metric =
        nullptr; ///< what it is a value of, where the rule names a family; lives with the values
};

/// A rule made ready for one layout of samples. Holds nothing of a node: all nodes of that layout share it. Refers to
/// the rule, which must outlive it.
class Condition
{
public:
    /// "up", the metric that no server sends: 1 while the node answers.
    static constexpr std::string_view up = "up";

    /// A metric of rules alone: by how much memory grew within a day beyond the growth of lookups in the window, which
    /// counts as none where they became fewer. Absent where either of the two days has no lookups.
    static constexpr std::string_view growthBeyondTraffic = "memory_growth_beyond_traffic";

    /// Adds what it compares to `values`, and the columns that this needs to `wanted`.
    Condition(const Rule& rule, const std::vector<std::string>& rawNames, RuleValues& values, WantedColumns& wanted);

    const Rule& rule() const { return *m_rule; }

    /// `firing`: the alert fires, so that a recovery limit holds instead of the threshold. `values`: those that it was
    /// made with.
    Evaluation evaluate(const NodeMoment& moment, bool firing, RuleValues& values) const;

private:
    /// A requirement and where its metrics are in the node's samples.
    struct Required {
        RuleRequirement requirement;
        std::optional<std::size_t> first;
        std::optional<std::size_t> second;
    };
    /// Where what is compared is among the values.
    struct Member {
        std::size_t value;
        std::size_t traffic; // where the rule has a minimum of it
    };

    /// Of several, the one with the value that comes first to a breach.
    Evaluation find(const NodeMoment& moment, RuleValues& values, bool& anyTraffic) const;
    bool isWorse(double value, double than) const;
    bool applies(const Snapshot& latest) const;

    const Rule* m_rule;
    bool m_isFamily;
    std::vector<Member> m_members;
    std::vector<Required> m_required;
};

} // namespace cacheledger
