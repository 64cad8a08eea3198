// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "advisor/cacheadvice.h"
#include "advisor/stampede.h"
#include "ui/page.h"
#include "ui/pagefeed.h"

namespace cacheledger
{

class ServerAsker;

/// What the Advisor page knows of a cache beside the newest minute of its nodes: its last hour and its last two days
/// from history, and what its servers' latency monitors say, asked once for each selected cache. GUI thread.
class AdvisorCache : public QObject
{
    Q_OBJECT

public:
    explicit AdvisorCache(const PageContext& context, QObject* parent = nullptr);

    /// Of the selected cache; what was known of another one is forgotten.
    void setNodes(const CacheId& cache, const std::vector<NodeId>& nodes);
    /// Asks only while active.
    void setActive(bool active);

    /// Answers that are about the cache, not one of its nodes. `nodes`: those that have answered.
    std::vector<AdviceFinding> advice(const std::vector<const LiveWindow*>& nodes) const;
    /// Null: it has not answered. Until the next change.
    const Result<QString>* latencyDoctorOf(const NodeId& node) const;

Q_SIGNALS:
    void changed();

private:
    void askServers();

    PageContext m_context;
    CacheId m_cache;
    bool m_active = false;
    PageFeed m_hour;
    PageFeed m_days;
    ServerAsker* m_asker;
    StampedeSeries m_signs;
    GrowthSeries m_growth;
};

} // namespace cacheledger
