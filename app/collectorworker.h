// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alertjudge.h"
#include "app/cachefigures.h"
#include "app/collector.h"
#include "app/sourcewatch.h"
#include "redis/nodefollower.h"
#include "redis/nodepoller.h"

#include <map>
#include <optional>

namespace cacheledger
{

/// The part of the collector that lives in its thread.
class Collector::Worker : public QObject
{
    Q_OBJECT

public:
    Worker(HistoryRecorder* recorder, std::shared_ptr<const Clock> clock, ConnectionOptions options, int readWithinMs);
    ~Worker() override;

    void setCache(const CacheConfig& cache, const QString& password, const QString& sentinelPassword);
    void removeCache(const CacheId& id);
    void setFigure(const CacheId& cache, const std::string& metric, std::optional<double> value, TimeMs untilMs);
    void setLimits(const WatchLimits& limits);
    void setHotItemLimits(const HotItemLimits& limits) { m_sources.setHotItemLimits(limits); }
    void setSource(const SourceAccess& access, const QString& cacheName);
    void removeSource(const NodeId& id);
    void retryNow(const CacheId& id);
    void setRules(const std::vector<Rule>& rules);
    void admit(const std::vector<NodePast>& pasts);
    void captureEvidence(quint64 request, const NodeId& node, const EvidenceParts& parts);

Q_SIGNALS:
    void statusChanged(const cacheledger::NodeStatus& status);
    void sourceStatusChanged(const cacheledger::NodeStatus& status);
    void eventDetected(const cacheledger::Event& event);
    void nodesAppeared(const std::vector<cacheledger::WatchedNode>& nodes, const std::vector<cacheledger::Rule>& rules);
    void judged(const cacheledger::AlertReport& report);
    void serverTold(const cacheledger::CacheId& cache, const cacheledger::NodeId& node,
                    const cacheledger::ServerTold& told);
    void evidenceCaptured(quint64 request, const cacheledger::EvidenceAnswer& answer);
    void serversFound(const cacheledger::CacheId& cache, const std::vector<cacheledger::Endpoint>& servers);
    void followingFailed(const cacheledger::CacheId& cache, const cacheledger::Error& error);

private:
    struct Watched {
        CacheConfig cache;
        NodeConfig node;
        QString password;
        std::unique_ptr<NodePoller> poller; // null while paused
        SnapshotPtr previous;               // last sample: events are judged between neighbours
        EventDetector events;
        TimeMs previousWallMs = 0; // both clocks when it arrived; its own time never goes back
        qint64 previousMonotonicNs = 0;
        std::optional<bool> reachable; // nothing: not known yet
        bool isThrottled = false;      // polled less often than configured
    };

    /// What a follower was made from: another one is needed when it changes.
    struct Followed {
        FollowConfig follow;
        QString password;
        QString sentinelPassword;
        std::vector<NodeConfig> configured;
        std::unique_ptr<NodeFollower> follower;
    };

    void readNow(const CacheId* cache);
    void follow(const CacheConfig& cache, const QString& password, const QString& sentinelPassword);
    void followSoon(const CacheId& cache);
    SideOptions sideOptions(const Endpoint& endpoint) const;
    void startPolling(Watched& watched);
    void pause(Watched& watched);
    bool carriesFigures(const Watched& watched) const;
    int primariesOf(const CacheConfig& cache) const;
    SnapshotPtr withFigures(const Watched& watched);
    void onSampled(const NodeId& id, const SnapshotPtr& snapshot);
    void onStatus(const NodeId& id, const NodeStatus& status);
    void onPaceChanged(const NodeId& id, const PollThrottle& throttle);
    void detectClockJump(const Watched& watched, TimeMs wallMs, qint64 monotonicNs);
    void record(const Watched& watched, EventKind kind, TimeMs timeMs, const QString& text);
    void record(const Event& event);
    void onNodesChanged();
    void tellNodes();

    HistoryRecorder* m_recorder;
    std::shared_ptr<const Clock> m_clock;
    ConnectionOptions m_options;
    int m_readWithinMs;
    WatchLimits m_limits;
    std::map<NodeId, Watched> m_watched;
    CacheFigures m_figures;
    std::map<CacheId, Followed> m_followed; // of those that follow something and are not paused
    SourceWatch m_sources;                  // a child, so that it moves along to the thread
    std::unique_ptr<AlertJudge> m_judge;    // null until there are rules
    bool m_nodesChanged = false;            // the judge is told from the event loop: once for many caches
    quint32 m_started = 0;                  // spreads the polls of many nodes over the interval
};

} // namespace cacheledger
