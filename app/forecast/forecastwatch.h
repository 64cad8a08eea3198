// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/collector.h"
#include "forecast/forecastframe.h"
#include "metrics/clock.h"

#include <QtCore/QPointer>
#include <QtCore/QThreadPool>
#include <QtCore/QTimer>

#include <atomic>
#include <functional>
#include <memory>

namespace cacheledger
{

/// Works out what is to be expected of each cache, again and again while a collector runs, and gives it to that
/// collector, which puts it into history and before the rules: `forecast.memory_full`,
/// `forecast.memory_growth`, `anomaly.hit_ratio`, `anomaly.latency`. Main thread; reads in a thread of its own, one
/// cache after the other.
class ForecastWatch : public QObject
{
    Q_OBJECT

public:
    struct Parts {
        QString historyFile;
        std::shared_ptr<const Clock> clock;
        std::function<std::vector<CacheConfig>()> caches; ///< those to work it out for; main thread
        int everyMs = 600'000;
        int firstAfterMs = 120'000; ///< a start has better things to do, and a trend can wait
    };
    explicit ForecastWatch(Parts parts, QObject* parent = nullptr);
    ~ForecastWatch() override; ///< cancels what is being read

    /// Null: another process collects, or nobody. One that is destroyed is forgotten.
    void setCollector(Collector* collector);

private:
    using Found = std::vector<std::pair<CacheId, CacheForecast>>;
    void ask();
    Found findAll(const std::vector<CacheConfig>& caches) const; // in the pool's thread
    void take(const Found& found);

    const Parts m_parts;
    QPointer<Collector> m_collector;
    QTimer m_timer;
    bool m_asked = false; // the answer is on its way
    std::atomic_bool m_cancelled = false;
    QThreadPool m_pool;
};

} // namespace cacheledger
