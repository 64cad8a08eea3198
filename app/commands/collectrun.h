// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/audit/auditkeeper.h"
#include "app/collector.h"
#include "app/commands/collectnodes.h"
#include "app/commands/collectsources.h"
#include "app/forecast/forecastwatch.h"
#include "app/incidentkeeper.h"
#include "app/ledger/savingwatch.h"
#include "app/livealerts.h"
#include "app/notify/livechannels.h"
#include "app/serverlog/serverlogkeeper.h"
#include "app/servicenotifier.h"
#include "history/historypool.h"
#include "history/historyrecorder.h"

#include <QtCore/QEventLoop>

#include <functional>

namespace cacheledger
{

/// One run of `collect`, from the open history to the last flush.
class CollectRun : public QObject
{
    Q_OBJECT

public:
    /// What is to be collected, as it is configured now; given what is collected.
    using Targets = std::function<Result<std::vector<Target>>(const std::vector<Target>& present)>;
    CollectRun(std::vector<Target> targets, Targets configured, const CommandContext& context);

    /// Until the time is up or a signal asks for an end; the exit code. Under a service manager SIGHUP takes over what
    /// is configured now, and its watchdog is answered.
    int run(std::optional<qint64> durationMs);

private:
    void connectRecorder();
    void connectAlerts();
    IncidentKeeper::Parts incidentParts();
    void connectIncidents();
    SavingWatch::Parts savingParts();
    ForecastWatch::Parts forecastParts();
    void onFailed(const Error& error);
    void onServersFound(const CacheId& cache, const std::vector<Endpoint>& servers);
    void onFollowingFailed(const CacheId& cache, const Error& error);
    void remember(const CacheConfig& cache);
    void startCollecting();
    void onSignal(int number);
    void reload();
    void takeOver(std::vector<Target> next);
    void takePreferences();
    void answerWatchdog();
    void tellManager();
    void stopCollecting();
    QString addressOf(const NodeId& node) const;
    QString cacheNames() const;
    void end(std::optional<Error> error);
    void printStatus();
    int result();

    std::vector<Target> m_targets;
    Targets m_configured;
    const CommandContext& m_context;
    ServiceNotifier m_manager;
    CollectNodes m_nodes;
    CollectSources m_sources;
    AuditKeeper m_audit;
    ServerLogKeeper m_serverLog;
    HistoryRecorder m_recorder;
    LiveAlerts m_alerts;
    LiveChannels m_channels;
    HistoryPool m_history;
    IncidentKeeper m_incidents;
    SavingWatch m_savings;
    ForecastWatch m_forecasts;
    std::unique_ptr<Collector> m_collector; // before the recorder: it still hands over what it has
    QEventLoop m_loop;
    bool m_told = false; // SIGINT, SIGTERM or SIGHUP: an end that was asked for
    std::optional<Error> m_fatal;
    std::optional<Error> m_writeError;
    WatchLimits m_limits;
    std::optional<Error> m_locked;                  // another process collects
    std::map<CacheId, QString> m_followingProblems; // as told
};

} // namespace cacheledger
