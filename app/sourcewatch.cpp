// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sourcewatch.h"

#include "app/sourceaccess.h"
#include "history/historyrecorder.h"

#include <QtCore/QTimer>

#include <algorithm>
#include <cmath>
#include <utility>

namespace cacheledger
{

/// Even polls an hour apart start within this time: nobody waits an hour for a first sample.
static constexpr int longestSpreadMs = 1000;

static bool sameAccess(const SourceAccess& a, const SourceAccess& b)
{
    return a.source == b.source && a.endpoint == b.endpoint && a.secret == b.secret;
}

SourceWatch::SourceWatch(HistoryRecorder* recorder, std::shared_ptr<const Clock> clock, QObject* parent)
    : QObject(parent),
      m_recorder(recorder),
      m_clock(std::move(clock))
{
}

SourceWatch::~SourceWatch() = default;

void SourceWatch::set(const SourceAccess& access, const QString& cacheName)
{
    const SourceConfig& source = access.source;
    if (m_recorder)
        m_recorder->registerNode(KnownNode{source.cache, source.id, cacheName, sourceAddress(cacheName, source.name)});
    Watched& watched = m_watched[source.id];
    const bool same = watched.poller && sameAccess(watched.access, access);
    watched.access = access;
    watched.access.hotItems = m_hotItems;
    watched.cacheName = cacheName;
    if (!source.paused) {
        if (!same)
            start(watched);
        return;
    }
    watched.poller.reset();
    NodeStatus status;
    status.cache = source.cache;
    status.node = source.id;
    status.state = NodeState::Paused;
    status.sinceMs = m_clock->nowMs();
    Q_EMIT statusChanged(status);
}

void SourceWatch::start(Watched& watched)
{
    watched.poller = std::make_unique<SourcePoller>(watched.access, m_clock);
    SourcePoller* poller = watched.poller.get();
    connect(poller, &SourcePoller::statusChanged, this, &SourceWatch::statusChanged);
    connect(poller, &SourcePoller::sampled, this, [this, poller](const SnapshotPtr& snapshot) {
        if (m_recorder)
            m_recorder->record(snapshot);
        Q_EMIT sampled(snapshot);
        Q_EMIT statusChanged(poller->status());
    });
    const CacheId cache = watched.access.source.cache;
    const NodeId node = watched.access.source.id;
    connect(poller, &SourcePoller::countersFell, this, [this, cache, node](TimeMs timeMs, const QString& text) {
        const Event event{node, cache, timeMs, EventKind::StatsReset, text};
        if (m_recorder)
            m_recorder->record(event);
        Q_EMIT eventDetected(event);
    });
    Q_EMIT statusChanged(poller->status());
    // Golden-ratio steps keep any number of sources apart.
    const double place = std::fmod(m_started++ * 0.6180339887, 1.0);
    const int spreadMs = std::min(watched.access.source.intervalMs, longestSpreadMs);
    QTimer::singleShot(static_cast<int>(place * spreadMs), poller, &SourcePoller::start);
}

std::vector<WatchedNode> SourceWatch::polled() const
{
    std::vector<WatchedNode> nodes;
    for (const auto& [id, watched] : m_watched) {
        const SourceConfig& source = watched.access.source;
        if (watched.poller)
            nodes.push_back({source.cache,
                             id,
                             watched.cacheName,
                             sourceAddress(watched.cacheName, source.name),
                             {},
                             source.intervalMs,
                             NodeRole::Source});
    }
    return nodes;
}

void SourceWatch::remove(const NodeId& id)
{
    m_watched.erase(id);
}

void SourceWatch::removeCache(const CacheId& cache)
{
    std::erase_if(m_watched, [&cache](const auto& entry) { return entry.second.access.source.cache == cache; });
}

void SourceWatch::retryNow(const CacheId& cache)
{
    for (auto& [id, watched] : m_watched)
        if (watched.poller && watched.access.source.cache == cache)
            watched.poller->retryNow();
}

} // namespace cacheledger
