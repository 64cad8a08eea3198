// SPDX-License-Identifier: GPL-3.0-or-later
// What people do with an incident.
#include "incidents/incidentlife.h"
#include "incidents/incidentlines.h"
#include "incidents/playbookcontext.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace cacheledger
{

using incidentlines::addLine;
using incidentlines::lifeText;

std::span<const PlaybookStep> incidentlife::steps(const Playbook& playbook, const QString& section)
{
    if (section == QLatin1String("actions"))
        return playbook.actions;
    if (section == QLatin1String("diagnosis"))
        return playbook.diagnosis;
    if (section == QLatin1String("mitigation"))
        return playbook.mitigation;
    if (section == QLatin1String("verification"))
        return playbook.verification;
    return {};
}

QString incidentlife::stepText(const Playbook& playbook, const ChecklistKey& key)
{
    if (key.index < 0)
        return {};
    if (key.section == QLatin1String("prevention"))
        return playbook.prevention.value(key.index);
    const auto list = steps(playbook, key.section);
    const auto index = static_cast<std::size_t>(key.index);
    return index < list.size() ? list[index].text : QString();
}

void incidentlife::setTicked(Incident& incident, const ChecklistKey& key, bool ticked, TimeMs nowMs, const QString& by)
{
    if (ticked == incident.checklist.contains(key) || !incident.playbook)
        return;
    const QString text = contextOf(incident, nowMs).fill(stepText(*incident.playbook, key)).text;
    if (text.isEmpty())
        return;
    if (ticked)
        incident.checklist[key] = {nowMs, by};
    else
        incident.checklist.erase(key);
    addLine(incident, nowMs, TimelineKind::Step,
            (ticked ? lifeText("Step done: %1") : lifeText("Step open again: %1")).arg(text), by);
}

void incidentlife::addNote(Incident& incident, const QString& text, TimeMs nowMs, const QString& by)
{
    if (!text.trimmed().isEmpty())
        addLine(incident, nowMs, TimelineKind::Note, text.trimmed(), by);
}

void incidentlife::removeNote(Incident& incident, const TimelineEntry& note)
{
    const auto found = std::ranges::find(incident.timeline, note);
    if (note.kind == TimelineKind::Note && found != incident.timeline.end())
        incident.timeline.erase(found);
}

void incidentlife::setRoles(Incident& incident, const IncidentRoles& roles, TimeMs nowMs, const QString& by)
{
    const auto tell = [&](const QString& before, const QString& now, const char* sentence) {
        if (before != now && !now.isEmpty())
            addLine(incident, nowMs, TimelineKind::State, lifeText(sentence).arg(now), by);
    };
    const IncidentRoles before = incident.roles;
    incident.roles = roles;
    tell(before.commander, roles.commander, QT_TRANSLATE_NOOP("IncidentLife", "%1 leads."));
    tell(before.communications, roles.communications, QT_TRANSLATE_NOOP("IncidentLife", "%1 tells the others."));
    tell(before.scribe, roles.scribe, QT_TRANSLATE_NOOP("IncidentLife", "%1 takes notes."));
}

void incidentlife::recordMessage(Incident& incident, const QString& audience, const QString& text, TimeMs nowMs,
                                 const QString& by)
{
    addLine(incident, nowMs, TimelineKind::Message, lifeText("To %1: %2").arg(audience, text), by);
    if (incident.state == IncidentState::Open)
        incident.nextUpdateMs = nowMs + updateEveryMs(incident.tier);
}

void incidentlife::setMitigated(Incident& incident, bool mitigated, TimeMs nowMs, const QString& by)
{
    const IncidentState wanted = mitigated ? IncidentState::Mitigated : IncidentState::Open;
    if (incident.state == wanted || incident.state == IncidentState::Closed)
        return;
    incident.state = wanted;
    incident.mitigatedMs = mitigated ? std::optional(nowMs) : std::nullopt;
    if (mitigated)
        incident.escalateMs.reset();
    addLine(incident, nowMs, TimelineKind::State, mitigated ? lifeText("Mitigated.") : lifeText("Not mitigated yet."),
            by);
}

void incidentlife::close(Incident& incident, const QString& cause, const std::vector<FollowUp>& followUps, TimeMs nowMs,
                         const QString& by)
{
    if (incident.state == IncidentState::Closed)
        return;
    incident.state = IncidentState::Closed;
    incident.closedMs = nowMs;
    incident.cause = cause.trimmed();
    incident.followUps = followUps;
    incident.nextUpdateMs.reset();
    incident.escalateMs.reset();
    addLine(incident, nowMs, TimelineKind::State, lifeText("Incident closed."), by);
}

void incidentlife::setFollowUps(Incident& incident, const std::vector<FollowUp>& followUps, TimeMs nowMs,
                                const QString& by)
{
    for (const FollowUp& followUp : followUps) {
        const bool wasDone = std::ranges::any_of(
            incident.followUps, [&](const FollowUp& before) { return before.text == followUp.text && before.done; });
        if (followUp.done && !wasDone)
            addLine(incident, nowMs, TimelineKind::State, lifeText("Done: %1").arg(followUp.text), by);
    }
    incident.followUps = followUps;
}

void incidentlife::reopen(Incident& incident, TimeMs nowMs, const QString& by)
{
    if (incident.state != IncidentState::Closed)
        return;
    incident.state = incident.mitigatedMs ? IncidentState::Mitigated : IncidentState::Open;
    incident.closedMs.reset();
    addLine(incident, nowMs, TimelineKind::State, lifeText("Incident opened again."), by);
}

void incidentlife::addEvidence(Incident& incident, const std::vector<EvidenceItem>& items, TimeMs nowMs)
{
    if (items.empty())
        return;
    const auto captured = std::ranges::count_if(items, [](const EvidenceItem& item) { return !item.file.isEmpty(); });
    incident.evidence.insert(incident.evidence.end(), items.begin(), items.end());
    addLine(incident, nowMs, TimelineKind::Evidence,
            lifeText("Evidence captured: %1 of %2 parts.").arg(captured).arg(items.size()));
}

} // namespace cacheledger
