// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/forecast/forecastwatch.h"

#include "app/forecast/forecastreader.h"
#include "metrics/heap.h"

#include <QtCore/QFile>
#include <QtCore/QThread>

namespace cacheledger
{

/// A figure is left out of the samples when so many of its successors did not come.
static constexpr int believedTimes = 3;

ForecastWatch::ForecastWatch(Parts parts, QObject* parent) : QObject(parent), m_parts(std::move(parts))
{
    m_pool.setMaxThreadCount(1);
    m_pool.setThreadPriority(QThread::LowPriority);
    m_timer.setTimerType(Qt::VeryCoarseTimer);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ForecastWatch::ask);
}

ForecastWatch::~ForecastWatch()
{
    m_cancelled = true;
    m_pool.waitForDone();
}

void ForecastWatch::setCollector(Collector* collector)
{
    m_collector = collector;
    if (collector)
        m_timer.start(m_parts.firstAfterMs);
    else
        m_timer.stop();
}

void ForecastWatch::ask()
{
    m_timer.start(m_parts.everyMs);
    if (!m_collector || m_asked)
        return;
    m_asked = true;
    m_pool.start([this, caches = m_parts.caches()] {
        const Found found = findAll(caches);
        heap::giveBack(); // the history that was read
        QMetaObject::invokeMethod(
            this, [this, found] { take(found); }, Qt::QueuedConnection);
    });
}

ForecastWatch::Found ForecastWatch::findAll(const std::vector<CacheConfig>& caches) const
{
    Found found;
    if (!QFile::exists(m_parts.historyFile))
        return found;
    const auto file = HistoryFile::open(m_parts.historyFile);
    for (const CacheConfig& cache : caches)
        if (file && !cache.paused && !m_cancelled)
            found.emplace_back(cache.id, readForecast(**file, cache, m_parts.clock->nowMs(), &m_cancelled));
    return found;
}

void ForecastWatch::take(const Found& found)
{
    m_asked = false;
    if (!m_collector)
        return;
    const TimeMs untilMs = m_parts.clock->nowMs() + believedTimes * qint64(m_parts.everyMs);
    const auto deviation = [](const std::optional<HourlyAnomaly>& anomaly) {
        return anomaly ? std::optional(anomaly->deviation) : std::nullopt;
    };
    for (const auto& [cache, forecast] : found) {
        m_collector->setFigure(cache, "forecast.memory_full", forecast.fullInSeconds(), untilMs);
        m_collector->setFigure(cache, "forecast.memory_growth", forecast.growthPerDay(), untilMs);
        m_collector->setFigure(cache, "anomaly.hit_ratio", deviation(forecast.hitRatio), untilMs);
        m_collector->setFigure(cache, "anomaly.latency", deviation(forecast.latency), untilMs);
    }
}

} // namespace cacheledger
