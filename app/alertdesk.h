// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertbook.h"
#include "alerts/alertrequest.h"
#include "app/alertreport.h"

#include <QtCore/QObject>
#include <QtCore/QTimer>

#include <memory>

class QFileSystemWatcher;

namespace cacheledger
{

/// An alert that began to fire or ended, as it then stood.
struct AlertNews {
    Alert alert;
    AlertEntry entry;
};

/// Keeps the book and the log of alerts, in a thread of its own ("alerts"). While it writes, what judging reports goes
/// into the book and at once into the log; what cannot be stored (a full disk) waits and is tried again every 3 s. A
/// damaged log is set aside and a new one begun with what lasts. Else it follows the log that another process writes,
/// and what the user asks for goes to that process: it takes that up within a second, or whoever writes next.
///
/// Everything is called in its thread; signals come from there.
class AlertDesk : public QObject
{
    Q_OBJECT

public:
    /// `historyFile` is where the past of a node is read from.
    AlertDesk(QString file, QString historyFile, std::shared_ptr<const Clock> clock);
    ~AlertDesk() override;

    void startReading();
    /// Goes on where the process before left off. Alerts at other nodes than these end.
    void startWriting(const std::set<NodeId>& nodes);
    /// Stores what waits, as far as that is possible.
    void stop();

    void onNodesAppeared(const std::vector<WatchedNode>& nodes, const std::vector<Rule>& rules);
    void onJudged(const AlertReport& report);

    void acknowledge(qint64 alert);
    void snooze(qint64 alert, TimeMs untilMs);
    void markFalsePositive(qint64 alert, bool on);
    void setIncident(qint64 alert, const QString& incident);
    void addSilence(const Silence& silence);
    void endSilence(const QString& id);
    void setDoNotDisturb(std::optional<TimeMs> untilMs);

    void readLog(quint64 request, const AlertQuery& query);
    void readStatistics(quint64 request, int days);

Q_SIGNALS:
    void activeChanged(const std::vector<cacheledger::Alert>& active);
    void silencesChanged(const std::vector<cacheledger::Silence>& silences);
    void doNotDisturbChanged(std::optional<qint64> untilMs);
    void pastsRead(const std::vector<cacheledger::NodePast>& pasts);
    void happened(const std::vector<cacheledger::AlertNews>& news);
    /// The log has something new (a consumer may look for notifications).
    void stored();
    void logReady(quint64 request, const std::vector<cacheledger::Alert>& alerts);
    void statisticsReady(quint64 request, const cacheledger::AlertStatistics& statistics);
    void failed(quint64 request, const cacheledger::Error& error);
    /// The log cannot be written (or opened), and can be again.
    void storingPaused(const cacheledger::Error& error);
    void storingResumed();
    void damagedSetAside(const QString& path);

private:
    void resume();
    bool openForWriting();
    bool setDamagedAside();
    void beginAnew();
    void follow();
    void settle();
    bool store();
    void keepUnsaved(AlertBatch&& batch);
    void pause(const Error& error);
    void showSoon() { m_show.isActive() ? void() : m_show.start(); }
    void show();
    void showStanding();
    void scheduleReview();
    void tellNews(const AlertBatch& batch);
    AlertLog* logToRead(quint64 request);
    void ask(const AlertRequest& request);
    void watchForRequests();
    void lookForRequests();
    bool takeRequests(); ///< not done: try again soon
    void grant(const AlertRequest& request);
    template <typename Change>
    void changeEnded(qint64 alert, const Change& change);

    QString m_file;
    QString m_historyFile;
    std::shared_ptr<const Clock> m_clock;
    std::unique_ptr<AlertLog> m_log;
    AlertBook m_book;
    std::map<AlertKey, AlertProgress> m_progress; // of nodes that did not appear yet, from before the start
    std::map<AlertKey, AlertProgress> m_storedProgress;
    TimeMs m_asOfMs = 0;
    bool m_writing = false;
    bool m_paused = false;
    AlertBatch m_unsaved;
    std::pair<quint64, qint64> m_seen; // inode and data version, as last read
    int m_quickLooks = 0;              // that are left: somebody waits for what was asked for
    QTimer m_follow;
    QTimer m_takeRequests;
    std::unique_ptr<QFileSystemWatcher> m_requestWatcher; // while writing
    QTimer m_retry;
    QTimer m_review;
    QTimer m_show;
};

} // namespace cacheledger

Q_DECLARE_METATYPE(std::vector<cacheledger::NodePast>)
Q_DECLARE_METATYPE(std::vector<cacheledger::AlertNews>)
