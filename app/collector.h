// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alertreport.h"
#include "config/cacheconfig.h"
#include "config/preferences.h"
#include "metrics/clock.h"
#include "metrics/events.h"
#include "metrics/nodestatus.h"
#include "metrics/servertold.h"
#include "redis/evidenceprobe.h"
#include "sources/sourcereader.h"

#include <QtCore/QObject>

#include <functional>

#include <memory>

class QThread;

namespace cacheledger
{

class HistoryRecorder;

/// Polls every node of every cache it is given in one thread of its own ("collector"), tells the history what was
/// sampled and what happened (restarts, resets, failovers, lost and found nodes, jumps of the clock), and tells its
/// user the status.
///
/// Calls return at once and are carried out in order in the collector's thread. Signals come from that thread: connect
/// with a context object. `recorder` may be null (nothing is remembered) and must outlive the collector.
class Collector : public QObject
{
    Q_OBJECT

public:
    /// Answers may wait for `readWithinMs` before they are read, see PollerOptions; statusChanged() comes so much
    /// later.
    Collector(HistoryRecorder* recorder, std::shared_ptr<const Clock> clock, ConnectionOptions options = {},
              int readWithinMs = 0, QObject* parent = nullptr);
    ~Collector() override; ///< stops polling and waits for the thread; what arrived before is in the recorder then

    /// Adds a cache or brings it up to date: only what changed is touched, a changed endpoint or password connects
    /// again. Paused caches are not polled. Where the cache follows something, serversFound() comes after each look; it
    /// is the caller who takes them into the configuration (withFoundServers()) and tells it here.
    void setCache(const CacheConfig& cache, const QString& password, const QString& sentinelPassword = {});
    void removeCache(const CacheId& id);
    /// Adds a source of application metrics or brings it up to date; it goes with its cache. Sources are polled at
    /// their own interval and remembered like nodes, under the name CACHE/SOURCE, and judged by
    /// the rules about application metrics.
    void setSource(const SourceAccess& access, const QString& cacheName);
    void removeSource(const NodeId& id);
    /// A figure of a whole cache, worked out elsewhere: from now on it goes with the samples of the cache's first node
    /// that answers to history and before the rules, absent without a value and after `untilMs`. One of an unknown
    /// cache is ignored.
    void setFigure(const CacheId& cache, const std::string& metric, std::optional<double> value, TimeMs untilMs);
    void setLimits(const WatchLimits& limits);
    /// For practice: of the sources that are set from then on.
    void setHotItemLimits(const HotItemLimits& limits);
    /// Tries nodes and sources of this cache that are down now instead of waiting for the back-off to end.
    void retryNow(const CacheId& id);
    /// Calls `then` from the collector's thread, after what that has to do now: for a watchdog.
    void whenDone(std::function<void()> then);
    /// Asks a node once, over a short connection beside the poller's; evidenceCaptured() with the same number follows,
    /// also for a node that is not known here.
    void captureEvidence(quint64 request, const NodeId& node, const EvidenceParts& parts = {});

    /// From the first call on what is polled is judged by these rules: nodesAppeared() asks for each node's past, and
    /// judging of it begins with admit().
    void setRules(const std::vector<Rule>& rules);
    void admit(const std::vector<NodePast>& pasts);

Q_SIGNALS:
    /// On every change of state and after each sample (then `latest` is new).
    void statusChanged(const cacheledger::NodeStatus& status);
    /// The same of a source, under its id.
    void sourceStatusChanged(const cacheledger::NodeStatus& status);
    void eventDetected(const cacheledger::Event& event);
    void nodesAppeared(const std::vector<cacheledger::WatchedNode>& nodes, const std::vector<cacheledger::Rule>& rules);
    void judged(const cacheledger::AlertReport& report);
    /// What a server told beside its polls: see SideQuestions.
    void serverTold(const cacheledger::CacheId& cache, const cacheledger::NodeId& node,
                    const cacheledger::ServerTold& told);
    void evidenceCaptured(quint64 request, const cacheledger::EvidenceAnswer& answer);
    /// See NodeFollower.
    void serversFound(const cacheledger::CacheId& cache, const std::vector<cacheledger::Endpoint>& servers);
    void followingFailed(const cacheledger::CacheId& cache, const cacheledger::Error& error);

private:
    class Worker;
    std::unique_ptr<QThread> m_thread;
    Worker* m_worker; // lives in m_thread, deleted when that ends
};

} // namespace cacheledger
