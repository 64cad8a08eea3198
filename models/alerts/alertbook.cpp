// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertbook.h"

#include "alerts/alertmessage.h"

#include <algorithm>
#include <utility>

namespace cacheledger
{

using namespace Qt::StringLiterals;

void AlertBook::resume(const AlertResume& resume)
{
    m_nextAlert = resume.nextAlert;
    m_silences = resume.silences;
    m_doNotDisturbUntilMs = resume.doNotDisturbUntilMs;
    for (const auto& [group, notifiedMs] : resume.notifiedMs)
        m_groups[group] = {0, notifiedMs, true};
    for (const Alert& alert : resume.lasting) {
        m_lasting[alert.key] = alert;
        m_keys[alert.id] = alert.key;
        if (alert.owed)
            m_owed.insert(alert.id);
        if (alert.leader != 0)
            m_followers[alert.leader].push_back(alert.id);
        if (alert.told)
            m_groups[{alert.key.rule, alert.cache}].leader = alert.id;
    }
    m_standingChanged = true;
}

void AlertBook::setRules(const std::vector<Rule>& rules)
{
    m_rules.clear();
    for (const Rule& rule : rules)
        m_rules[rule.id] = rule;
    m_inhibitors = Inhibitors(rules);
    m_standingChanged = true;
}

void AlertBook::setNodes(const std::vector<WatchedNode>& nodes)
{
    for (const WatchedNode& node : nodes)
        m_nodes[node.node] = node;
}

Alert* AlertBook::find(qint64 id)
{
    const auto key = m_keys.find(id);
    return key == m_keys.end() ? nullptr : &m_lasting.at(key->second);
}

void AlertBook::note(const Alert& alert, AlertState from, TimeMs timeMs, std::optional<double> value, bool notify,
                     const QString& reason)
{
    m_batch.entries.push_back({alert.id, timeMs, from, alert.state, value, notify, reason});
    changed(alert);
}

Alert* AlertBook::begin(const AlertTransition& transition)
{
    const auto rule = m_rules.find(transition.key.rule);
    const auto node = m_nodes.find(transition.key.node);
    if (rule == m_rules.end() || node == m_nodes.end())
        return nullptr; // both went meanwhile
    Alert alert;
    alert.id = m_nextAlert++;
    alert.key = transition.key;
    alert.cache = node->second.cache;
    alert.cacheName = node->second.cacheName;
    alert.address = node->second.address;
    alert.intervalMs = node->second.intervalMs;
    alert.ruleName = rule->second.name;
    alert.tier = rule->second.tier;
    alert.metric = transition.metric.empty() ? rule->second.metric : transition.metric;
    alert.function = rule->second.function;
    alert.comparison = rule->second.comparison;
    alert.threshold = rule->second.threshold;
    alert.forMs = rule->second.forMs;
    alert.playbook = rule->second.playbook;
    alert.channels = rule->second.channels;
    alert.sinceMs = transition.timeMs;
    alert.state = AlertState::Pending;
    alert.newestValue = transition.value;
    alert.newestValueMs = transition.timeMs;
    m_keys[alert.id] = alert.key;
    Alert& kept = m_lasting[alert.key] = std::move(alert);
    stamp(kept, transition.timeMs);
    return &kept;
}

void AlertBook::fire(const AlertTransition& transition)
{
    const auto known = m_lasting.find(transition.key);
    Alert* alert = known == m_lasting.end() ? begin(transition) : &known->second;
    if (!alert)
        return;
    alert->state = AlertState::Firing;
    alert->firedMs = transition.timeMs;
    alert->firedValue = transition.value;
    if (!transition.metric.empty())
        alert->metric = transition.metric;
    alert->noData = !transition.value && alert->function != RuleFunction::Absence;
    if (transition.value) {
        alert->newestValue = transition.value;
        alert->newestValueMs = transition.timeMs;
    }
    const auto rule = m_rules.find(transition.key.rule);
    alert->message = filledMessage(rule == m_rules.end() ? QString() : rule->second.message, *alert);
    alert->owed = !alert->acknowledgedMs;
    if (alert->owed)
        m_owed.insert(alert->id);
    if (m_inhibitors.inhibits(alert->key.rule))
        m_standingChanged = true;
    m_fresh[alert->id] = m_batch.entries.size();
    note(*alert, transition.from, transition.timeMs, transition.value, false,
         alert->owed ? QString() : u"acknowledged"_s);
}

void AlertBook::end(const AlertKey& key, AlertState to, TimeMs timeMs, std::optional<double> value)
{
    const auto found = m_lasting.find(key);
    if (found == m_lasting.end())
        return;
    Alert& alert = found->second;
    const AlertState from = std::exchange(alert.state, to);
    alert.endedMs = std::max(timeMs, alert.sinceMs);
    alert.owed = false;
    if (value) {
        alert.newestValue = value;
        alert.newestValueMs = timeMs;
    }
    note(alert, from, timeMs, value, alert.told, alert.told ? QString() : alert.firedMs ? u"not-told"_s : u"pending"_s);
    m_owed.erase(alert.id);
    if (from == AlertState::Firing && m_inhibitors.inhibits(key.rule))
        m_standingChanged = true;
    // Whom it spoke for is looked at again.
    if (const auto followers = m_followers.extract(alert.id))
        for (const qint64 id : followers.mapped())
            if (Alert* follower = find(id); follower && follower->leader == alert.id) {
                follower->leader = 0;
                follower->owed = !follower->acknowledgedMs;
                if (follower->owed)
                    m_owed.insert(id);
                changed(*follower);
            }
    m_keys.erase(alert.id);
    m_changed.erase(alert.id);
    m_batch.alerts.push_back(std::move(alert));
    m_lasting.erase(found);
}

void AlertBook::apply(const std::vector<AlertTransition>& transitions, TimeMs nowMs)
{
    for (const AlertTransition& transition : transitions) {
        m_batch.progress[transition.key] = transition.progress;
        m_batch.asOfMs = std::max(m_batch.asOfMs, transition.timeMs);
        if (transition.to == AlertState::Firing) {
            fire(transition);
        } else if (transition.to == AlertState::Pending) {
            end(transition.key, AlertState::Inactive, transition.timeMs, {}); // one whose end was lost
            if (const Alert* alert = begin(transition))
                note(*alert, transition.from, transition.timeMs, transition.value, false, u"pending"_s);
        } else {
            end(transition.key, transition.to, transition.timeMs, transition.value);
        }
    }
    review(nowMs);
}

void AlertBook::read(const std::vector<AlertReading>& readings)
{
    for (const AlertReading& reading : readings) {
        const auto found = m_lasting.find(reading.key);
        if (found == m_lasting.end())
            continue;
        Alert& alert = found->second;
        if (reading.value) {
            alert.newestValue = reading.value;
            alert.newestValueMs = reading.timeMs;
        }
        if (!reading.metric.empty())
            alert.metric = reading.metric;
        changed(alert);
        const bool noData = !reading.value && alert.function != RuleFunction::Absence;
        if (std::exchange(alert.noData, noData) != noData)
            note(alert, alert.state, reading.timeMs, reading.value, false, noData ? u"no-data"_s : u"data"_s);
    }
}

void AlertBook::keepOnly(const std::set<NodeId>& nodes, const std::set<AlertKey>& known, TimeMs nowMs)
{
    std::vector<AlertKey> gone;
    for (const auto& [key, alert] : m_lasting)
        if (nodes.contains(key.node) && !known.contains(key))
            gone.push_back(key);
    for (const AlertKey& key : gone) {
        m_batch.progress[key] = {};
        end(key, AlertState::Inactive, nowMs, {});
    }
    review(nowMs);
}

void AlertBook::keepNodes(const std::set<NodeId>& nodes, TimeMs nowMs)
{
    std::set<NodeId> others;
    for (const auto& [key, alert] : m_lasting)
        if (!nodes.contains(key.node))
            others.insert(key.node);
    keepOnly(others, {}, nowMs);
}

std::vector<Alert> AlertBook::active() const
{
    std::vector<Alert> active;
    active.reserve(m_lasting.size());
    for (const auto& [key, alert] : m_lasting)
        active.push_back(alert);
    return active;
}

void AlertBook::touchAll()
{
    for (const auto& [id, key] : m_keys)
        m_changed.insert(id);
}

AlertBatch AlertBook::take()
{
    for (const qint64 id : std::exchange(m_changed, {}))
        m_batch.alerts.push_back(*find(id));
    m_fresh.clear();
    return std::exchange(m_batch, {});
}

} // namespace cacheledger
