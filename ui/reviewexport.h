// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "incidents/incidentclient.h"
#include "incidents/review.h"

#include <map>

namespace cacheledger
{

/// Gathers an incident and its evidence from the client, then saves the review. Single use; finished() comes once.
/// GUI thread.
class ReviewExport : public QObject
{
    Q_OBJECT

public:
    ReviewExport(IncidentClient* client, TimeMs nowMs, const QTimeZone& zone, QObject* parent = nullptr);
    /// Before start(): what the incident cost, or why that is not known.
    void setCost(const QString& cost, const QString& reason);
    void start(const QString& id, const QString& file); ///< .pdf or .md

Q_SIGNALS:
    void finished(const cacheledger::Result<void>& saved);

private:
    void onIncident(const Incident& incident);
    void onEvidence(quint64 request, const QByteArray& content);
    void saveWhenDone();

    IncidentClient* m_client;
    QString m_file;
    ReviewInput m_input;
    quint64 m_asked = 0;
    std::map<quint64, EvidenceItem> m_waiting; // in the order of the evidence, as numbers grow
    std::map<quint64, QByteArray> m_contents;
};

} // namespace cacheledger
