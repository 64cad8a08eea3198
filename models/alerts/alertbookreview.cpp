// SPDX-License-Identifier: GPL-3.0-or-later
// Who hears of what.
#include "alerts/alertbook.h"

#include <algorithm>
#include <utility>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{

bool isWithin(TimeMs sinceMs, TimeMs nowMs, qint64 lengthMs)
{
    return nowMs >= sinceMs && nowMs - sinceMs < lengthMs; // not when the clock was set back
}

bool isAmong(const QStringList& list, const QString& name)
{
    return list.isEmpty() || list.contains(name);
}

} // namespace

bool AlertBook::covers(const Silence& silence, const Alert& alert, TimeMs nowMs) const
{
    if (nowMs < silence.startMs || nowMs >= silence.endMs || !isAmong(silence.rules, alert.key.rule) ||
        !isAmong(silence.scope.caches, alert.cacheName) || !isAmong(silence.scope.nodes, alert.address))
        return false;
    const auto node = m_nodes.find(alert.key.node);
    return silence.scope.tags.isEmpty() ||
           (node != m_nodes.end() && std::ranges::any_of(node->second.tags, [&](const QString& tag) {
                return silence.scope.tags.contains(tag);
            }));
}

/// The rule of the alert that stands in for this one; empty: there is none.
QString AlertBook::inhibitorOf(const Alert& alert) const
{
    for (const QString& rule : m_inhibitors.of(alert.key.rule)) {
        const auto other = m_lasting.find({rule, alert.key.node});
        if (other != m_lasting.end() && other->second.state == AlertState::Firing)
            return rule;
    }
    return {};
}

void AlertBook::stamp(Alert& alert, TimeMs nowMs)
{
    const auto silence =
        std::ranges::find_if(m_silences, [&](const Silence& each) { return covers(each, alert, nowMs); });
    const QString silenceId = silence == m_silences.end() ? QString() : silence->id;
    const QString inhibitor = inhibitorOf(alert);
    if (alert.silence == silenceId && alert.inhibitedBy == inhibitor)
        return;
    alert.silence = silenceId;
    alert.inhibitedBy = inhibitor;
    changed(alert);
}

QString AlertBook::heldBackBy(Alert& alert, TimeMs nowMs)
{
    if (!alert.silence.isEmpty())
        return u"silenced"_s;
    if (!alert.inhibitedBy.isEmpty())
        return u"inhibited"_s;
    if (alert.snoozedUntilMs && nowMs < *alert.snoozedUntilMs)
        return u"snoozed"_s;
    if (m_doNotDisturbUntilMs && nowMs < *m_doNotDisturbUntilMs)
        return u"do-not-disturb"_s;
    const Group& group = m_groups[{alert.key.rule, alert.cache}];
    if (!group.everNotified)
        return {};
    const Alert* leader = group.leader == alert.id ? nullptr : find(group.leader);
    if (leader && isWithin(group.notifiedMs, nowMs, groupMs)) {
        alert.leader = leader->id;
        m_followers[leader->id].push_back(alert.id);
        return u"grouped"_s;
    }
    return isWithin(group.notifiedMs, nowMs, dampMs) ? u"damped"_s : QString();
}

void AlertBook::notify(Alert& alert, TimeMs nowMs)
{
    alert.told = true;
    alert.snoozedUntilMs.reset();
    m_groups[{alert.key.rule, alert.cache}] = {alert.id, nowMs, true};
    if (const auto fresh = m_fresh.find(alert.id); fresh != m_fresh.end()) {
        m_batch.entries[fresh->second].notify = true;
        changed(alert);
    } else {
        note(alert, alert.state, nowMs, alert.newestValue, true, {});
    }
}

void AlertBook::review(TimeMs nowMs)
{
    const auto passed = [&](TimeMs atMs) { return m_reviewedMs < atMs && atMs <= nowMs; };
    if (std::ranges::any_of(m_silences,
                            [&](const Silence& each) { return passed(each.startMs) || passed(each.endMs); }))
        m_standingChanged = true;
    std::erase_if(m_silences, [&](const Silence& each) { return each.endMs <= nowMs; });
    m_reviewedMs = nowMs;
    if (std::exchange(m_standingChanged, false))
        for (auto& [key, alert] : m_lasting)
            stamp(alert, nowMs);
    for (auto next = m_owed.begin(); next != m_owed.end();) {
        Alert& alert = *find(*next);
        const QString reason = heldBackBy(alert, nowMs);
        if (const auto fresh = m_fresh.find(alert.id); fresh != m_fresh.end())
            m_batch.entries[fresh->second].reason = reason;
        if (reason.isEmpty())
            notify(alert, nowMs);
        // What speaks for a group speaks as long as it fires; everything else is held back for a time.
        alert.owed = !reason.isEmpty() && alert.leader == 0;
        next = alert.owed ? std::next(next) : m_owed.erase(next);
    }
    m_fresh.clear();
}

std::optional<TimeMs> AlertBook::nextReviewMs(TimeMs nowMs) const
{
    std::optional<TimeMs> nextMs;
    const auto consider = [&](TimeMs atMs) {
        if (atMs > nowMs && (!nextMs || atMs < *nextMs))
            nextMs = atMs;
    };
    if (!m_lasting.empty())
        for (const Silence& silence : m_silences) {
            consider(silence.startMs);
            consider(silence.endMs);
        }
    for (const qint64 id : m_owed) {
        const Alert& alert = m_lasting.at(m_keys.at(id));
        if (alert.snoozedUntilMs)
            consider(*alert.snoozedUntilMs);
        if (m_doNotDisturbUntilMs)
            consider(*m_doNotDisturbUntilMs);
        if (const auto group = m_groups.find({alert.key.rule, alert.cache});
            group != m_groups.end() && group->second.everNotified)
            consider(group->second.notifiedMs + dampMs);
    }
    return nextMs;
}

} // namespace cacheledger
