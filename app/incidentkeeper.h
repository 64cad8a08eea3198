// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertclient.h"
#include "app/incidentworker.h"
#include "config/cacheconfig.h"
#include "history/historyclient.h"
#include "incidents/incidentclient.h"
#include "metrics/events.h"

#include <QtCore/QPointer>
#include <QtCore/QTimer>

#include <set>

class QThread;

namespace cacheledger
{

class Collector;

/// Keeps incidents: opens them for alerts of tier 1 by itself, lets related alerts join, captures evidence, tells when
/// timers are due. Files are touched in a thread of its own ("incidents"). Several processes may keep the same folder;
/// only the one that judges the alerts opens by itself. One thread (the history client's).
class IncidentKeeper : public IncidentClient
{
    Q_OBJECT

public:
    struct Parts {
        QString folder;                   ///< DATA/incidents
        QString playbooksFolder;          ///< of the user
        HistoryClient* history = nullptr; ///< outlives this
        QString historyFile;              ///< the same; empty: no samples
        std::shared_ptr<const Clock> clock;
        std::function<const CacheConfig*(const CacheId&)> cache; ///< null: not configured any more
        IncidentWorker::FindAlert findAlert;                     ///< may be null; called in the thread "incidents"
        QString by;                                              ///< who works here, for the timeline
        QString keysFolder{};                                    ///< kept analyses of keys; empty: none
    };
    explicit IncidentKeeper(Parts parts, QObject* parent = nullptr);
    ~IncidentKeeper() override; ///< what was asked for is written first

    /// Who asks nodes for evidence; null: nobody does in this process, history has to do.
    void setCollector(Collector* collector);
    /// Whether this process judges the alerts, and so opens incidents by itself.
    void setAutomatic(bool automatic);
    /// What it is told by, and asked about, from now on.
    void follow(AlertClient* alerts);
    /// All that are pending or fire now.
    void setAlerts(const std::vector<Alert>& alerts);

    std::vector<IncidentSummary> incidents() const override { return m_list.incidents; }
    IncidentPtr active(const QString& id) const override;
    IncidentPtr ofAlert(qint64 alert) const override;
    QStringList problems() const override { return m_list.problems; }

    void openForAlert(qint64 alert) override;
    void openWithPlaybook(const QString& playbook, const CacheId& cache) override;
    void setTicked(const QString& id, const ChecklistKey& step, bool ticked) override;
    void addNote(const QString& id, const QString& text) override;
    void removeNote(const QString& id, const TimelineEntry& note) override;
    void setRoles(const QString& id, const IncidentRoles& roles) override;
    void setNextUpdate(const QString& id, std::optional<TimeMs> atMs) override;
    void setEscalation(const QString& id, std::optional<TimeMs> atMs) override;
    void recordMessage(const QString& id, const QString& audience, const QString& text) override;
    void captureEvidence(const QString& id) override;
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

Q_SIGNALS:
    /// To be kept with history and marked in the charts.
    void happened(const cacheledger::Event& event);

private:
    void connectWorker();
    void onOpened(const IncidentPtr& incident);
    void onChanged(const IncidentPtr& incident);
    void judge();
    void judgeAlert(const Alert& alert);
    bool isOnEveryNode(const Alert& alert) const;
    void startOpening(const Alert& alert);
    void capturePrefixes(const Incident& incident);
    void startCapture(const Incident& incident, const NodeId& node, const QString& address);
    void armTimers();
    void tellDue();
    void record(const Incident& incident, const QString& text);
    void change(const QString& id, IncidentStore::Change change);
    template <typename Call>
    void post(Call call)
    {
        QMetaObject::invokeMethod(
            m_worker, [worker = m_worker, call] { call(*worker); }, Qt::QueuedConnection);
    }

    Parts m_parts;
    std::unique_ptr<QThread> m_thread;
    IncidentWorker* m_worker; // lives in m_thread, deleted when that ends
    QPointer<Collector> m_collector;
    bool m_automatic = false;
    bool m_isListed = false; // what is on the disk is known
    IncidentList m_list;
    std::map<QString, IncidentPtr> m_active;
    std::vector<Alert> m_alerts;
    std::map<qint64, CacheId> m_opening;             // alerts that incidents are being opened for
    std::map<quint64, EvidenceCapture*> m_capturing; // waiting for the collector
    std::set<std::pair<QString, TimeMs>> m_told;     // timers that were told
    QTimer m_due;
    quint64 m_next = 1;
};

/// What an alert log says, read only; the log need not exist yet.
IncidentWorker::FindAlert alertsIn(const QString& log);

} // namespace cacheledger
