// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeincidents.h"

#include "incidents/incidentlife.h"

#include <QtCore/QTimer>

#include <algorithm>

namespace cacheledger::testing
{

void FakeIncidents::put(const Incident& incident)
{
    m_incidents[incident.id] = std::make_shared<const Incident>(incident);
    Q_EMIT incidentChanged(m_incidents[incident.id]);
    Q_EMIT listChanged();
}

template <typename Change>
void FakeIncidents::change(const QString& id, Change change)
{
    Incident changed = *m_incidents.at(id);
    change(changed);
    put(changed);
}

std::vector<IncidentSummary> FakeIncidents::incidents() const
{
    std::vector<IncidentSummary> list;
    for (const auto& [id, incident] : m_incidents)
        list.push_back(summaryOf(*incident));
    std::ranges::stable_sort(list, {}, [](const IncidentSummary& each) { return each.state == IncidentState::Closed; });
    return list;
}

IncidentPtr FakeIncidents::active(const QString& id) const
{
    const auto found = m_incidents.find(id);
    return found == m_incidents.end() || found->second->state == IncidentState::Closed ? nullptr : found->second;
}

IncidentPtr FakeIncidents::ofAlert(qint64 alert) const
{
    for (const auto& [id, incident] : m_incidents) {
        if (incidentlife::holds(*incident, alert))
            return incident;
    }
    return nullptr;
}

void FakeIncidents::setTicked(const QString& id, const ChecklistKey& step, bool ticked)
{
    change(id, [&](Incident& incident) { incidentlife::setTicked(incident, step, ticked, nowMs, {}); });
}

void FakeIncidents::addNote(const QString& id, const QString& text)
{
    change(id, [&](Incident& incident) { incidentlife::addNote(incident, text, nowMs, {}); });
}

void FakeIncidents::removeNote(const QString& id, const TimelineEntry& note)
{
    change(id, [&](Incident& incident) { incidentlife::removeNote(incident, note); });
}

void FakeIncidents::setRoles(const QString& id, const IncidentRoles& roles)
{
    change(id, [&](Incident& incident) { incidentlife::setRoles(incident, roles, nowMs, {}); });
}

void FakeIncidents::setNextUpdate(const QString& id, std::optional<TimeMs> atMs)
{
    change(id, [&](Incident& incident) { incident.nextUpdateMs = atMs; });
}

void FakeIncidents::setEscalation(const QString& id, std::optional<TimeMs> atMs)
{
    change(id, [&](Incident& incident) { incident.escalateMs = atMs; });
}

void FakeIncidents::recordMessage(const QString& id, const QString& audience, const QString& text)
{
    change(id, [&](Incident& incident) { incidentlife::recordMessage(incident, audience, text, nowMs, {}); });
}

void FakeIncidents::setMitigated(const QString& id, bool mitigated)
{
    change(id, [&](Incident& incident) { incidentlife::setMitigated(incident, mitigated, nowMs, {}); });
}

void FakeIncidents::close(const QString& id, const QString& cause, const std::vector<FollowUp>& followUps)
{
    change(id, [&](Incident& incident) { incidentlife::close(incident, cause, followUps, nowMs, {}); });
}

void FakeIncidents::reopen(const QString& id)
{
    change(id, [&](Incident& incident) { incidentlife::reopen(incident, nowMs, {}); });
}

void FakeIncidents::setReviewed(const QString& id, bool reviewed)
{
    change(id, [&](Incident& incident) { incident.reviewed = reviewed; });
}

void FakeIncidents::setFollowUps(const QString& id, const std::vector<FollowUp>& followUps)
{
    change(id, [&](Incident& incident) { incidentlife::setFollowUps(incident, followUps, nowMs, {}); });
}

quint64 FakeIncidents::requestPlaybooks()
{
    const quint64 number = m_next++;
    QTimer::singleShot(0, this, [this, number] { Q_EMIT playbooksReady(number, playbooks); });
    return number;
}

quint64 FakeIncidents::requestSamples(const NodeId&, TimeMs, TimeMs)
{
    const quint64 number = m_next++;
    QTimer::singleShot(0, this, [this, number] { Q_EMIT samplesReady(number, samples); });
    return number;
}

quint64 FakeIncidents::request(const QString& id)
{
    const quint64 number = m_next++;
    QTimer::singleShot(0, this, [this, number, id] {
        if (m_incidents.contains(id))
            Q_EMIT incidentReady(number, m_incidents.at(id));
        else
            Q_EMIT failed(number, Error{ErrorCode::InvalidArgument, QStringLiteral("There is none."), {}});
    });
    return number;
}

quint64 FakeIncidents::search(const QString& text)
{
    const quint64 number = m_next++;
    QTimer::singleShot(0, this, [this, number, text] {
        QStringList ids;
        for (const auto& [id, incident] : m_incidents) {
            if (incident->title.contains(text, Qt::CaseInsensitive))
                ids << id;
        }
        Q_EMIT found(number, ids);
    });
    return number;
}

quint64 FakeIncidents::requestEvidence(const QString& id, const QString& file)
{
    Q_UNUSED(id)
    const quint64 number = m_next++;
    QTimer::singleShot(0, this, [this, number, file] {
        if (files.contains(file))
            Q_EMIT evidenceReady(number, files.at(file));
        else
            Q_EMIT failed(number, Error{ErrorCode::Io, QStringLiteral("The file is gone."), {}});
    });
    return number;
}

} // namespace cacheledger::testing
