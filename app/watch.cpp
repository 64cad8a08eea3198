// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/watch.h"

#include "config/transportsecrets.h"
#include "ui/retentionpreferences.h"

#include <QtCore/QLocale>

#include <algorithm>
#include <chrono>

namespace cacheledger
{

/// How often it is tried again whether the other process has ended, or the file can be written now.
static constexpr int openAgainEveryMs = 2000;
/// A keychain that asks the user to unlock it may take its time: caches without a password need not wait for it.
static constexpr int passwordPatienceMs = 3000;
/// Session managers wait longer than this for each program.
static constexpr std::chrono::milliseconds commitPatience{2000};

Watch::Watch(Parts parts, QObject* parent) : QObject(parent), m_parts(std::move(parts))
{
    if (m_parts.sources)
        m_sources = std::make_unique<WatchedSources>(WatchedSources::Parts{
            m_parts.caches, m_parts.sources, m_parts.statuses, m_parts.secrets, m_parts.credentials});
    m_openAgain.setInterval(openAgainEveryMs);
    m_openAgain.setSingleShot(true);
    connect(&m_openAgain, &QTimer::timeout, this, &Watch::openHistory);
}

Watch::~Watch()
{
    stopCollecting();
    if (m_recorder)
        m_recorder->stop();
}

void Watch::start()
{
    connect(m_parts.caches, &CacheStore::cacheAdded, this, &Watch::watchCache);
    connect(m_parts.caches, &CacheStore::cacheUpdated, this, &Watch::watchCache);
    connect(m_parts.caches, &CacheStore::cacheRemoved, this, &Watch::forget);
    connect(m_parts.secrets, &SecretVault::readFinished, this, &Watch::onPassword);
    connect(m_parts.secrets, &SecretVault::writeFinished, this,
            [this](const CacheId& secret) { askForPassword(cacheOfSecret(secret)); });
    if (m_parts.preferences)
        connect(m_parts.preferences, &Preferences::changed, this, &Watch::keepToPreferences);
    startKeepers();
    openHistory();
}

/// Of what is kept beside the history. What could not be written is tried again; that it could not be is told.
void Watch::startKeepers()
{
    const auto tell = [this](const Error& error) {
        m_parts.problems->set(Problems::Kind::Keeping, tr("Something is not written down"), error);
    };
    if (!m_parts.auditFile.isEmpty()) {
        m_audit = std::make_unique<AuditKeeper>(m_parts.auditFile, m_parts.clock);
        connect(m_audit.get(), &AuditKeeper::failed, this, tell);
    }
    if (!m_parts.serverLogFile.isEmpty()) {
        m_serverLog = std::make_unique<ServerLogKeeper>(m_parts.serverLogFile, m_parts.clock);
        connect(m_serverLog.get(), &ServerLogKeeper::failed, this, tell);
        connect(m_serverLog.get(), &ServerLogKeeper::settingsChanged, this, &Watch::record);
    }
}

void Watch::openHistory()
{
    m_recorder = std::make_unique<HistoryRecorder>(m_parts.historyFile);
    connect(m_recorder.get(), &HistoryRecorder::opened, this, [this] { startCollecting(m_recorder.get()); });
    connect(m_recorder.get(), &HistoryRecorder::failed, this, &Watch::onHistoryFailed);
    connect(m_recorder.get(), &HistoryRecorder::writingPaused, this, [this](const Error& error) {
        m_parts.problems->set(Problems::Kind::Writing, tr("The history cannot be written"), error);
    });
    connect(m_recorder.get(), &HistoryRecorder::writingResumed, this,
            [this] { m_parts.problems->clear(Problems::Kind::Writing); });
    connect(m_recorder.get(), &HistoryRecorder::damagedSetAside, this, [this](const QString& path) {
        showDamaged(tr("It is kept as %1, and a new one was begun.").arg(path),
                    tr("What can be read of it is being brought over."));
    });
    connect(m_recorder.get(), &HistoryRecorder::salvaged, this,
            [this](const QString& path, qint64 samples, qint64 unreadableBlocks) {
                showDamaged(tr("It is kept as %1, and a new one was begun.").arg(path),
                            tr("Samples brought over: %1; blocks that could not be read: %2.")
                                .arg(QLocale().toString(samples), QLocale().toString(unreadableBlocks)));
            });
    keepToPreferences();
    m_recorder->start();
}

void Watch::showDamaged(const QString& message, const QString& hint)
{
    m_parts.problems->set(Problems::Kind::Damaged, tr("The history was damaged"),
                          Error{ErrorCode::Corrupt, message, hint});
}

void Watch::commit()
{
    if (m_recorder)
        m_recorder->writeNow(commitPatience);
}

void Watch::suspectDamage()
{
    if (m_recorder)
        m_recorder->suspectDamage();
}

void Watch::keepToPreferences()
{
    if (m_parts.preferences && m_recorder)
        m_recorder->setRetention(retentionPolicy(*m_parts.preferences));
    if (m_parts.preferences && m_collector)
        m_collector->setLimits(watchLimits(*m_parts.preferences));
}

void Watch::onHistoryFailed(const Error& error)
{
    if (error.code == ErrorCode::Locked) {
        m_parts.problems->clear(Problems::Kind::History);
        m_parts.problems->set(
            Problems::Kind::OtherProcess, tr("Another process collects"),
            Error{error.code, error.message, tr("Its data are shown here live; when it ends, this window collects.")});
        m_waiting = true;
        stopCollecting();
        Q_EMIT collectorChanged();
        showUnwatched();
        m_openAgain.start();
        return;
    }
    m_parts.problems->clear(Problems::Kind::OtherProcess);
    m_parts.problems->set(Problems::Kind::History, tr("Nothing is remembered"), error);
    m_waiting = false;
    // Its recorder is about to go.
    if (!m_collector || m_remembering)
        startCollecting(nullptr);
    m_openAgain.start();
}

void Watch::startCollecting(HistoryRecorder* recorder)
{
    m_parts.problems->clear(Problems::Kind::OtherProcess);
    m_remembering = recorder != nullptr;
    if (std::exchange(m_waiting, false))
        Q_EMIT tookOver();
    if (recorder)
        m_parts.problems->clear(Problems::Kind::History);
    stopCollecting();
    m_collector = std::make_unique<Collector>(recorder, m_parts.clock);
    m_collector->setHotItemLimits(m_parts.hotItems);
    if (m_serverLog)
        m_serverLog->follow(m_collector.get());
    keepToPreferences();
    if (m_parts.alerts)
        m_parts.alerts->attach(m_collector.get(), recorder, configuredNodes());
    connect(m_collector.get(), &Collector::statusChanged, this, [this](const NodeStatus& status) {
        // One that was on its way when its cache was removed would never leave the board again.
        if (m_parts.caches->cacheOf(status.node))
            m_parts.statuses->set(status);
    });
    connect(m_collector.get(), &Collector::serversFound, this, &Watch::onServersFound);
    connect(m_collector.get(), &Collector::followingFailed, this, [this](const CacheId& id, const Error& error) {
        if (const CacheConfig* cache = m_parts.caches->find(id))
            m_parts.problems->set(Problems::Kind::Following,
                                  tr("The servers of %1 cannot be followed").arg(cache->name), error);
    });
    if (m_sources)
        m_sources->setCollector(m_collector.get());
    for (const CacheConfig& cache : m_parts.caches->caches())
        watchCache(cache);
    Q_EMIT collectorChanged();
}

void Watch::record(const Event& event)
{
    if (m_recorder)
        m_recorder->record(event);
}

/// Those whose alerts go on; of a paused cache nobody looks at any.
std::set<NodeId> Watch::configuredNodes() const
{
    std::set<NodeId> nodes;
    for (const CacheConfig& cache : m_parts.caches->caches())
        if (!cache.paused)
            for (const NodeConfig& node : cache.nodes)
                nodes.insert(node.id);
    if (m_parts.sources)
        for (const SourceConfig& source : m_parts.sources->sources())
            if (const CacheConfig* cache = m_parts.caches->find(source.cache);
                cache && !cache->paused && !source.paused)
                nodes.insert(source.id);
    return nodes;
}

void Watch::stopCollecting()
{
    if (m_sources)
        m_sources->setCollector(nullptr);
    if (m_serverLog)
        m_serverLog->follow(nullptr);
    m_collector.reset();
    if (m_parts.alerts)
        m_parts.alerts->detach();
}

void Watch::watchCache(const CacheConfig& cache)
{
    std::vector<NodeId>& nodes = m_nodes[cache.id];
    for (const NodeId& node : nodes) {
        const auto isNode = [&node](const NodeConfig& config) { return config.id == node; };
        if (std::none_of(cache.nodes.begin(), cache.nodes.end(), isNode))
            m_parts.statuses->remove(node);
    }
    nodes = cache.nodeIds();
    if (!m_collector) {
        showUnwatched();
        return;
    }
    if (passwordsKnown(cache))
        tellCollector(cache);
    else
        askForPassword(cache.id);
}

/// All nodes of a cache are reached by one way, with the same key.
static Endpoint firstEndpoint(const CacheConfig& cache)
{
    return cache.nodes.empty() ? Endpoint() : cache.nodes.front().endpoint;
}

/// Also those of its sentinels and of the way to it, where it has them.
static std::vector<CacheId> secretsOf(const CacheConfig& cache)
{
    std::vector<CacheId> secrets{cache.id};
    if (cache.follow.how == Following::Sentinel)
        secrets.push_back(sentinelSecret(cache.id));
    if (!firstEndpoint(cache).route.isDirect())
        secrets.push_back(routeSecret(cache.id));
    if (!transportsecrets::tlsKeyKey(firstEndpoint(cache)).isEmpty())
        secrets.push_back(tlsKeySecret(cache.id));
    return secrets;
}

bool Watch::passwordsKnown(const CacheConfig& cache) const
{
    const std::vector<CacheId> secrets = secretsOf(cache);
    return std::all_of(secrets.begin(), secrets.end(),
                       [this](const CacheId& secret) { return m_passwords.contains(secret); });
}

void Watch::tellCollector(const CacheConfig& cache)
{
    const auto known = [this](const CacheId& id) {
        const auto password = m_passwords.find(id);
        return password == m_passwords.end() ? QString() : password->second;
    };
    // Two caches may share a gateway or a key, and only one know its secret.
    const Endpoint first = firstEndpoint(cache);
    if (const QString secret = known(routeSecret(cache.id)); !secret.isEmpty())
        transportsecrets::set(transportsecrets::gatewayKey(first), secret);
    if (const QString secret = known(tlsKeySecret(cache.id)); !secret.isEmpty())
        transportsecrets::set(transportsecrets::tlsKeyKey(first), secret);
    m_collector->setCache(cache, known(cache.id), known(sentinelSecret(cache.id)));
    if (m_sources)
        m_sources->setCache(cache, known(cache.id));
}

void Watch::askForPassword(const CacheId& id)
{
    if (const CacheConfig* cache = m_parts.caches->find(id))
        for (const CacheId& secret : secretsOf(*cache))
            m_parts.secrets->read(secret);
    QTimer::singleShot(passwordPatienceMs, this, [this, id] {
        const CacheConfig* cache = m_parts.caches->find(id);
        if (cache && m_collector && !passwordsKnown(*cache))
            tellCollector(*cache);
    });
}

void Watch::onPassword(const CacheId& secret, const QString& password, bool found)
{
    const CacheId id = cacheOfSecret(secret);
    const CacheConfig* cache = m_parts.caches->find(id);
    if (!cache)
        return;
    const auto elsewhere = [&] {
        const Endpoint first = firstEndpoint(*cache);
        return secret == id                 ? m_parts.credentials->passwordFor(cache->name)
               : secret == routeSecret(id)  ? m_parts.credentials->routeSecret(first.route)
               : secret == tlsKeySecret(id) ? m_parts.credentials->tlsKeySecret(transportsecrets::tlsKeyKey(first))
                                            : m_parts.credentials->sentinelPasswordFor(cache->name);
    };
    m_passwords[secret] = found ? password : elsewhere().value_or(QString());
    if (m_collector && passwordsKnown(*cache))
        tellCollector(*cache);
}

void Watch::onServersFound(const CacheId& id, const std::vector<Endpoint>& servers)
{
    const CacheConfig* cache = m_parts.caches->find(id);
    if (!cache)
        return;
    const CacheConfig next = withFoundServers(*cache, servers);
    if (next == *cache)
        return m_parts.problems->clear(Problems::Kind::Following);
    // They are found again next time.
    if (const auto updated = m_parts.caches->update(next); !updated)
        m_parts.problems->set(Problems::Kind::Following, tr("Found servers are not watched"), updated.error());
    else
        m_parts.problems->clear(Problems::Kind::Following);
}

void Watch::forget(const CacheId& cache)
{
    if (m_collector)
        m_collector->removeCache(cache);
    for (const NodeId& node : m_nodes[cache])
        m_parts.statuses->remove(node);
    m_nodes.erase(cache);
    m_passwords.erase(cache);
    m_passwords.erase(sentinelSecret(cache));
    m_passwords.erase(routeSecret(cache));
    m_passwords.erase(tlsKeySecret(cache));
}

void Watch::retryNow(const CacheId& cache)
{
    if (m_collector)
        m_collector->retryNow(cache);
}

void Watch::showUnwatched()
{
    for (const CacheConfig& cache : m_parts.caches->caches()) {
        for (const NodeConfig& node : cache.nodes) {
            NodeStatus status;
            status.cache = cache.id;
            status.node = node.id;
            status.state = NodeState::Unwatched;
            status.sinceMs = m_parts.clock->nowMs();
            m_parts.statuses->set(status);
        }
    }
}

} // namespace cacheledger
