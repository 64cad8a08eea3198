// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/advisor/advisorcache.h"

#include "ui/server/serverasker.h"

namespace cacheledger
{

AdvisorCache::AdvisorCache(const PageContext& context, QObject* parent)
    : QObject(parent),
      m_context(context),
      m_hour(context.services.history, context.range),
      m_days(context.services.history, context.range),
      m_asker(new ServerAsker(context, {false, false, false, false, true}, this))
{
    connect(&m_hour, &PageFeed::answered, this, [this](const FramePtr& frame) {
        const auto& series = frame->series;
        m_signs = series.size() == std::size(stampedeMetrics)
                      ? StampedeSeries{series[0].mean, series[1].mean, series[2].mean, series[3].mean}
                      : StampedeSeries();
    });
    connect(&m_days, &PageFeed::answered, this, [this](const FramePtr& frame) {
        const auto& series = frame->series;
        m_growth =
            series.size() == std::size(growthMetrics) ? GrowthSeries{series[0].mean, series[1].mean} : GrowthSeries();
    });
    connect(m_asker, &ServerAsker::changed, this, &AdvisorCache::changed);
}

void AdvisorCache::setNodes(const CacheId& cache, const std::vector<NodeId>& nodes)
{
    if (cache != m_cache) {
        m_cache = cache;
        m_signs = {};
        m_growth = {};
    }
    const auto question = [this, &nodes](const auto& metrics, int steps, qint64 stepMs, qint64 againMs) {
        FeedQuestion asked;
        asked.nodes = nodes;
        asked.metrics.assign(std::begin(metrics), std::end(metrics));
        asked.columns = steps;
        asked.window = [clock = m_context.services.clock, lengthMs = steps * stepMs](const TimeSpan&) {
            const TimeMs nowMs = clock->nowMs();
            return TimeSpan{nowMs - lengthMs, nowMs};
        };
        asked.minPeriodMs = againMs;
        return asked;
    };
    m_hour.setQuestion(question(stampedeMetrics, stampedeSteps, stampedeStepMs, 30'000));
    m_days.setQuestion(question(growthMetrics, growthSteps, growthStepMs, 600'000));
    askServers();
}

void AdvisorCache::setActive(bool active)
{
    m_active = active;
    m_hour.setActive(active);
    m_days.setActive(active);
    askServers();
}

void AdvisorCache::askServers()
{
    if (m_active && !m_asker->askedMs())
        m_asker->ask();
}

std::vector<AdviceFinding> AdvisorCache::advice(const std::vector<const LiveWindow*>& nodes) const
{
    return {stampedeRisk(m_signs), memoryAgainstTraffic(m_growth), clusterBalance(nodes)};
}

const Result<QString>* AdvisorCache::latencyDoctorOf(const NodeId& node) const
{
    for (const ServerAsker::Told& told : m_asker->told())
        if (told.node == node)
            return &told.answer.latencyDoctor;
    return nullptr;
}

} // namespace cacheledger
