// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakehistory.h"

#include "metrics/window.h"

#include <QtCore/QTimer>

#include <algorithm>
#include <cmath>

namespace cacheledger::testing
{

using namespace Qt::StringLiterals;

static constexpr double gib = 1024.0 * 1024 * 1024;

/// What a metric is around, when the test says nothing else.
static double usualValue(const std::string& metric)
{
    static const std::map<std::string, double> usual{
        {"hit_ratio", 0.914},
        {"lookups_per_second", 8412},
        {"hits_per_second", 7690},
        {"misses_per_second", 722},
        {"evictions_per_second", 0.4},
        {"expirations_per_second", 6.5},
        {"used_memory", 2.1 * gib},
        {"used_memory_rss", 2.4 * gib},
        {"used_memory_peak", 2.6 * gib},
        {"maxmemory", 4 * gib},
        {"memory_used_ratio", 0.525},
        {"fragmentation_ratio", 1.14},
        {"keys", 1'240'300},
        {"keys_with_expiry", 980'200},
        {"commands_per_second", 9120},
        {"probe.p50", 210},
        {"probe.p95", 410},
        {"probe.p99", 890},
        {"connected_clients", 214},
        {"clients_used_ratio", 0.021},
        {"blocked_clients", 3},
        {"connections_per_second", 2.5},
        {"rejected_per_second", 0},
        {"cpu_user", 0.31},
        {"cpu_sys", 0.12},
        {"replication_lag_seconds", 1},
        {"errors_per_second", 0},
        {"error_ratio", 0},
        {"net_input_bytes_per_second", 3.4e6},
        {"net_output_bytes_per_second", 21e6},
    };
    const auto found = usual.find(metric);
    return found != usual.end() ? found->second : 12;
}

static bool isConstant(const std::string& metric)
{
    return metric == "maxmemory" || metric == "rejected_per_second" || metric == "errors_per_second" ||
           metric == "error_ratio" || metric == "memory_used_ratio" || metric == "clients_used_ratio" ||
           metric == "replication_lag_seconds";
}

double FakeHistory::valueAt(const FrameRequest& request, const std::string& metric, TimeMs time) const
{
    double base = usualValue(metric);
    for (const NodeId& node : request.nodes) {
        if (const auto values = m_values.find(node); values != m_values.end()) {
            if (const auto value = values->second.find(metric); value != values->second.end())
                base = value->second;
        }
    }
    if (isConstant(metric) || request.columns == 1)
        return base;
    const double phase = static_cast<double>(std::hash<std::string>{}(metric) % 628) / 100;
    const double at = static_cast<double>(time) / static_cast<double>(request.toMs - request.fromMs);
    const double wave = std::sin(at * 14 + phase) + 0.45 * std::sin(at * 61 + phase) + 0.3 * std::sin(at * 173);
    return base * (1 + wave * (metric == "hit_ratio" ? 0.02 : metric.starts_with("used_memory") ? 0.015 : 0.06));
}

FramePtr FakeHistory::frameFor(const FrameRequest& request) const
{
    auto frame = std::make_shared<Frame>();
    frame->fromMs = request.fromMs;
    frame->toMs = request.toMs;
    frame->columnMs = std::max<qint64>(1, (request.toMs - request.fromMs) / request.columns);
    frame->intervalMs = 1000;
    frame->newestMs = request.toMs - 400;
    const bool gap = request.columns > 20 && m_gapTo > m_gapFrom;
    const auto at = [&](double fraction) {
        return request.fromMs + static_cast<TimeMs>(fraction * static_cast<double>(request.toMs - request.fromMs));
    };
    for (int column = 0; column < request.columns; ++column) {
        const TimeMs time = request.fromMs + (column + 1) * frame->columnMs - 1;
        if (gap && time > at(m_gapFrom) && time < at(m_gapTo))
            continue;
        const bool after = gap && !frame->times.empty() && frame->times.back() <= at(m_gapFrom) && time >= at(m_gapTo);
        frame->times.push_back(time);
        frame->breakBefore.push_back(after);
    }
    if (gap)
        frame->gaps.push_back({at(m_gapFrom), at(m_gapTo)});
    if (gap && request.withEvents)
        frame->events.push_back(
            {request.nodes.front(), {}, at(m_gapTo), EventKind::Restart, u"The server was restarted."_s});
    for (const std::string& metric : request.metrics) {
        FrameSeries series;
        series.metric = metric;
        series.unit = catalogue::lookup(metric).unit;
        const auto end = m_ends.find(metric);
        for (const TimeMs time : frame->times) {
            const bool ended = end != m_ends.end() && time > at(end->second);
            const double value = ended ? WindowStat::nan : valueAt(request, metric, time);
            series.value.push_back(value);
            series.min.push_back(value * (isConstant(metric) ? 1 : 0.99));
            series.max.push_back(value * (isConstant(metric) ? 1 : 1.01));
            series.mean.push_back(value);
        }
        frame->series.push_back(std::move(series));
    }
    return frame;
}

quint64 FakeHistory::request(const FrameRequest& request)
{
    requests.push_back(request);
    const Waiting waiting{m_next++, request};
    m_waiting.push_back(waiting);
    if (!m_held)
        QTimer::singleShot(0, this, [this, id = waiting.id] {
            const auto known =
                std::find_if(m_waiting.begin(), m_waiting.end(), [&](const Waiting& each) { return each.id == id; });
            if (known == m_waiting.end())
                return;
            const Waiting found = *known;
            m_waiting.erase(known);
            answer(found);
        });
    return waiting.id;
}

quint64 FakeHistory::requestUsage()
{
    const quint64 id = m_next++;
    QTimer::singleShot(0, this, [this, id] {
        if (m_error)
            Q_EMIT failed(id, *m_error);
        else
            Q_EMIT usageReady(id, std::make_shared<const HistoryUsage>(usage));
    });
    return id;
}

HistoryUsage FakeHistory::usualUsage()
{
    constexpr qint64 dayMs = 24 * 3600'000;
    constexpr qint64 mib = 1 << 20;
    constexpr TimeMs newestMs = 1'795'352'640'000; // 2026-11-22T13:04:00Z
    HistoryUsage usage;
    usage.newestMs = newestMs;
    const auto add = [&](Tier tier, int days, qint64 bytes) {
        for (int i = days; i >= 0; --i)
            usage.days.push_back({tier, newestMs / dayMs * dayMs - i * dayMs, 86'400, i > 0 ? bytes : bytes / 2});
    };
    add(Tier::Raw, 13, 24 * mib);
    add(Tier::Minute, 30, 2 * mib);
    add(Tier::Hour, 30, mib / 16);
    for (const DayUsage& day : usage.days)
        usage.usedBytes += day.bytes;
    usage.usedBytes += usage.usedBytes / 20;
    usage.fileBytes = usage.usedBytes + 4 * mib;
    usage.diskFreeBytes = 113'000 * mib;
    return usage;
}

void FakeHistory::cancel(quint64 id)
{
    cancelled.push_back(id);
    std::erase_if(m_waiting, [&](const Waiting& each) { return each.id == id; });
}

void FakeHistory::answerOne()
{
    if (m_waiting.empty())
        return;
    const Waiting first = m_waiting.front();
    m_waiting.erase(m_waiting.begin());
    answer(first);
}

void FakeHistory::answer(const Waiting& waiting)
{
    if (m_error)
        Q_EMIT failed(waiting.id, *m_error);
    else
        Q_EMIT frameReady(waiting.id, frameFor(waiting.request));
}

} // namespace cacheledger::testing
