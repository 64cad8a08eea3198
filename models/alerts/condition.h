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
};

/// A rule made ready for one node: its metric's inputs are columns of that node's series. Refers to both, which must
/// outlive it. Made anew when the node's columns change. One thread.
class Condition
{
public:
    /// "up", the metric that no server sends: 1 while the node answers.
    static constexpr std::string_view up = "up";

    Condition(const Rule& rule, NodeSeries& series, const std::vector<std::string>& rawNames);

    /// `firing`: the alert fires, so that a recovery limit holds instead of the threshold. `answers`: whether the node
    /// does at this moment; nothing: not known. `latest` is its newest sample, with the columns that this was made for;
    /// without a layout: there is none.
    Evaluation evaluate(TimeMs atMs, bool firing, std::optional<bool> answers, const Snapshot& latest);

private:
    /// A requirement and where its metrics are in the node's samples.
    struct Required {
        RuleRequirement requirement;
        std::optional<std::size_t> first;
        std::optional<std::size_t> second;
    };

    std::optional<double> value(TimeMs atMs, std::optional<bool> answers);
    std::optional<double> function(std::size_t column, TimeMs atMs) const;
    std::optional<double> derivedValue(TimeMs atMs);
    WindowStat stat(std::size_t input, TimeMs atMs) const;
    bool hasTraffic(TimeMs atMs) const;
    bool applies(const Snapshot& latest) const;

    const Rule& m_rule;
    NodeSeries& m_series;
    std::optional<DerivedMetric> m_derived;
    std::vector<std::size_t> m_columns; // of the metric, or of the derived metric's inputs
    std::vector<bool> m_isCounter;      // parallel, of a derived metric
    std::vector<std::size_t> m_trafficColumns;
    std::vector<Required> m_required;
    std::vector<WindowStat> m_stats; // kept to save allocations
};

} // namespace cacheledger
