// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/collect.h"

#include "app/collector.h"
#include "app/incidentkeeper.h"
#include "app/ledger/savingwatch.h"
#include "app/livealerts.h"
#include "app/notify/livechannels.h"
#include "app/sourceaccess.h"
#include "app/targets.h"
#include "app/unixsignals.h"
#include "config/sourcestore.h"
#include "history/historypool.h"
#include "history/historyrecorder.h"
#include "metrics/format.h"
#include "ui/retentionpreferences.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QEventLoop>
#include <QtCore/QTimer>

#include <map>
#include <mutex>

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

/// One run of `collect`, from the open history to the last flush.
class CollectRun : public QObject
{
public:
    CollectRun(std::vector<Target> targets, const CommandContext& context)
        : m_targets(std::move(targets)),
          m_context(context),
          m_recorder(context.profile.historyFile(), nullptr, RecorderLimits{.batchMs = batchMs, .syncMs = syncMs}),
          m_alerts({context.profile.alertsFile(), context.profile.rulesFile(), context.profile.historyFile()},
                   context.clock),
          m_channels({context.profile.channelsFile(), context.profile.alertsFile(), context.clock, nullptr,
                      &context.credentials}),
          m_history(context.profile.historyFile()),
          m_incidents(incidentParts()),
          m_savings(savingParts())
    {
    }

    int run(std::optional<qint64> durationMs);

private:
    void connectRecorder();
    void connectAlerts();
    IncidentKeeper::Parts incidentParts();
    void connectIncidents();
    SavingWatch::Parts savingParts();
    void onFailed(const Error& error);
    void startCollecting();
    void stopCollecting();
    void startSources(const Target& target);
    void onStatus(const NodeStatus& status);
    void onSourceStatus(const NodeStatus& status);
    void printStatus();
    QString addressOf(const NodeId& node) const;
    QString cacheNames() const;
    void end(std::optional<Error> error);
    int result() const;

    struct NodeSeen {
        NodeState state = NodeState::Connecting;
        std::optional<ErrorCode> error;
        TimeMs newestMs = 0;
        bool malformedTold = false;
    };

    std::vector<Target> m_targets;
    const CommandContext& m_context;
    SourceStore m_sources{m_context.profile.sourcesFile()};
    HistoryRecorder m_recorder;
    LiveAlerts m_alerts;
    LiveChannels m_channels;
    HistoryPool m_history;
    IncidentKeeper m_incidents;
    SavingWatch m_savings;
    std::unique_ptr<Collector> m_collector; // before the recorder: it still hands over what it has
    QEventLoop m_loop;
    bool m_told = false; // SIGINT, SIGTERM or SIGHUP: an end that was asked for
    std::optional<Error> m_fatal;
    std::optional<Error> m_writeError;
    std::optional<Error> m_locked; // another process collects

    std::mutex m_mutex; // guards all below while the collector runs
    std::map<NodeId, NodeSeen> m_nodes;
    std::map<NodeId, QString> m_sourceProblems; // as told
    qint64 m_samples = 0;
    std::optional<Error> m_lastNodeError;
};

void CollectRun::connectRecorder()
{
    connect(&m_recorder, &HistoryRecorder::opened, this, [this] { startCollecting(); });
    connect(&m_recorder, &HistoryRecorder::failed, this, [this](const Error& error) { onFailed(error); });
    connect(&m_recorder, &HistoryRecorder::writingPaused, this, [this](const Error& error) {
        if (!m_writeError)
            m_context.console.note(error);
        m_writeError = error;
    });
    connect(&m_recorder, &HistoryRecorder::damagedSetAside, this, [this](const QString& path) {
        m_context.console.note(
            Cli::tr("The history was damaged. It is kept as %1, and a new one was begun; what can be "
                    "read of it is being brought over.")
                .arg(path));
    });
    connect(&m_recorder, &HistoryRecorder::salvaged, this, [this](const QString&, qint64 samples, qint64 unreadable) {
        m_context.console.note(
            Cli::tr("Of the damaged history: samples brought over: %1; blocks that could not be read: %2.")
                .arg(samples)
                .arg(unreadable));
    });
    connect(&m_recorder, &HistoryRecorder::writingResumed, this, [this] {
        m_writeError.reset();
        m_context.console.note(Cli::tr("The history can be written again."));
    });
}

void CollectRun::connectAlerts()
{
    connect(&m_alerts, &LiveAlerts::happened, this, [this](const std::vector<AlertNews>& news) {
        for (const AlertNews& each : news)
            m_context.console.note(alertNewsText(each));
    });
    connect(&m_alerts, &LiveAlerts::rulesChanged, this, [this] {
        for (const QString& problem : m_alerts.ruleProblems())
            m_context.console.note(problem);
    });
    connect(&m_alerts, &LiveAlerts::storingPaused, this, [this](const Error& error) { m_context.console.note(error); });
    connect(&m_alerts, &LiveAlerts::storingResumed, this,
            [this] { m_context.console.note(Cli::tr("The alert log can be written again.")); });
    connect(&m_alerts, &LiveAlerts::damagedSetAside, this, [this](const QString& path) {
        m_context.console.note(
            Cli::tr("The alert log was damaged. It is kept as %1, and a new one was begun.").arg(path));
    });
    m_channels.follow(&m_alerts);
    connect(&m_channels, &LiveChannels::problemChanged, this, [this](const QString& channel, const QString& problem) {
        m_context.console.note(problem.isEmpty() ? Cli::tr("Channel %1 works again.").arg(channel)
                                                 : Cli::tr("Channel %1: %2").arg(channel, problem));
    });
}

IncidentKeeper::Parts CollectRun::incidentParts()
{
    IncidentKeeper::Parts parts;
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
        m_context.console.note(event.text);
    });
    connect(&m_incidents, &IncidentClient::failed, this,
            [this](quint64, const Error& error) { m_context.console.note(error); });
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

void CollectRun::stopCollecting()
{
    m_savings.setCollector(nullptr);
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
    QTimer::singleShot(takeOverEveryMs, this, [this] { m_recorder.start(); });
}

void CollectRun::startCollecting()
{
    if (m_locked)
        m_context.console.note(Cli::tr("The other process has ended: this one collects now."));
    m_locked.reset();
    stopCollecting();
    m_collector = std::make_unique<Collector>(&m_recorder, m_context.clock, ConnectionOptions(), readWithinMs);
    std::set<NodeId> nodes;
    for (const Target& target : m_targets)
        for (const NodeConfig& node : target.cache.nodes)
            nodes.insert(node.id);
    for (const Target& target : m_targets)
        for (const SourceConfig& source : m_sources.sourcesOf(target.cache.id))
            if (!source.paused)
                nodes.insert(source.id);
    m_alerts.attach(m_collector.get(), &m_recorder, nodes);
    m_incidents.setCollector(m_collector.get());
    m_incidents.setAutomatic(true);
    m_savings.setCollector(m_collector.get());
    // In the collector's thread: waking this one for each sample would cost as much as storing it.
    connect(
        m_collector.get(), &Collector::statusChanged, this, [this](const NodeStatus& status) { onStatus(status); },
        Qt::DirectConnection);
    connect(m_collector.get(), &Collector::eventDetected, this, [this](const Event& event) {
        if (event.kind != EventKind::Unreachable && event.kind != EventKind::Reachable)
            m_context.console.note(addressOf(event.node) + u": "_s + event.text);
    });
    connect(
        m_collector.get(), &Collector::sourceStatusChanged, this,
        [this](const NodeStatus& status) { onSourceStatus(status); }, Qt::DirectConnection);
    for (const Target& target : m_targets) {
        m_collector->setCache(target.cache, target.password);
        startSources(target);
    }
    m_context.console.note(Cli::tr("Collecting %1 into %2.").arg(cacheNames(), m_context.profile.historyFile()));
}

void CollectRun::startSources(const Target& target)
{
    for (const SourceConfig& source : m_sources.sourcesOf(target.cache.id))
        m_collector->setSource(
            accessTo(source, target.cache,
                     m_context.credentials.sourceSecret(target.cache.name, source.name).value_or(QString()),
                     target.password),
            target.cache.name);
}

/// What is the matter with a source is told once, until it is something else.
void CollectRun::onSourceStatus(const NodeStatus& status)
{
    const SourceConfig* source = m_sources.find(status.node);
    if (!source || status.state == NodeState::Connecting)
        return;
    const std::lock_guard lock(m_mutex);
    QString& told = m_sourceProblems[status.node];
    const QString problem = status.error ? status.error->text() : QString();
    if (told == problem)
        return;
    told = problem;
    m_context.console.note(problem.isEmpty() ? Cli::tr("Source %1 works again.").arg(source->name)
                                             : Cli::tr("Source %1: %2").arg(source->name, problem));
}

void CollectRun::onStatus(const NodeStatus& status)
{
    const std::lock_guard lock(m_mutex);
    NodeSeen& seen = m_nodes[status.node];
    if (status.lastSampleMs && *status.lastSampleMs != seen.newestMs) {
        seen.newestMs = *status.lastSampleMs;
        ++m_samples;
    }
    if (const int lines = status.latest ? status.latest->malformedLines : 0; lines > 0 && !seen.malformedTold) {
        seen.malformedTold = true;
        m_context.console.note(Cli::tr("%1: lines of INFO that were not understood: %2. The others are collected.")
                                   .arg(addressOf(status.node))
                                   .arg(lines));
    }
    const std::optional<ErrorCode> code = status.error ? std::optional(status.error->code) : std::nullopt;
    if (status.state == NodeState::Down && status.error) {
        m_lastNodeError = status.error;
        if (code != seen.error)
            m_context.console.note(*status.error);
        seen.error = code;
    } else if (status.state == NodeState::Up && seen.error) {
        m_context.console.note(Cli::tr("%1 answers again.").arg(addressOf(status.node)));
        seen.error.reset();
    }
    seen.state = status.state;
}

QString CollectRun::addressOf(const NodeId& node) const
{
    for (const Target& target : m_targets) {
        for (const NodeConfig& known : target.cache.nodes) {
            if (known.id == node)
                return known.endpoint.address();
        }
        for (const SourceConfig& source : m_sources.sourcesOf(target.cache.id))
            if (source.id == node)
                return sourceAddress(target.cache.name, source.name);
    }
    return {};
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

void CollectRun::printStatus()
{
    if (m_locked)
        return;
    const std::lock_guard lock(m_mutex);
    TimeMs newestMs = 0;
    int up = 0;
    for (const auto& [id, seen] : m_nodes) {
        up += seen.state == NodeState::Up;
        newestMs = std::max(newestMs, seen.newestMs);
    }
    m_context.console.note(Cli::tr("Nodes that answer: %1 of %2; samples: %3; newest: %4.")
                               .arg(up)
                               .arg(m_nodes.size())
                               .arg(m_samples)
                               .arg(newestMs ? format::isoUtc(newestMs) : Cli::tr("none")));
}

void CollectRun::end(std::optional<Error> error)
{
    if (!m_fatal)
        m_fatal = std::move(error);
    m_loop.quit();
}

int CollectRun::result() const
{
    if (m_fatal)
        return m_context.console.fail(*m_fatal);
    if (m_locked && !m_told)
        return m_context.console.fail(*m_locked);
    if (m_writeError)
        return m_context.console.fail(*m_writeError);
    if (m_samples > 0 || m_told)
        return static_cast<int>(ExitCode::Ok);
    if (m_lastNodeError) // was said when it happened
        return static_cast<int>(exitCodeFor(m_lastNodeError->code));
    return m_context.console.fail(
        Error{ErrorCode::CommandTimeout, Cli::tr("No node answered in this time."), Cli::tr("Collect for longer.")});
}

int CollectRun::run(std::optional<qint64> durationMs)
{
    UnixSignals unixSignals;
    connect(&unixSignals, &UnixSignals::received, this, [this] {
        m_told = true;
        end({});
    });
    connectRecorder();
    connectAlerts();
    connectIncidents();
    connect(&m_savings, &SavingWatch::failed, this, [this](const Error& error) { m_context.console.note(error); });
    m_channels.start();
    for (const QString& problem : m_channels.problems())
        m_context.console.note(problem);
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
    Preferences preferences(m_context.profile.preferencesFile());
    // Nothing is dropped on the word of a file that cannot be understood.
    if (const auto loaded = preferences.load(); loaded)
        m_recorder.setRetention(retentionPolicy(preferences));
    else
        m_context.console.note(loaded.error());
    if (const auto loaded = m_sources.load(); !loaded)
        m_context.console.note(loaded.error());
    m_recorder.start();
    m_loop.exec();
    stopCollecting();
    m_recorder.stop();
    // What the writer said while it ended (the disk is still full) is still on its way.
    QCoreApplication::sendPostedEvents(this);
    if (!m_fatal)
        printStatus();
    return result();
}

static Result<std::vector<Target>> targetsOf(const CollectCommand& command, const CommandContext& context)
{
    const auto store = context.caches();
    const CacheStore none{QString()};
    const bool urlsOnly =
        !command.caches.isEmpty() && std::all_of(command.caches.begin(), command.caches.end(),
                                                 [](const QString& text) { return looksLikeAddress(text); });
    if (!store && !urlsOnly)
        return store.error();
    const CacheStore& known = store ? **store : none;
    std::vector<Target> targets;
    for (const QString& text : command.caches) {
        const auto target = resolveTarget(text, known, context.credentials, context.console, false, context.tls);
        if (!target)
            return target.error();
        const auto isSame = [&target](const Target& other) { return other.cache.id == target->cache.id; };
        if (std::none_of(targets.begin(), targets.end(), isSame))
            targets.push_back(*target);
        targets.back().cache.paused = false; // named: wanted
    }
    if (command.caches.isEmpty()) {
        for (const CacheConfig& cache : known.caches()) {
            if (!cache.paused && !cache.demo)
                targets.push_back(Target{cache, context.credentials.passwordFor(cache.name).value_or(QString())});
        }
    }
    if (targets.empty())
        return Error{ErrorCode::InvalidArgument, Cli::tr("There is no cache to collect."),
                     Cli::tr("Name one with --cache URL, or configure one with cacheledger caches add NAME URL.")};
    for (Target& target : targets) {
        if (command.intervalMs)
            target.cache.intervalMs = *command.intervalMs;
    }
    return targets;
}

int runCollect(const CollectCommand& command, const CommandContext& context)
{
    auto targets = targetsOf(command, context);
    if (!targets)
        return context.console.fail(targets.error());
    if (const auto created = context.profile.create(); !created)
        return context.console.fail(created.error());
    CollectRun run(std::move(*targets), context);
    return run.run(command.durationMs);
}

} // namespace cacheledger
