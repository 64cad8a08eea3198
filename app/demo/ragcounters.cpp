// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/ragcounters.h"

#include <QtCore/QString>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace cacheledger
{

namespace
{

double ratioOf(quint64 part, quint64 whole)
{
    return whole ? double(part) / double(whole) : 0;
}

QByteArray bytesOf(const nlohmann::json& json)
{
    return QByteArray::fromStdString(json.dump());
}

} // namespace

void RagCounters::lookup(Layer layer, bool hit)
{
    const std::lock_guard lock(m_mutex);
    Demo::Totals::Layer& counts = m_counts.layers[layer];
    ++counts.requests;
    ++(hit ? counts.hits : counts.misses);
}

void RagCounters::question(double milliseconds, bool failed)
{
    const std::lock_guard lock(m_mutex);
    ++m_counts.questions;
    m_counts.errors += failed ? 1 : 0;
    m_counts.milliseconds += milliseconds;
    const auto bound = std::lower_bound(bucketBounds.begin(), bucketBounds.end(), milliseconds / 1000);
    ++m_counts.buckets[std::size_t(bound - bucketBounds.begin())];
}

RagCounters::Counts RagCounters::counts() const
{
    const std::lock_guard lock(m_mutex);
    return m_counts;
}

Demo::Totals RagCounters::totals() const
{
    const Counts now = counts();
    return {now.layers[Response], now.layers[Semantic], now.layers[Embedding], now.layers[Context], now.questions};
}

QByteArray RagCounters::cacheStatsJson() const
{
    const Counts now = counts();
    const auto& l1 = now.layers[Response];
    const auto& l2 = now.layers[Semantic];
    return bytesOf({{"hit_rate", ratioOf(l1.hits + l2.hits, l1.requests)},
                    {"l1_hit_rate", ratioOf(l1.hits, l1.requests)},
                    {"l2_hit_rate", ratioOf(l2.hits, l2.requests)},
                    {"total_requests", now.questions},
                    {"l1_size", std::min<quint64>(l1.misses, 1000)},
                    {"l1_max_size", 1000}});
}

QByteArray RagCounters::servingStatsJson() const
{
    const Counts now = counts();
    return bytesOf({{"total_requests", now.questions},
                    {"batch_requests", now.questions / 8},
                    {"avg_latency_ms", now.questions ? now.milliseconds / double(now.questions) : 0},
                    {"active_models", 2},
                    {"pool_sizes", {{"embedding", 4}, {"generation", 8}}}});
}

QByteArray RagCounters::healthJson() const
{
    const Counts now = counts();
    return bytesOf({{"status", "healthy"}, {"total_requests", now.questions}, {"errors", now.errors}});
}

QByteArray RagCounters::openMetrics() const
{
    const Counts now = counts();
    QString text;
    const auto family = [&](const char* name, const char* help, quint64 Demo::Totals::Layer::*field) {
        text += QStringLiteral("# HELP %1 %2\n# TYPE %1 counter\n").arg(QLatin1String(name), QLatin1String(help));
        for (int layer = 0; layer < LayerCount; ++layer)
            text += QStringLiteral("%1_total{layer=\"%2\"} %3\n")
                        .arg(QLatin1String(name), QLatin1String(layerNames[std::size_t(layer)]))
                        .arg(now.layers[std::size_t(layer)].*field);
    };
    family("rag_cache_requests", "Look-ups in a cache layer.", &Demo::Totals::Layer::requests);
    family("rag_cache_hits", "Look-ups that a layer answered.", &Demo::Totals::Layer::hits);
    family("rag_cache_misses", "Look-ups that a layer passed on.", &Demo::Totals::Layer::misses);
    text += QStringLiteral("# HELP rag_errors Questions that failed.\n# TYPE rag_errors counter\nrag_errors_total %1\n")
                .arg(now.errors);
    text += QStringLiteral("# HELP rag_request_duration_seconds Time to answer a question.\n"
                           "# TYPE rag_request_duration_seconds histogram\n"
                           "# UNIT rag_request_duration_seconds seconds\n");
    quint64 below = 0;
    for (std::size_t i = 0; i < bucketBounds.size(); ++i)
        text += QStringLiteral("rag_request_duration_seconds_bucket{le=\"%1\"} %2\n")
                    .arg(bucketBounds[i])
                    .arg(below += now.buckets[i]);
    text += QStringLiteral("rag_request_duration_seconds_bucket{le=\"+Inf\"} %1\n"
                           "rag_request_duration_seconds_count %1\n"
                           "rag_request_duration_seconds_sum %2\n# EOF\n")
                .arg(now.questions)
                .arg(now.milliseconds / 1000, 0, 'f', 6);
    return text.toUtf8();
}

} // namespace cacheledger
