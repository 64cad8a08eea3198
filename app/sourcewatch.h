// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertengine.h"
#include "metrics/events.h"
#include "sources/sourcepoller.h"

#include <map>
#include <memory>

namespace cacheledger
{

class HistoryRecorder;

/// The sources that the collector polls, in its thread: hands what they tell to the history.
class SourceWatch : public QObject
{
    Q_OBJECT

public:
    /// `recorder` may be null (nothing is remembered).
    SourceWatch(HistoryRecorder* recorder, std::shared_ptr<const Clock> clock, QObject* parent = nullptr);
    ~SourceWatch() override;

    /// Of the sources that are set from then on.
    void setHotItemLimits(const HotItemLimits& limits) { m_hotItems = limits; }
    /// Adds a source or brings it up to date: one that did not change goes on. A paused one is not polled.
    void set(const SourceAccess& access, const QString& cacheName);
    void remove(const NodeId& id);
    void removeCache(const CacheId& cache);
    void retryNow(const CacheId& cache);
    /// Those that are polled, as rules see them, but for their caches' tags.
    std::vector<WatchedNode> polled() const;

Q_SIGNALS:
    /// On every change of state and after each sample.
    void statusChanged(const cacheledger::NodeStatus& status);
    void sampled(const cacheledger::SnapshotPtr& snapshot);
    void eventDetected(const cacheledger::Event& event);

private:
    struct Watched {
        SourceAccess access;
        QString cacheName;
        std::unique_ptr<SourcePoller> poller; // null while paused
    };

    void start(Watched& watched);

    HistoryRecorder* m_recorder;
    std::shared_ptr<const Clock> m_clock;
    HotItemLimits m_hotItems;
    std::map<NodeId, Watched> m_watched;
    quint32 m_started = 0; // spreads the polls of many sources over the interval
};

} // namespace cacheledger
