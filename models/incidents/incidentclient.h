// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "incidents/incident.h"
#include "metrics/result.h"
#include "metrics/snapshot.h"

#include <QtCore/QByteArray>
#include <QtCore/QObject>

namespace cacheledger
{

/// How the user interface meets the incidents, wherever they are kept. Asynchronous: what changes arrives from the
/// event loop as incidentChanged() and listChanged(), errors as failed(). What could not be written is kept in memory
/// and written as soon as it can be. GUI thread.
class IncidentClient : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// All that are kept, open ones first, then the newest first; as last told.
    virtual std::vector<IncidentSummary> incidents() const = 0;
    /// Open and mitigated ones whole, as last told; null for closed and unknown ones (request() brings them).
    virtual IncidentPtr active(const QString& id) const = 0;
    /// The open one that an alert of the log belongs to; null: none.
    virtual IncidentPtr ofAlert(qint64 alert) const = 0;
    /// A sentence for each incident that is on the disk and cannot be read.
    virtual QStringList problems() const = 0;

    /// A new incident. opened() follows, then evidence is captured at once. `playbook` is an id, or empty.
    virtual void openForAlert(qint64 alert) = 0; ///< with the alert's playbook; opened() also if one is open for it
    virtual void openWithPlaybook(const QString& playbook, const CacheId& cache) = 0;

    virtual void setTicked(const QString& id, const ChecklistKey& step, bool ticked) = 0;
    virtual void addNote(const QString& id, const QString& text) = 0;
    virtual void removeNote(const QString& id, const TimelineEntry& note) = 0; ///< taken back; other kinds stay
    virtual void setRoles(const QString& id, const IncidentRoles& roles) = 0;
    virtual void setNextUpdate(const QString& id, std::optional<TimeMs> atMs) = 0;
    virtual void setEscalation(const QString& id, std::optional<TimeMs> atMs) = 0;
    /// A message was copied or sent: its text goes into the timeline, the next update is due anew.
    virtual void recordMessage(const QString& id, const QString& audience, const QString& text) = 0;
    virtual void captureEvidence(const QString& id) = 0;
    virtual void setMitigated(const QString& id, bool mitigated) = 0;
    virtual void close(const QString& id, const QString& cause, const std::vector<FollowUp>& followUps) = 0;
    virtual void reopen(const QString& id) = 0; ///< undo of close(): cause and follow-ups stay
    virtual void setReviewed(const QString& id, bool reviewed) = 0;
    virtual void setFollowUps(const QString& id,
                              const std::vector<FollowUp>& followUps) = 0; ///< done, or another owner

    // Each returns a number at once; the signal of the same number or failed() follows.
    virtual quint64 request(const QString& id) = 0;  ///< incidentReady()
    virtual quint64 search(const QString& text) = 0; ///< found(): in every text of every incident
    virtual quint64 requestEvidence(const QString& id, const QString& file) = 0; ///< evidenceReady()

    virtual quint64 requestPlaybooks() = 0; ///< playbooksReady(): those that an incident can be opened with now
    /// samplesReady(): what history has of a node, in order of time; the newest seconds may be missing.
    virtual quint64 requestSamples(const NodeId& node, TimeMs fromMs, TimeMs toMs) = 0;

Q_SIGNALS:
    void listChanged(); ///< incidents() or problems()
    void opened(const QString& id);
    void incidentChanged(const cacheledger::IncidentPtr& incident);
    /// A timer has run out; told once. `escalation`: that one, else the next update.
    void timerDue(const QString& id, bool escalation);
    void incidentReady(quint64 request, const cacheledger::IncidentPtr& incident);
    void found(quint64 request, const QStringList& ids);
    void evidenceReady(quint64 request, const QByteArray& content);
    void playbooksReady(quint64 request, const std::vector<cacheledger::PlaybookChoice>& playbooks);
    void samplesReady(quint64 request, const std::vector<cacheledger::SnapshotPtr>& samples);
    /// `request` is 0 where an action failed.
    void failed(quint64 request, const cacheledger::Error& error);
};

} // namespace cacheledger
