// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/nodeseries.h"
#include "alerts/rule.h"
#include "metrics/derived.h"

namespace cacheledger
{

/// The moment at which rules look at a node. Refers to what it is made of.
struct NodeMoment {
    const NodeSeries& series; ///< arranged by the columns that the rules were made ready with
    const Snapshot& latest;   ///< the newest sample; without a layout: there is none
    TimeMs atMs = 0;
    std::optional<bool> answers; ///< whether the node does; nothing: not known
};

/// What a rule compares, ready to be computed: a metric, its function and its window; or the lookups in that window,
/// which a rule's minimum traffic is about. Holds nothing of a node, so that nodes with the same columns share it.
class RuleValue
{
public:
    /// Wants the columns that it needs.
    static RuleValue ofMetric(const std::string& metric, const Rule& rule, const std::vector<std::string>& rawNames,
                              WantedColumns& wanted);
    /// Of the counters that are the traffic where `rule` judges `metric`.
    static RuleValue ofTraffic(const std::string& metric, const Rule& rule, const std::vector<std::string>& rawNames,
                               WantedColumns& wanted);

    const std::string& metric() const { return m_metric; } ///< empty: traffic
    std::optional<double> at(const NodeMoment& moment) const;

    /// Whether they are the same at every moment of every node.
    friend bool operator==(const RuleValue& a, const RuleValue& b)
    {
        return a.m_kind == b.m_kind && a.m_metric == b.m_metric && a.m_function == b.m_function &&
               a.m_windowMs == b.m_windowMs && a.m_columns == b.m_columns;
    }

private:
    enum class Kind { Function, Derived, BeyondTraffic, Up, Traffic };

    void wantColumns(const std::vector<std::string>& rawNames, WantedColumns& wanted);
    std::optional<double> function(const NodeMoment& moment) const;
    std::optional<double> derived(const NodeMoment& moment) const;
    std::optional<double> beyondTraffic(const NodeMoment& moment) const;
    std::optional<double> traffic(const NodeMoment& moment) const;
    WindowStat stat(std::size_t input, const NodeMoment& moment) const;

    Kind m_kind = Kind::Function;
    std::string m_metric;
    RuleFunction m_function = RuleFunction::Value;
    qint64 m_windowMs = 0;
    std::vector<std::size_t> m_columns; // of the metric, of the derived metric's inputs, or of the counters of traffic
    std::vector<bool> m_isCounter;      // parallel, of a derived metric
    std::optional<DerivedMetric> m_derived;
    mutable std::vector<WindowStat> m_stats; // of its inputs: kept to save allocations
};

/// The values that a node's rules compare, each once: many rules ask for the same with other limits. One thread.
class RuleValues
{
public:
    /// Where the value is from now on.
    std::size_t add(RuleValue value);
    const RuleValue& operator[](std::size_t index) const { return m_values[index]; }

    /// What was computed belongs to another moment.
    void begin();
    /// Computed when first asked for since begin(), whose moment is to be the same for all.
    std::optional<double> at(std::size_t index, const NodeMoment& moment);

private:
    struct Computed {
        bool isKnown = false;
        std::optional<double> value;
    };

    std::vector<RuleValue> m_values;
    std::vector<Computed> m_computed; // parallel
};

} // namespace cacheledger
