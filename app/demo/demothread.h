// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cacheconfig.h"
#include "config/sourceconfig.h"
#include "config/stageplan.h"

#include <QtCore/QObject>

#include <memory>
#include <optional>
#include <vector>

class QThread;

namespace cacheledger
{

/// The demo in a thread of its own ("demo"), so that nobody waits while its servers start. The thread lives as long as
/// they do, since they end with the thread that started them. Used from one thread with an event loop.
class DemoThread : public QObject
{
    Q_OBJECT

public:
    explicit DemoThread(QObject* parent = nullptr);
    ~DemoThread() override; ///< ends the servers and the workload

    /// Returns at once; ready() or failed() follows. Does nothing while it starts or runs, and may be tried again after
    /// failed().
    void start();
    /// The demo cache; nothing before ready().
    const std::optional<CacheConfig>& cache() const { return m_cache; }
    /// Its application metrics; none before ready().
    const std::vector<SourceConfig>& sources() const { return m_sources; }
    const StagePlan& stages() const { return m_stages; }

Q_SIGNALS:
    void ready();
    void failed(const cacheledger::Error& error);

private:
    void run();
    void onStarted(const Result<CacheConfig>& result, const std::vector<SourceConfig>& sources,
                   const StagePlan& stages);

    std::unique_ptr<QThread> m_thread;
    std::optional<CacheConfig> m_cache;
    std::vector<SourceConfig> m_sources;
    StagePlan m_stages;
};

} // namespace cacheledger
