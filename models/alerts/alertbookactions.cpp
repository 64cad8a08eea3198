// SPDX-License-Identifier: GPL-3.0-or-later
// What the operator does with alerts.
#include "alerts/alertbook.h"

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

bool AlertBook::acknowledge(qint64 id, TimeMs nowMs)
{
    Alert* alert = find(id);
    if (!alert)
        return false;
    if (!alert->acknowledgedMs) {
        alert->acknowledgedMs = nowMs;
        alert->owed = false;
        m_owed.erase(id);
        note(*alert, alert->state, nowMs, alert->newestValue, false, u"acknowledged"_s);
    }
    return true;
}

bool AlertBook::snooze(qint64 id, TimeMs untilMs, TimeMs nowMs)
{
    Alert* alert = find(id);
    if (!alert)
        return false;
    const bool on = untilMs > nowMs;
    alert->snoozedUntilMs = on ? std::optional(untilMs) : std::nullopt;
    // Whoever snoozes wants to hear of it again; whoever takes that back, does not.
    alert->owed = alert->state == AlertState::Firing && !alert->acknowledgedMs && (on || !alert->told);
    if (alert->owed)
        m_owed.insert(id);
    else
        m_owed.erase(id);
    if (on)
        note(*alert, alert->state, nowMs, alert->newestValue, false, u"snoozed"_s);
    changed(*alert);
    review(nowMs);
    return true;
}

bool AlertBook::markFalsePositive(qint64 id, bool on)
{
    Alert* alert = find(id);
    if (!alert)
        return false;
    alert->falsePositive = on;
    changed(*alert);
    return true;
}

bool AlertBook::setIncident(qint64 id, const QString& incident)
{
    Alert* alert = find(id);
    if (!alert)
        return false;
    alert->incident = incident;
    changed(*alert);
    return true;
}

void AlertBook::addSilence(const Silence& silence, TimeMs nowMs)
{
    std::erase_if(m_silences, [&](const Silence& other) { return other.id == silence.id; });
    m_silences.push_back(silence);
    m_standingChanged = true;
    review(nowMs);
}

std::optional<Silence> AlertBook::endSilence(const QString& id, TimeMs nowMs)
{
    const auto found = std::ranges::find(m_silences, id, &Silence::id);
    if (found == m_silences.end())
        return {};
    Silence ended = *found;
    ended.endMs = nowMs;
    m_silences.erase(found);
    m_standingChanged = true;
    review(nowMs);
    return ended;
}

void AlertBook::setDoNotDisturb(std::optional<TimeMs> untilMs, TimeMs nowMs)
{
    m_doNotDisturbUntilMs = untilMs && *untilMs > nowMs ? untilMs : std::nullopt;
    review(nowMs);
}

} // namespace cacheledger
