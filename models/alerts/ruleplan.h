// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/condition.h"

#include <memory>

namespace cacheledger
{

/// Rules made ready for one layout of samples, shared by all nodes with the same of both: a round over a thousand nodes
/// then waits for memory only for what differs between them. Refers to the rules, which must outlive it. One thread.
class RulePlan
{
public:
    RulePlan(std::vector<const Rule*> rules, LayoutPtr layout);

    const std::vector<const Rule*>& rules() const { return m_rules; }
    /// Whether it was made for these.
    bool isOf(const std::vector<const Rule*>& rules, const SeriesLayout& layout) const;
    /// What a node's series is to be arranged by.
    const WantedColumns& columns() const { return m_columns; }

    /// Judges one node at one moment from now on.
    void begin() { m_values.begin(); }
    /// By the rule at that place of rules(); all calls since begin() are about the same moment.
    Evaluation evaluate(std::size_t rule, const NodeMoment& moment, bool firing)
    {
        return m_conditions[rule].evaluate(moment, firing, m_values);
    }

private:
    std::vector<const Rule*> m_rules;
    LayoutPtr m_layout;
    WantedColumns m_columns;
    RuleValues m_values;
    std::vector<Condition> m_conditions; // parallel to the rules
};

/// The plans that are in use. One thread.
class RulePlans
{
public:
    /// The one for these rules and this layout; made if no node has it yet.
    std::shared_ptr<RulePlan> find(std::vector<const Rule*> rules, const LayoutPtr& layout);

private:
    std::vector<std::weak_ptr<RulePlan>> m_plans;
};

} // namespace cacheledger
