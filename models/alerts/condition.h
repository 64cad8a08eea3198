// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertstate.h"
#include "alerts/nodeseries.h"
#include "alerts/rule.h"
#include "metrics/derived.h"

namespace cacheledger
{

/// What one evaluation of a rule at one node found.
struct Evaluation {
    std::optional<Verdict> verdict; ///< nothing: the evaluation is to be left out (NoDataPolicy::Keep)
    std::optional<double> value;    ///< what was compared
    const std::string* metric =
        nullptr; ///< what it is a value of, where the rule names a family; lives with the condition
};

/// A rule made ready for one node: its metric's inputs are columns of that node's series. Refers to both, which must
/// outlive it. Made anew when the node's columns change. One thread.
class Condition
{
public:
    /// "up", the metric that no server sends: 1 while the node answers.
    static constexpr std::string_view up = "up";

    /// A metric of rules alone: by how much memory grew within a day beyond the growth of lookups in the window, which
    /// counts as none where they became fewer. Absent where either of the two days has no lookups.
    static constexpr std::string_view growthBeyondTraffic = "memory_growth_beyond_traffic";

    Condition(const Rule& rule, NodeSeries& series, const std::vector<std::string>& rawNames);

    /// `firing`: the alert fires, so that a recovery limit holds instead of the threshold. `answers`: whether the node
    /// does at this moment; nothing: not known. `latest` is its newest sample, with the columns that this was made for;
    /// without a layout: there is none.
    Evaluation evaluate(TimeMs atMs, bool firing, std::optional<bool> answers, const Snapshot& latest);

    /// What evaluate() reads first will be read soon: the thousands of a round do not stay in the processor's caches.
    void expect() const
    {
        if (m_members.empty())
            return;
        const char* first = reinterpret_cast<const char*>(m_members.data());
        __builtin_prefetch(first);
        __builtin_prefetch(first + 64);
        __builtin_prefetch(first + 128);
    }

private:
    /// A requirement and where its metrics are in the node's samples.
    struct Required {
        RuleRequirement requirement;
        std::optional<std::size_t> first;
        std::optional<std::size_t> second;
    };

    /// One metric, ready to be computed.
    struct Member {
        std::string metric;
        std::optional<DerivedMetric> derived;
        std::vector<std::size_t> columns; // of the metric, or of the derived metric's inputs
        std::vector<bool> isCounter;      // parallel, of a derived metric
        std::vector<std::size_t> trafficColumns;
    };

    Member member(const std::string& metric, const std::vector<std::string>& rawNames);
    /// Of several, the one with the value that comes first to a breach.
    Evaluation find(TimeMs atMs, std::optional<bool> answers, bool& anyTraffic);
    bool isWorse(double value, double than) const;
    std::optional<double> value(const Member& member, TimeMs atMs, std::optional<bool> answers);
    std::optional<double> function(std::size_t column, TimeMs atMs) const;
    std::optional<double> derivedValue(const Member& member, TimeMs atMs);
    std::optional<double> beyondTraffic(const Member& member, TimeMs atMs) const;
    WindowStat stat(const Member& member, std::size_t input, TimeMs atMs) const;
    bool hasTraffic(const Member& member, TimeMs atMs) const;
    bool applies(const Snapshot& latest) const;

    const Rule& m_rule;
    NodeSeries& m_series;
    const bool m_isFamily;
    std::vector<Member> m_members;
    std::vector<Required> m_required;
    std::vector<WindowStat> m_stats; // kept to save allocations
};

} // namespace cacheledger
