// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/collectrun.h"

#include "app/unixsignals.h"
#include <QtCore/QDeadlineTimer>
#include <QtCore/QTimer>

#include <utility>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int statusLineEveryMs = 30'000;
/// How often it is tried again whether the other process that collects has ended.
static constexpr int takeOverEveryMs = 2000;
/// What a poll costs is mostly that the processor's caches have forgotten its code since the last one. So answers of
/// polls that come faster are read together after this time, and are written in half as many transactions as a window
/// makes, which shows every second. A killed process loses at most the samples of both times, about 2.7 s (5 are
/// allowed), and a power loss those of 4.9 s. Polls at one second and slower are read at once: a window on the same
/// history sees them before it would call them stale.
static constexpr int readWithinMs = 750;
static constexpr int batchMs = 1900;
static constexpr int syncMs = 4100;
/// A timer's longest time is 24 days, a duration may be longer.
static constexpr qint64 longestTimerMs = 3600'000;

CollectRun::CollectRun(std::vector<Target> targets, Targets configured, const CommandContext& context)
    : m_targets(std::move(targets)),
      m_configured(std::move(configured)),
      m_context(context),
      m_nodes(m_targets, context),
      m_sources(m_targets, context),
      m_audit(context.profile.auditFile(), context.clock),
      m_serverLog(context.profile.serverLogFile(), context.clock),
      m_recorder(context.profile.historyFile(), nullptr, RecorderLimits{.batchMs = batchMs, .syncMs = syncMs}),
      m_alerts({context.profile.alertsFile(), context.profile.rulesFile(), context.profile.historyFile()},
               context.clock),
      m_channels(
          {context.profile.channelsFile(), context.profile.alertsFile(), context.clock, nullptr, &context.credentials}),
      m_history(context.profile.historyFile()),
      m_incidents(incidentParts()),
      m_savings(savingParts()),
      m_forecasts(forecastParts())
{
}

void CollectRun::connectRecorder()
{
    connect(&m_recorder, &HistoryRecorder::opened, this, [this] { startCollecting(); });
    connect(&m_recorder, &HistoryRecorder::failed, this, [this](const Error& error) { onFailed(error); });
    connect(&m_recorder, &HistoryRecorder::writingPaused, this, [this](const Error& error) {
        if (!m_writeError)
            m_context.console.note(error, LogTopic::History);
        m_writeError = error;
    });
    connect(&m_recorder, &HistoryRecorder::damagedSetAside, this, [this](const QString& path) {
        m_context.console.note(
            Cli::tr("The history was damaged. It is kept as %1, and a new one was begun; what can be "
                    "read of it is being brought over.")
                .arg(path),
            LogTopic::History, LogLevel::Warning);
    });
    connect(&m_recorder, &HistoryRecorder::salvaged, this, [this](const QString&, qint64 samples, qint64 unreadable) {
        m_context.console.note(
            Cli::tr("Of the damaged history: samples brought over: %1; blocks that could not be read: %2.")
                .arg(samples)
                .arg(unreadable),
            LogTopic::History);
    });
    connect(&m_recorder, &HistoryRecorder::writingResumed, this, [this] {
        m_writeError.reset();
        m_context.console.note(Cli::tr("The history can be written again."), LogTopic::History);
    });
}

void CollectRun::connectAlerts()
{
    connect(&m_alerts, &LiveAlerts::happened, this, [this](const std::vector<AlertNews>& news) {
        for (const AlertNews& each : news)
            m_context.console.note(alertNewsText(each), LogTopic::Alerts, LogLevel::Warning);
    });
    connect(&m_alerts, &LiveAlerts::rulesChanged, this, [this] {
        for (const QString& problem : m_alerts.ruleProblems())
            m_context.console.note(problem, LogTopic::Alerts, LogLevel::Warning);
    });
    connect(&m_alerts, &LiveAlerts::storingPaused, this,
            [this](const Error& error) { m_context.console.note(error, LogTopic::Alerts); });
    connect(&m_alerts, &LiveAlerts::storingResumed, this,
            [this] { m_context.console.note(Cli::tr("The alert log can be written again."), LogTopic::Alerts); });
    connect(&m_alerts, &LiveAlerts::damagedSetAside, this, [this](const QString& path) {
        m_context.console.note(
            Cli::tr("The alert log was damaged. It is kept as %1, and a new one was begun.").arg(path),
            LogTopic::Alerts, LogLevel::Warning);
    });
    m_channels.follow(&m_alerts);
    connect(&m_channels, &LiveChannels::problemChanged, this, [this](const QString& channel, const QString& problem) {
        m_context.console.note(problem.isEmpty() ? Cli::tr("Channel %1 works again.").arg(channel)
                                                 : Cli::tr("Channel %1: %2").arg(channel, problem),
                               LogTopic::Channels, problem.isEmpty() ? LogLevel::Info : LogLevel::Warning);
    });
}

IncidentKeeper::Parts CollectRun::incidentParts()
{
    IncidentKeeper::Parts parts;
    parts.keysFolder = m_context.profile.keysDir();
    parts.folder = m_context.profile.incidentsDir();
    parts.playbooksFolder = m_context.profile.playbooksDir();
    parts.history = &m_history;
    parts.clock = m_context.clock;
    parts.cache = [this](const CacheId& cache) -> const CacheConfig* {
        const auto target = std::ranges::find(m_targets, cache, [](const Target& each) { return each.cache.id; });
        return target == m_targets.end() ? nullptr : &target->cache;
    };
    parts.findAlert = alertsIn(m_context.profile.alertsFile());
    return parts;
}

void CollectRun::connectIncidents()
{
    connect(&m_incidents, &IncidentKeeper::happened, this, [this](const Event& event) {
        m_recorder.record(event);
        m_context.console.note(event.text, LogTopic::Incidents);
    });
    connect(&m_incidents, &IncidentClient::failed, this,
            [this](quint64, const Error& error) { m_context.console.note(error, LogTopic::Incidents); });
    m_incidents.follow(&m_alerts);
}

SavingWatch::Parts CollectRun::savingParts()
{
    return {m_context.profile, m_context.clock, [this] {
                std::vector<CacheId> ids;
                for (const Target& target : m_targets)
                    ids.push_back(target.cache.id);
                return ids;
            }};
}

ForecastWatch::Parts CollectRun::forecastParts()
{
    return {m_context.profile.historyFile(), m_context.clock, [this] {
                std::vector<CacheConfig> caches;
                for (const Target& target : m_targets)
                    caches.push_back(target.cache);
                return caches;
            }};
}

void CollectRun::stopCollecting()
{
    m_savings.setCollector(nullptr);
    m_forecasts.setCollector(nullptr);
    m_serverLog.follow(nullptr);
    m_incidents.setAutomatic(false);
    m_collector.reset();
    m_alerts.detach();
}

void CollectRun::onFailed(const Error& error)
{
    if (error.code != ErrorCode::Locked) {
        end(error);
        return;
    }
    stopCollecting();
    if (!m_locked || m_locked->message != error.message)
        m_context.console.note(error.message + u' ' + Cli::tr("This one waits, and collects when that one ends."));
    m_locked = error;
    tellManager();
    QTimer::singleShot(takeOverEveryMs, this, [this] { m_recorder.start(); });
}

void CollectRun::startCollecting()
{
    if (m_locked)
        m_context.console.note(Cli::tr("The other process has ended: this one collects now."));
    m_locked.reset();
    stopCollecting();
    m_collector = std::make_unique<Collector>(&m_recorder, m_context.clock, ConnectionOptions(), readWithinMs);
    m_collector->setLimits(m_limits);
    std::set<NodeId> nodes;
    for (const Target& target : m_targets)
        for (const NodeConfig& node : target.cache.nodes)
            nodes.insert(node.id);
    for (const NodeId& source : m_sources.polled())
        nodes.insert(source);
    m_alerts.attach(m_collector.get(), &m_recorder, nodes);
    m_incidents.setCollector(m_collector.get());
    m_incidents.setAutomatic(true);
    m_savings.setCollector(m_collector.get());
    m_forecasts.setCollector(m_collector.get());
    m_serverLog.follow(m_collector.get());
    // In the collector's thread: waking this one for each sample would cost as much as storing it.
    connect(
        m_collector.get(), &Collector::statusChanged, this,
        [this](const NodeStatus& status) { m_nodes.onStatus(status); }, Qt::DirectConnection);
    connect(m_collector.get(), &Collector::eventDetected, this, [this](const Event& event) {
        if (event.kind != EventKind::Unreachable && event.kind != EventKind::Reachable)
            m_context.console.note(addressOf(event.node) + u": "_s + event.text, LogTopic::Servers);
    });
    connect(m_collector.get(), &Collector::serversFound, this, &CollectRun::onServersFound);
    connect(m_collector.get(), &Collector::followingFailed, this, &CollectRun::onFollowingFailed);
    for (const Target& target : m_targets)
        m_collector->setCache(target.cache, target.password, target.sentinelPassword);
    m_sources.setCollector(m_collector.get());
    m_context.console.note(Cli::tr("Collecting %1 into %2.").arg(cacheNames(), m_context.profile.historyFile()));
    tellManager();
}

/// Servers of a cache that come and go by themselves are told and watched.
void CollectRun::onServersFound(const CacheId& id, const std::vector<Endpoint>& servers)
{
    m_followingProblems.erase(id);
    const auto target = std::ranges::find(m_targets, id, [](const Target& each) { return each.cache.id; });
    const CacheConfig next = withFoundServers(target->cache, servers);
    if (next == target->cache || !m_collector)
        return;
    m_nodes.replace(*target, next);
    m_collector->setCache(next, target->password, target->sentinelPassword);
    remember(next);
}

/// For a window that looks at this profile, and for the next start. An address without a name is nobody's to keep.
void CollectRun::remember(const CacheConfig& cache)
{
    const auto store = m_context.caches();
    if (!store || !(*store)->find(cache.id))
        return;
    CacheConfig kept = *(*store)->find(cache.id);
    kept.nodes = cache.nodes;
    if (const auto updated = (*store)->update(kept); !updated)
        m_context.console.note(updated.error());
}

/// Told once, until it works again.
void CollectRun::onFollowingFailed(const CacheId& cache, const Error& error)
{
    if (std::exchange(m_followingProblems[cache], error.message) != error.message)
        m_context.console.note(error, LogTopic::Servers);
}

QString CollectRun::addressOf(const NodeId& node) const
{
    const QString address = m_nodes.addressOf(node);
    return address.isEmpty() ? m_sources.addressOf(node) : address;
}

/// "shop, search and 12 more"
QString CollectRun::cacheNames() const
{
    static constexpr std::size_t namedAtMost = 5;
    QStringList names;
    for (std::size_t i = 0; i < std::min(m_targets.size(), namedAtMost); ++i)
        names << m_targets[i].cache.name;
    if (m_targets.size() <= namedAtMost)
        return names.join(u", "_s);
    return Cli::tr("%1 and %2 more").arg(names.join(u", "_s)).arg(m_targets.size() - namedAtMost);
}

void CollectRun::end(std::optional<Error> error)
{
    if (!m_fatal)
        m_fatal = std::move(error);
    m_loop.quit();
}

void CollectRun::printStatus()
{
    if (!m_locked)
        m_nodes.printStatus();
}

int CollectRun::result()
{
    if (m_fatal)
        return m_context.console.fail(*m_fatal);
    if (m_locked && !m_told)
        return m_context.console.fail(*m_locked);
    if (m_writeError)
        return m_context.console.fail(*m_writeError);
    if (m_nodes.samples() > 0 || m_told)
        return static_cast<int>(ExitCode::Ok);
    if (const auto error = m_nodes.lastError()) // was said when it happened
        return static_cast<int>(exitCodeFor(error->code));
    return m_context.console.fail(
        Error{ErrorCode::CommandTimeout, Cli::tr("No node answered in this time."), Cli::tr("Collect for longer.")});
}

int CollectRun::run(std::optional<qint64> durationMs)
{
    using Hangup = UnixSignals::Hangup;
    UnixSignals unixSignals(m_manager.isManaged() ? Hangup::Reloads : Hangup::Ends);
    connect(&unixSignals, &UnixSignals::received, this, &CollectRun::onSignal);
    connectRecorder();
    connectAlerts();
    connectIncidents();
    connect(&m_savings, &SavingWatch::failed, this,
            [this](const Error& error) { m_context.console.note(error, LogTopic::Savings); });
    connect(&m_serverLog, &ServerLogKeeper::failed, this,
            [this](const Error& error) { m_context.console.note(error, LogTopic::Servers); });
    connect(&m_serverLog, &ServerLogKeeper::settingsChanged, this, [this](const Event& event) {
        m_recorder.record(event);
        m_context.console.note(addressOf(event.node) + u": "_s + event.text, LogTopic::Servers);
    });
    connect(&m_audit, &AuditKeeper::failed, this,
            [this](const Error& error) { m_context.console.note(error, LogTopic::Audit); });
    m_channels.start();
    for (const QString& problem : m_channels.problems())
        m_context.console.note(problem, LogTopic::Channels, LogLevel::Warning);
    m_alerts.start();
    const QDeadlineTimer deadline = durationMs ? QDeadlineTimer(*durationMs) : QDeadlineTimer(QDeadlineTimer::Forever);
    QTimer until;
    const auto waitFurther = [&] { until.start(static_cast<int>(std::min(deadline.remainingTime(), longestTimerMs))); };
    until.setSingleShot(true);
    until.setTimerType(Qt::PreciseTimer);
    connect(&until, &QTimer::timeout, this, [&] {
        if (deadline.hasExpired())
            end({});
        else
            waitFurther();
    });
    if (durationMs)
        waitFurther();
    QTimer statusLine;
    connect(&statusLine, &QTimer::timeout, this, [this] { printStatus(); });
    statusLine.start(statusLineEveryMs);
    QTimer watchdog;
    connect(&watchdog, &QTimer::timeout, this, &CollectRun::answerWatchdog);
    if (const auto patience = m_manager.watchdogMs())
        watchdog.start(std::max(1, *patience / 2));
    takePreferences();
    m_sources.start();
    m_recorder.start();
    m_loop.exec();
    m_manager.stopping();
    stopCollecting();
    m_recorder.stop();
    // What the writer said while it ended (the disk is still full) is still on its way.
    QCoreApplication::sendPostedEvents(this);
    if (!m_fatal)
        printStatus();
    return result();
}

} // namespace cacheledger
