// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/reviewexport.h"

#include "ui/reviewpdf.h"

namespace cacheledger
{

ReviewExport::ReviewExport(IncidentClient* client, TimeMs nowMs, const QTimeZone& zone, QObject* parent)
    : QObject(parent),
      m_client(client)
{
    m_input.nowMs = nowMs;
    m_input.zone = zone;
    connect(client, &IncidentClient::incidentReady, this, [this](quint64 request, const IncidentPtr& incident) {
        if (request == m_asked)
            onIncident(*incident);
    });
    connect(client, &IncidentClient::evidenceReady, this, &ReviewExport::onEvidence);
    connect(client, &IncidentClient::failed, this, [this](quint64 request, const Error& error) {
        if (request != 0 && request == m_asked) {
            Q_EMIT finished(error);
        } else if (const auto missing = m_waiting.find(request); missing != m_waiting.end()) {
            onEvidence(request, {}); // a file that was deleted does not keep the review from being written
        }
    });
}

void ReviewExport::setCost(const QString& cost, const QString& reason)
{
    m_input.cost = cost;
    m_input.costReason = reason;
}

void ReviewExport::start(const QString& id, const QString& file)
{
    m_file = file;
    m_asked = m_client->request(id);
}

void ReviewExport::onIncident(const Incident& incident)
{
    m_asked = 0;
    m_input.incident = incident;
    for (const EvidenceItem& item : incident.evidence) {
        if (!item.file.isEmpty())
            m_waiting[m_client->requestEvidence(incident.id, item.file)] = item;
    }
    saveWhenDone();
}

void ReviewExport::onEvidence(quint64 request, const QByteArray& content)
{
    const auto waiting = m_waiting.find(request);
    if (waiting == m_waiting.end())
        return;
    m_contents[request] = content;
    saveWhenDone();
}

void ReviewExport::saveWhenDone()
{
    if (m_contents.size() < m_waiting.size())
        return;
    for (const auto& [request, item] : m_waiting)
        addEvidence(m_input, item, m_contents[request]);
    Q_EMIT finished(saveReview(m_file, m_input));
}

} // namespace cacheledger
