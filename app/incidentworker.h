// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alert.h"
#include "app/evidencecapture.h"
#include "incidents/incidentbook.h"
#include "metrics/clock.h"

#include <QtCore/QObject>

#include <functional>
#include <memory>

class QTimer;

namespace cacheledger
{

/// The part of the keeper that touches files; lives in the thread "incidents". Signals carry values.
class IncidentWorker : public QObject
{
    Q_OBJECT

public:
    /// What the alert log says of an alert now; called in this thread. Nothing: it does not know.
    using FindAlert = std::function<std::optional<Alert>(qint64 alert)>;
    IncidentWorker(const QString& folder, QString playbooksFolder, std::shared_ptr<const Clock> clock,
                   FindAlert findAlert);

    /// Reads what is there, and from then on follows what other processes change.
    void start();
    /// `onEveryNode`: all nodes of the cache have this alert.
    void openFor(const Alert& alert, bool onEveryNode);
    void openWith(const QString& playbook, const CacheId& cache, const QString& cacheName);
    void change(const QString& id, const IncidentStore::Change& change);
    void keepEvidence(const QString& id, const std::vector<EvidencePart>& parts);
    /// These alerts of the incident are no longer among the lasting ones.
    void catchUp(const QString& id, const std::vector<qint64>& alerts);
    void load(quint64 request, const QString& id);
    void search(quint64 request, const QString& text);
    void evidence(quint64 request, const QString& id, const QString& file);
    void playbooks(quint64 request);
    void samples(quint64 request, const QString& historyFile, const NodeId& node, TimeMs fromMs, TimeMs toMs);

Q_SIGNALS:
    void listed(const cacheledger::IncidentList& list);
    void changed(const cacheledger::IncidentPtr& incident); ///< also after each look at the disk that found another one
    void opened(const cacheledger::IncidentPtr& incident);
    void openEnded(qint64 alert); ///< well or not
    void loaded(quint64 request, const cacheledger::IncidentPtr& incident);
    void found(quint64 request, const QStringList& ids);
    void evidenceRead(quint64 request, const QByteArray& content);
    void playbooksRead(quint64 request, const std::vector<cacheledger::PlaybookChoice>& playbooks);
    void samplesRead(quint64 request, const std::vector<cacheledger::SnapshotPtr>& samples);
    void failed(quint64 request, const cacheledger::Error& error);

private:
    void refresh();
    void onOpened(const IncidentBook::Outcome& outcome);
    void tell(const std::optional<Error>& error);
    void tellChanged(Incident incident);

    IncidentBook m_book;
    QString m_playbooksFolder;
    std::shared_ptr<const Clock> m_clock;
    FindAlert m_findAlert;
    QTimer* m_again;                         // looks at the disk, and writes what could not be written
    std::map<QString, IncidentPtr> m_active; // as last told
    IncidentList m_list;                     // likewise
    bool m_troubled = false;                 // that it cannot be written has been told
};

} // namespace cacheledger
