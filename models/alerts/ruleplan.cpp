// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/ruleplan.h"

#include <algorithm>
#include <utility>

namespace cacheledger
{

RulePlan::RulePlan(std::vector<const Rule*> rules, LayoutPtr layout)
    : m_rules(std::move(rules)),
      m_layout(std::move(layout))
{
    for (const Rule* rule : m_rules)
        m_conditions.emplace_back(*rule, m_layout->names(), m_values, m_columns);
}

bool RulePlan::isOf(const std::vector<const Rule*>& rules, const SeriesLayout& layout) const
{
    return m_rules == rules && (m_layout.get() == &layout || *m_layout == layout);
}

std::shared_ptr<RulePlan> RulePlans::find(std::vector<const Rule*> rules, const LayoutPtr& layout)
{
    std::erase_if(m_plans, [](const std::weak_ptr<RulePlan>& plan) { return plan.expired(); });
    for (const std::weak_ptr<RulePlan>& each : m_plans)
        if (std::shared_ptr<RulePlan> plan = each.lock(); plan->isOf(rules, *layout))
            return plan;
    auto made = std::make_shared<RulePlan>(std::move(rules), layout);
    m_plans.push_back(made);
    return made;
}

} // namespace cacheledger
