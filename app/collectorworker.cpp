// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/collectorworker.h"

#include "app/pollingpace.h"
#include "history/historyrecorder.h"
#include "metrics/format.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QTimer>

#include <algorithm>
#include <cmath>

namespace cacheledger
{

/// Wall clock and monotonic clock may differ by so much between two samples before it is called a jump.
static constexpr qint64 clockToleranceMs = 2000;
/// Even polls an hour apart start within this time: nobody waits an hour for a first sample.
static constexpr int maxSpreadMs = 1000;
static constexpr std::chrono::minutes askBesideEvery{1};
static constexpr std::chrono::minutes lookAtSettingsEvery{10};

Collector::Worker::Worker(HistoryRecorder* recorder, std::shared_ptr<const Clock> clock, ConnectionOptions options,
                          int readWithinMs)
    : m_recorder(recorder),
      m_clock(std::move(clock)),
      m_options(std::move(options)),
      m_readWithinMs(readWithinMs),
      m_sources(recorder, m_clock, this)
{
    connect(&m_sources, &SourceWatch::statusChanged, this, &Worker::sourceStatusChanged);
    connect(&m_sources, &SourceWatch::eventDetected, this, &Worker::eventDetected);
    connect(&m_sources, &SourceWatch::sampled, this, [this](const SnapshotPtr& snapshot) {
        if (m_judge)
            m_judge->sampled(snapshot);
    });
}

Collector::Worker::~Worker()
{
    readNow(nullptr);
}

/// Of one cache, or all.
void Collector::Worker::readNow(const CacheId* cache)
{
    for (const auto& [id, watched] : m_watched)
        if (watched.poller && (!cache || watched.cache.id == *cache))
            watched.poller->readNow();
}

void Collector::Worker::setCache(const CacheConfig& cache, const QString& password, const QString& sentinelPassword)
{
    follow(cache, password, sentinelPassword);
    readNow(&cache.id);
    std::erase_if(m_watched, [&cache](const auto& entry) {
        const auto isEntry = [&entry](const NodeConfig& node) { return node.id == entry.first; };
        return entry.second.cache.id == cache.id && std::none_of(cache.nodes.begin(), cache.nodes.end(), isEntry);
    });
    for (const NodeConfig& node : cache.nodes) {
        Watched& watched = m_watched[node.id];
        const bool reconnect = watched.node != node || watched.password != password;
        watched.cache = cache;
        watched.node = node;
        watched.password = password;
        if (m_recorder)
            m_recorder->registerNode(KnownNode{cache.id, node.id, cache.name, node.endpoint.address()});
        if (cache.paused)
            pause(watched);
        else if (reconnect || !watched.poller)
            startPolling(watched);
        else
            watched.poller->setInterval(cache.intervalMs);
    }
    onNodesChanged();
}

/// Found servers come and go without a new follower: it is told of them.
void Collector::Worker::follow(const CacheConfig& cache, const QString& password, const QString& sentinelPassword)
{
    if (cache.follow.how == Following::Off || cache.paused) {
        m_followed.erase(cache.id);
        return;
    }
    Followed& followed = m_followed[cache.id];
    std::vector<NodeConfig> configured = cache.nodes;
    std::erase_if(configured, [](const NodeConfig& node) { return node.found; });
    if (followed.follower && followed.follow == cache.follow && followed.password == password &&
        followed.sentinelPassword == sentinelPassword && followed.configured == configured) {
        followed.follower->setNodes(cache.nodes);
        return;
    }
    FollowOptions options;
    options.connection = m_options;
    followed = Followed{cache.follow, password, sentinelPassword, std::move(configured),
                        std::make_unique<NodeFollower>(cache, password, sentinelPassword, options)};
    NodeFollower* follower = followed.follower.get();
    connect(follower, &NodeFollower::found, this,
            [this, id = cache.id](const std::vector<Endpoint>& servers) { Q_EMIT serversFound(id, servers); });
    connect(follower, &NodeFollower::failed, this,
            [this, id = cache.id](const Error& error) { Q_EMIT followingFailed(id, error); });
    follower->start();
}

void Collector::Worker::followSoon(const CacheId& cache)
{
    if (const auto followed = m_followed.find(cache); followed != m_followed.end())
        followed->second.follower->askSoon();
}

void Collector::Worker::removeCache(const CacheId& id)
{
    m_followed.erase(id);
    readNow(&id);
    std::erase_if(m_watched, [&id](const auto& entry) { return entry.second.cache.id == id; });
    m_sources.removeCache(id);
    m_figures.remove(id);
    onNodesChanged();
}

void Collector::Worker::setLimits(const WatchLimits& limits)
{
    m_limits = limits;
    for (const auto& [id, watched] : m_watched)
        if (watched.poller)
            watched.poller->setServerBudget(limits.serverUsPerMin);
}

void Collector::Worker::setSource(const SourceAccess& access, const QString& cacheName)
{
    m_sources.set(access, cacheName);
    onNodesChanged();
}

void Collector::Worker::removeSource(const NodeId& id)
{
    m_sources.remove(id);
    onNodesChanged();
}

void Collector::Worker::setRules(const std::vector<Rule>& rules)
{
    if (!m_judge) {
        m_judge = std::make_unique<AlertJudge>(m_clock, 2 * m_readWithinMs);
        connect(m_judge.get(), &AlertJudge::nodesAppeared, this, &Worker::nodesAppeared);
        connect(m_judge.get(), &AlertJudge::judged, this, &Worker::judged);
        onNodesChanged();
    }
    m_judge->setRules(rules);
}

void Collector::Worker::admit(const std::vector<NodePast>& pasts)
{
    if (m_judge)
        m_judge->admit(pasts);
}

void Collector::Worker::onNodesChanged()
{
    if (m_judge && !std::exchange(m_nodesChanged, true))
        QMetaObject::invokeMethod(this, &Worker::tellNodes, Qt::QueuedConnection);
}

/// A paused cache is not judged: nobody looks at it.
void Collector::Worker::tellNodes()
{
    m_nodesChanged = false;
    std::vector<WatchedNode> nodes;
    for (const auto& [id, watched] : m_watched)
        if (watched.poller)
            nodes.push_back({watched.cache.id, id, watched.cache.name, watched.node.endpoint.address(),
                             watched.cache.labels(), watched.poller->intervalMs(), NodeRole::Server});
    for (WatchedNode source : m_sources.polled()) {
        const auto ofSameCache = [&source](const auto& each) { return each.second.cache.id == source.cache; };
        if (const auto cache = std::ranges::find_if(m_watched, ofSameCache); cache != m_watched.end())
            source.tags = cache->second.cache.labels();
        nodes.push_back(std::move(source));
    }
    m_judge->setNodes(nodes);
}

void Collector::Worker::retryNow(const CacheId& id)
{
    for (auto& [nodeId, watched] : m_watched) {
        if (watched.cache.id == id && watched.poller && watched.poller->status().state == NodeState::Down)
            watched.poller->retryNow();
    }
    m_sources.retryNow(id);
}

void Collector::Worker::captureEvidence(quint64 request, const NodeId& node, const EvidenceParts& parts)
{
    const auto watched = m_watched.find(node);
    if (watched == m_watched.end()) {
        Q_EMIT evidenceCaptured(
            request, EvidenceAnswer(Error{ErrorCode::UnknownCache,
                                          QCoreApplication::translate("Collector", "The node is not watched any more."),
                                          {}}));
        return;
    }
    auto* probe = new EvidenceProbe(watched->second.node.endpoint, watched->second.password, m_options, this, parts);
    connect(probe, &EvidenceProbe::finished, this, [this, request, probe](const EvidenceAnswer& answer) {
        Q_EMIT evidenceCaptured(request, answer);
        probe->deleteLater();
    });
    probe->setClientLimit(m_limits.clientListMax);
    probe->start();
}

SideOptions Collector::Worker::sideOptions(const Endpoint& endpoint) const
{
    using Settings = WatchLimits::Settings;
    const bool lookAtSettings =
        m_limits.settings == Settings::Always || (m_limits.settings == Settings::Auto && endpoint.user.isEmpty());
    return {askBesideEvery, lookAtSettings ? lookAtSettingsEvery : std::chrono::milliseconds(0)};
}

void Collector::Worker::startPolling(Watched& watched)
{
    PollerOptions options;
    options.intervalMs = watched.cache.intervalMs;
    options.connection = m_options;
    options.readWithinMs = m_readWithinMs;
    options.serverUsPerMin = m_limits.serverUsPerMin;
    options.side = sideOptions(watched.node.endpoint);
    // Golden-ratio steps keep any number of nodes apart, the first one starts at once.
    const double place = std::fmod(m_started++ * 0.6180339887, 1.0);
    options.place = place;
    watched.poller = std::make_unique<NodePoller>(watched.cache.id, watched.node.id, watched.node.endpoint,
                                                  watched.password, options, m_clock);
    NodePoller* poller = watched.poller.get();
    const NodeId id = watched.node.id;
    connect(poller, &NodePoller::sampled, this, [this, id](const SnapshotPtr& snapshot) { onSampled(id, snapshot); });
    connect(poller, &NodePoller::statusChanged, this, [this, id](const NodeStatus& status) { onStatus(id, status); });
    connect(poller, &NodePoller::paceChanged, this,
            [this, id](const PollThrottle& throttle) { onPaceChanged(id, throttle); });
    connect(poller, &NodePoller::told, this,
            [this, cache = watched.cache.id, id](const ServerTold& told) { Q_EMIT serverTold(cache, id, told); });
    watched.isThrottled = false;
    Q_EMIT statusChanged(poller->status());
    QTimer::singleShot(static_cast<int>(place * std::min(options.intervalMs, maxSpreadMs)), poller, &NodePoller::start);
}

void Collector::Worker::pause(Watched& watched)
{
    NodeStatus status = watched.poller ? watched.poller->status() : NodeStatus{};
    watched.poller.reset();
    watched.reachable.reset();
    status.cache = watched.cache.id;
    status.node = watched.node.id;
    status.state = NodeState::Paused;
    status.sinceMs = m_clock->nowMs();
    status.error.reset();
    status.nextAttemptMs.reset();
    status.latest = watched.previous;
    Q_EMIT statusChanged(status);
}

void Collector::Worker::onSampled(const NodeId& id, const SnapshotPtr& snapshot)
{
    Watched& watched = m_watched.at(id);
    const TimeMs wallMs = m_clock->nowMs();
    const qint64 monotonicNs = m_clock->monotonicNs();
    detectClockJump(watched, wallMs, monotonicNs);
    for (Event& event : watched.events.detect(watched.previous.get(), *snapshot)) {
        event.cache = watched.cache.id;
        if (event.kind == EventKind::Failover)
            followSoon(event.cache);
        record(event);
    }
    watched.previous = snapshot;
    watched.previousWallMs = wallMs;
    watched.previousMonotonicNs = monotonicNs;
    const SnapshotPtr complete = withFigures(watched);
    if (m_recorder)
        m_recorder->record(complete);
    if (m_judge)
        m_judge->sampled(complete);
    NodeStatus status = watched.poller->status();
    status.latest = snapshot;
    status.lastSampleMs = snapshot->timeMs;
    Q_EMIT statusChanged(status);
}

void Collector::Worker::onStatus(const NodeId& id, const NodeStatus& status)
{
    Watched& watched = m_watched.at(id);
    if (status.state == NodeState::Down && m_judge)
        m_judge->unreachable(id, m_clock->nowMs());
    if (status.state == NodeState::Down && watched.reachable != false) {
        watched.reachable = false;
        followSoon(watched.cache.id);
        record(watched, EventKind::Unreachable, m_clock->nowMs(),
               status.error ? status.error->message : QCoreApplication::translate("Collector", "The node is down."));
    } else if (status.state == NodeState::Up) {
        if (watched.reachable == false)
            record(watched, EventKind::Reachable, m_clock->nowMs(),
                   QCoreApplication::translate("Collector", "%1 answers again.").arg(watched.node.endpoint.address()));
        watched.reachable = true;
    }
    NodeStatus told = status;
    if (!told.latest && watched.previous) {
        told.latest = watched.previous;
        told.lastSampleMs = watched.previous->timeMs;
    }
    Q_EMIT statusChanged(told);
}

/// Told when it begins and when it is over; how far it goes stands in the samples.
void Collector::Worker::onPaceChanged(const NodeId& id, const PollThrottle& throttle)
{
    Watched& watched = m_watched.at(id);
    const bool isThrottled = throttle.factor() > 1;
    if (std::exchange(watched.isThrottled, isThrottled) != isThrottled)
        record(watched, EventKind::PollingPace, m_clock->nowMs(),
               pollingPaceText(throttle, watched.poller->intervalMs()));
    onNodesChanged(); // the rules wait as long for it
}

void Collector::Worker::detectClockJump(const Watched& watched, TimeMs wallMs, qint64 monotonicNs)
{
    if (!watched.previous)
        return;
    const qint64 passedMs = (monotonicNs - watched.previousMonotonicNs) / 1000000;
    const qint64 jumpMs = wallMs - watched.previousWallMs - passedMs;
    if (std::abs(jumpMs) <= clockToleranceMs)
        return;
    const QString text =
        jumpMs > 0 ? QCoreApplication::translate("Collector",
                                                 "This machine's clock went forward by %1 (set, or the machine slept).")
                   : QCoreApplication::translate("Collector", "This machine's clock went back by %1.");
    record(watched, EventKind::ClockJump, wallMs, text.arg(format::duration(std::abs(jumpMs))));
}

void Collector::Worker::record(const Watched& watched, EventKind kind, TimeMs timeMs, const QString& text)
{
    record(Event{watched.node.id, watched.cache.id, timeMs, kind, text});
}

void Collector::Worker::record(const Event& event)
{
    if (m_recorder)
        m_recorder->record(event);
    Q_EMIT eventDetected(event);
}

} // namespace cacheledger
