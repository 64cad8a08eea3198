// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/audit/auditkeeper.h"
#include "app/collector.h"
#include "app/credentials.h"
#include "app/livealerts.h"
#include "app/problems.h"
#include "app/serverlog/serverlogkeeper.h"
#include "app/watchedsources.h"
#include "history/historyrecorder.h"
#include "ui/services.h"

#include <QtCore/QTimer>

#include <map>
#include <memory>
#include <vector>

namespace cacheledger
{

/// Keeps the collector doing what the configuration says: every configured cache is polled with its password and
/// recorded, statuses arrive on the board. While another process holds the history, nothing is polled and every node is
/// Unwatched; when that process ends, we take over. What else keeps the history from being opened is tried again too;
/// until then we poll without remembering. GUI thread.
class Watch : public QObject
{
    Q_OBJECT

public:
    /// None of these is owned; all outlive this.
    struct Parts {
        CacheStore* caches = nullptr;
        NodeStatusBoard* statuses = nullptr;
        SecretVault* secrets = nullptr;
        const CredentialSource* credentials = nullptr;
        Problems* problems = nullptr;
        std::shared_ptr<const Clock> clock;
        QString historyFile;
        const Preferences* preferences = nullptr; ///< may be null: everything is kept
        LiveAlerts* alerts = nullptr;             ///< may be null: nothing is judged
        SourceStore* sources = nullptr;           ///< may be null: no application metrics
        HotItemLimits hotItems = {};
        QString auditFile = {};     ///< empty: what is sent is not written down
        QString serverLogFile = {}; ///< empty: what servers tell beside the polls is not kept
    };
    explicit Watch(Parts parts, QObject* parent = nullptr);
    ~Watch() override; ///< stops polling, then writes what is left

    /// Opens the history and begins. Nothing is touched before.
    void start();
    void retryNow(const CacheId& cache);
    /// What was answered up to now is on disk when this returns: the session may end us at any moment after. Waits two
    /// seconds at most.
    void commit();
    /// Something of the history could not be read.
    void suspectDamage();
    bool isCollecting() const { return m_collector != nullptr; }
    Collector* collector() const { return m_collector.get(); } ///< null while another process collects
    /// Into the history, where this process writes it.
    void record(const Event& event);

Q_SIGNALS:
    /// The other process has ended, and this one collects now.
    void tookOver();
    /// collector() is another one, or none.
    void collectorChanged();

private:
    void startKeepers();
    void openHistory();
    void keepToPreferences();
    void onHistoryFailed(const Error& error);
    void showDamaged(const QString& message, const QString& hint);
    void startCollecting(HistoryRecorder* recorder);
    void stopCollecting();
    std::set<NodeId> configuredNodes() const;
    void watchCache(const CacheConfig& cache);
    bool passwordsKnown(const CacheConfig& cache) const;
    void askForPassword(const CacheId& id);
    void onPassword(const CacheId& secret, const QString& password, bool found);
    void forget(const CacheId& cache);
    void showUnwatched();
    void tellCollector(const CacheConfig& cache);
    void onServersFound(const CacheId& cache, const std::vector<Endpoint>& servers);

    Parts m_parts;
    std::unique_ptr<AuditKeeper> m_audit;         // null: none
    std::unique_ptr<ServerLogKeeper> m_serverLog; // null: none
    std::unique_ptr<HistoryRecorder> m_recorder;
    std::unique_ptr<Collector> m_collector;    // ends before the recorder
    std::unique_ptr<WatchedSources> m_sources; // null: none
    std::map<CacheId, std::vector<NodeId>> m_nodes;
    std::map<CacheId, QString> m_passwords; // as far as known; a cache's sentinels have a key of their own
    QTimer m_openAgain;
    bool m_waiting = false;     // for the other process to end
    bool m_remembering = false; // the collector has a recorder
};

} // namespace cacheledger
