// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/condition.h"

#include "alerts/rulemetrics.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace cacheledger
{

namespace
{

double valueOf(const std::optional<std::size_t>& index, const Snapshot& latest)
{
    return index && latest.layout ? latest.values[*index] : std::numeric_limits<double>::quiet_NaN();
}

std::optional<std::size_t> indexIn(const std::vector<std::string>& names, std::string_view name)
{
    const auto found = std::ranges::find(names, name);
    return found == names.end() ? std::nullopt
                                : std::optional(static_cast<std::size_t>(std::distance(names.begin(), found)));
}

/// The two metrics that a requirement is about.
std::pair<std::string_view, std::string_view> metricsRequiredBy(RuleRequirement requirement)
{
    switch (requirement) {
    case RuleRequirement::Limit:
        return {"maxmemory", ""};
    case RuleRequirement::Persistence:
        return {"aof_enabled", "rdb_saves"};
    case RuleRequirement::Replication:
        return {"connected_slaves", "slave_repl_offset"};
    case RuleRequirement::NoCluster:
        return {"cluster_enabled", ""};
    }
    return {};
}

bool isMet(RuleRequirement requirement, double first, double second)
{
    switch (requirement) {
    case RuleRequirement::Limit:
        return first > 0;
    case RuleRequirement::Persistence:
        return first > 0 || second > 0;
    case RuleRequirement::Replication:
        return first > 0 || !std::isnan(second); // only replicas have an offset of their own
    case RuleRequirement::NoCluster:
        return !(first > 0);
    }
    return true;
}

} // namespace

Condition::Condition(const Rule& rule, const std::vector<std::string>& rawNames, RuleValues& values,
                     WantedColumns& wanted)
    : m_rule(&rule),
      m_isFamily(isFamily(rule.metric))
{
    for (const std::string& metric : metricsOf(rule, rawNames)) {
        Member member{values.add(RuleValue::ofMetric(metric, rule, rawNames, wanted)), 0};
        if (rule.minimumTraffic)
            member.traffic = values.add(RuleValue::ofTraffic(metric, rule, rawNames, wanted));
        m_members.push_back(member);
    }
    for (const RuleRequirement requirement : rule.requirements) {
        const auto [first, second] = metricsRequiredBy(requirement);
        m_required.push_back({requirement, indexIn(rawNames, first), indexIn(rawNames, second)});
    }
}

Evaluation Condition::evaluate(const NodeMoment& moment, bool firing, RuleValues& values) const
{
    if (!applies(moment.latest))
        return {Verdict::NotMet, {}};
    bool anyTraffic = false;
    Evaluation found = find(moment, values, anyTraffic);
    if (m_rule->minimumTraffic && !anyTraffic)
        return {Verdict::NotMet, {}};
    if (m_rule->function == RuleFunction::Absence) {
        found.verdict = found.value ? Verdict::Met : Verdict::NotMet;
    } else if (!found.value) {
        if (m_rule->noData == NoDataPolicy::Keep)
            return {};
        found.verdict = m_rule->noData == NoDataPolicy::Alert ? Verdict::Met : Verdict::NotMet;
    } else {
        const double limit = firing ? m_rule->recovery.value_or(m_rule->threshold) : m_rule->threshold;
        found.verdict = breaches(m_rule->comparison, *found.value, limit) ? Verdict::Met : Verdict::NotMet;
    }
    return found;
}

Evaluation Condition::find(const NodeMoment& moment, RuleValues& values, bool& anyTraffic) const
{
    Evaluation found;
    for (const Member& each : m_members) {
        if (m_rule->minimumTraffic) {
            const auto lookups = values.at(each.traffic, moment);
            if (!lookups || *lookups < m_rule->minimumTraffic->lookups)
                continue;
        }
        anyTraffic = true;
        const std::optional<double> here = values.at(each.value, moment);
        if (!here || (found.value && !isWorse(*here, *found.value)))
            continue;
        found.value = here;
        found.metric = m_isFamily ? &values[each.value].metric() : nullptr;
    }
    return found;
}

bool Condition::isWorse(double value, double than) const
{
    switch (m_rule->comparison) {
    case Comparison::Above:
    case Comparison::AtLeast:
        return value > than;
    case Comparison::Below:
    case Comparison::AtMost:
        return value < than;
    case Comparison::Equal:
    case Comparison::NotEqual:
        break;
    }
    return !breaches(m_rule->comparison, than, m_rule->threshold);
}

bool Condition::applies(const Snapshot& latest) const
{
    return std::ranges::all_of(m_required, [&](const Required& required) {
        return isMet(required.requirement, valueOf(required.first, latest), valueOf(required.second, latest));
    });
}

} // namespace cacheledger
