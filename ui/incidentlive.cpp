// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/incidentlive.h"

#include "incidents/incidentlife.h"

#include <algorithm>

namespace cacheledger
{

/// Checks look back ten minutes at most.
static constexpr qint64 keptMs = 11 * 60'000;

IncidentLive::IncidentLive(const Services& services, QObject* parent)
    : QObject(parent),
      m_services(services),
      m_impact(new ImpactWatch(services, this))
{
    connect(m_impact, &ImpactWatch::changed, this, &IncidentLive::costChanged);
    connect(services.statuses, &NodeStatusBoard::statusChanged, this, &IncidentLive::keep);
    connect(services.incidents, &IncidentClient::samplesReady, this,
            [this](quint64 request, const std::vector<SnapshotPtr>& samples) {
                const auto isOurs = [request](const auto& asked) { return asked.second == request; };
                if (std::any_of(m_lookingBack.begin(), m_lookingBack.end(), isOurs))
                    putBefore(samples);
            });
    for (const CacheConfig& cache : services.caches->caches()) {
        for (const NodeConfig& node : cache.nodes) {
            if (const NodeStatus* status = services.statuses->find(node.id))
                keep(*status);
        }
        for (const SourceConfig& source :
             services.sources ? services.sources->sourcesOf(cache.id) : std::vector<SourceConfig>()) {
            if (const NodeStatus* status = services.statuses->find(source.id))
                keep(*status);
        }
    }
}

std::vector<SourceConfig> IncidentLive::sourcesOf(const Incident& incident) const
{
    return m_services.sources ? m_services.sources->sourcesOf(incident.cache) : std::vector<SourceConfig>();
}

void IncidentLive::lookBack(const Incident& incident)
{
    if (const NodeConfig* node = nodeOf(incident))
        lookBack(node->id);
    for (const SourceConfig& source : sourcesOf(incident))
        lookBack(source.id);
}

void IncidentLive::lookBack(const NodeId& node)
{
    if (m_lookingBack.contains(node))
        return;
    const TimeMs nowMs = m_services.clock->nowMs();
    m_lookingBack[node] = m_services.incidents->requestSamples(node, nowMs - keptMs, nowMs);
}

void IncidentLive::putBefore(const std::vector<SnapshotPtr>& stored)
{
    if (stored.empty())
        return;
    std::deque<SnapshotPtr>& samples = m_samples[stored.front()->node];
    const auto end = std::find_if(stored.begin(), stored.end(), [&](const SnapshotPtr& sample) {
        return !samples.empty() && sample->timeMs >= samples.front()->timeMs;
    });
    samples.insert(samples.begin(), stored.begin(), end);
}

void IncidentLive::keep(const NodeStatus& status)
{
    if (!status.latest)
        return;
    std::deque<SnapshotPtr>& samples = m_samples[status.node];
    if (!samples.empty() && samples.back()->timeMs >= status.latest->timeMs)
        return;
    samples.push_back(status.latest);
    while (samples.front()->timeMs < status.latest->timeMs - keptMs)
        samples.pop_front();
}

const NodeConfig* IncidentLive::nodeOf(const Incident& incident) const
{
    const CacheConfig* cache = m_services.caches->find(incident.cache);
    if (!cache || cache->nodes.empty())
        return nullptr;
    for (const NodeConfig& node : cache->nodes) {
        if (!incident.nodes.empty() && node.id == incident.nodes.front())
            return &node;
    }
    return &cache->nodes.front();
}

std::unique_ptr<LiveValues> IncidentLive::valuesOf(const Incident& incident) const
{
    const NodeConfig* node = nodeOf(incident);
    if (!node)
        return nullptr;
    auto values = std::make_unique<CacheValues>(valuesOf(node->id));
    for (const SourceConfig& source : sourcesOf(incident))
        values->addSource(valuesOf(source.id));
    return values;
}

std::unique_ptr<LiveValues> IncidentLive::valuesOf(const NodeId& node) const
{
    const NodeStatus* status = m_services.statuses->find(node);
    std::optional<bool> answers;
    if (status && (status->state == NodeState::Up || status->state == NodeState::Slow))
        answers = true;
    else if (status && status->state == NodeState::Down)
        answers = false;
    const auto known = m_samples.find(node);
    std::vector<SnapshotPtr> samples;
    if (known != m_samples.end())
        samples.assign(known->second.begin(), known->second.end());
    return std::make_unique<SampleValues>(std::move(samples), answers, m_services.clock->nowMs());
}

LostSaving IncidentLive::costOf(const Incident& incident) const
{
    return m_impact->of(incident.cache, incidentlife::beganMs(incident),
                        incident.mitigatedMs ? incident.mitigatedMs : incident.closedMs);
}

PlaybookContext IncidentLive::contextOf(const Incident& incident, const LiveValues* live, const QTimeZone& zone) const
{
    PlaybookContext context = incidentlife::contextOf(incident, m_services.clock->nowMs());
    context.live = live;
    const LostSaving lost = costOf(incident);
    context.cost = lostSavingText(lost);
    context.costReason = lost.reason;
    context.zone = zone;
    if (const NodeConfig* node = nodeOf(incident)) {
        context.node = node->endpoint.address();
        context.tls = node->endpoint.transport == Transport::Tls;
    }
    return context;
}

} // namespace cacheledger
