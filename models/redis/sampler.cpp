// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/sampler.h"

#include "metrics/catalogue.h"

#include <utility>

namespace cacheledger
{

namespace
{

constexpr std::size_t probeCount = 4;

/// The probe's and, behind them, what we cost.
const std::vector<std::string>& ownColumns()
{
    static const std::vector<std::string> columns = [] {
        std::vector<std::string> names{std::string(probe::rtt), std::string(probe::p50), std::string(probe::p95),
                                       std::string(probe::p99)};
        names.insert(names.end(), SelfCost::columns().begin(), SelfCost::columns().end());
        return names;
    }();
    return columns;
}

} // namespace

Sampler::Answer Sampler::take(const QByteArray& info, qint64 roundTripNs, const Clock& clock, qint64 agoNs)
{
    return {info, roundTripNs, m_time.stamp(clock, agoNs), clock.monotonicNs() - agoNs, m_selfCost.read()};
}

SnapshotPtr Sampler::sample(const NodeId& node, int intervalMs, const Answer& answer)
{
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->node = node;
    snapshot->timeMs = answer.timeMs;
    snapshot->intervalMs = intervalMs;

    InfoValues values =
        m_parser.parse({answer.info.constData(), static_cast<std::size_t>(answer.info.size())}, ownColumns());
    const double microseconds = static_cast<double>(answer.roundTripNs) / 1000.0;
    m_window.add(answer.monotonicNs, microseconds);
    double* probes = values.values.data() + values.values.size() - ownColumns().size();
    probes[0] = microseconds;
    probes[1] = m_window.percentile(50);
    probes[2] = m_window.percentile(95);
    probes[3] = m_window.percentile(99);
    m_selfCost.fill(probes + probeCount, answer.selfCost, values.layout, values.values.data(), answer.monotonicNs);

    snapshot->layout = std::move(values.layout);
    snapshot->values = std::move(values.values);
    snapshot->texts = std::move(values.texts);
    snapshot->malformedLines = values.malformedLines;
    return snapshot;
}

} // namespace cacheledger
