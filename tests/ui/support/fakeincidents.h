// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "incidents/incidentclient.h"

#include <map>

namespace cacheledger::testing
{

/// Incidents in memory, changed at once; takes down what was asked of it.
class FakeIncidents : public IncidentClient
{
    Q_OBJECT

public:
    using IncidentClient::IncidentClient;

    void put(const Incident& incident);

    std::vector<IncidentSummary> incidents() const override;
    IncidentPtr active(const QString& id) const override;
    IncidentPtr ofAlert(qint64 alert) const override;
    QStringList problems() const override { return problemTexts; }
    void openForAlert(qint64 alert) override { calls << QStringLiteral("open %1").arg(alert); }
    void openWithPlaybook(const QString& playbook, const CacheId&) override
    {
        calls << QStringLiteral("open ") + playbook;
    }
    void setTicked(const QString& id, const ChecklistKey& step, bool ticked) override;
    void addNote(const QString& id, const QString& text) override;
    void removeNote(const QString& id, const TimelineEntry& note) override;
    void setRoles(const QString& id, const IncidentRoles& roles) override;
    void setNextUpdate(const QString& id, std::optional<TimeMs> atMs) override;
    void setEscalation(const QString& id, std::optional<TimeMs> atMs) override;
    void recordMessage(const QString& id, const QString& audience, const QString& text) override;
    void captureEvidence(const QString& id) override { calls << QStringLiteral("capture ") + id; }
    void setMitigated(const QString& id, bool mitigated) override;
    void close(const QString& id, const QString& cause, const std::vector<FollowUp>& followUps) override;
    void reopen(const QString& id) override;
    void setReviewed(const QString& id, bool reviewed) override;
    void setFollowUps(const QString& id, const std::vector<FollowUp>& followUps) override;
    quint64 request(const QString& id) override;
    quint64 search(const QString& text) override;
    quint64 requestEvidence(const QString& id, const QString& file) override;
    quint64 requestPlaybooks() override;
    quint64 requestSamples(const NodeId& node, TimeMs fromMs, TimeMs toMs) override;

    QStringList calls;
    QStringList problemTexts;
    std::map<QString, QByteArray> files; ///< evidence by name; another name fails
    std::vector<PlaybookChoice> playbooks;
    std::vector<SnapshotPtr> samples; ///< of any node
    TimeMs nowMs = 0;

private:
    template <typename Change>
    void change(const QString& id, Change change);

    std::map<QString, IncidentPtr> m_incidents;
    quint64 m_next = 1;
};

} // namespace cacheledger::testing
