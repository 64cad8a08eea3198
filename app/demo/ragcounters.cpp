// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/ragcounters.h"

#include "app/demo/democosts.h"

#include <QtCore/QString>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <tuple>

namespace cacheledger
{

namespace
{

/// Of a hit in each layer.
constexpr std::array<quint64, RagCounters::LayerCount> avoidedNanos{
    democosts::responseHitNanos, democosts::semanticHitNanos, democosts::embeddingHitNanos, democosts::contextHitNanos};

double ratioOf(quint64 part, quint64 whole)
{
    return whole ? double(part) / double(whole) : 0;
}

QByteArray bytesOf(const nlohmann::json& json)
{
    return QByteArray::fromStdString(json.dump());
}

} // namespace

void RagCounters::lookup(Layer layer, bool hit, double milliseconds, const Tokens& avoided)
{
    const std::lock_guard lock(m_mutex);
    Demo::Totals::Layer& counts = m_counts.layers[layer];
    ++counts.requests;
    ++(hit ? counts.hits : counts.misses);
    if (hit) {
        counts.tokensInput += avoided.input;
        counts.tokensOutput += avoided.output;
        counts.tokensEmbedding += avoided.embedding;
        counts.avoidedNanos += avoidedNanos[layer];
    }
    const auto bound = std::lower_bound(lookupBounds.begin(), lookupBounds.end(), milliseconds / 1000);
    ++m_counts.lookups[layer][std::size_t(bound - lookupBounds.begin())];
    m_counts.lookupMilliseconds[layer] += milliseconds;
}

void RagCounters::wrongHit(Layer layer)
{
    const std::lock_guard lock(m_mutex);
    ++m_counts.layers[layer].wrongHits;
}

void RagCounters::layerError(Layer layer)
{
    const std::lock_guard lock(m_mutex);
    ++m_counts.layers[layer].errors;
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
    return {now.layers[Response], now.layers[Semantic], now.layers[Embedding],
            now.layers[Context],  now.questions,        now.errors};
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

void RagCounters::writeLayers(QString& text, const Counts& now)
{
    using Field = quint64 Demo::Totals::Layer::*;
    using Counted = Demo::Totals::Layer;
    const auto family = [&](const char* name, const char* help) {
        text += QStringLiteral("# HELP %1 %2\n# TYPE %1 counter\n").arg(QLatin1String(name), QLatin1String(help));
    };
    const auto samples = [&](const char* name, const char* label, Field field) {
        for (std::size_t layer = 0; layer < LayerCount; ++layer)
            text += QStringLiteral("%1_total{%2layer=\"%3\"} %4\n")
                        .arg(QLatin1String(name), QLatin1String(label), QLatin1String(layerNames[layer]))
                        .arg(now.layers[layer].*field);
    };
    const std::tuple<const char*, const char*, Field> counters[] = {
        {"rag_cache_requests", "Look-ups in a cache layer.", &Counted::requests},
        {"rag_cache_hits", "Look-ups that a layer answered.", &Counted::hits},
        {"rag_cache_misses", "Look-ups that a layer passed on.", &Counted::misses},
        {"rag_cache_errors", "Look-ups that failed.", &Counted::errors},
        {"rag_cache_wrong_hits", "Hits that were wrong answers.", &Counted::wrongHits}};
    for (const auto& [name, help, field] : counters) {
        family(name, help);
        samples(name, "", field);
    }
    family("rag_cache_avoided_tokens", "Tokens that hits made unnecessary.");
    samples("rag_cache_avoided_tokens", "kind=\"input\",", &Counted::tokensInput);
    samples("rag_cache_avoided_tokens", "kind=\"output\",", &Counted::tokensOutput);
    samples("rag_cache_avoided_tokens", "kind=\"embedding\",", &Counted::tokensEmbedding);
    family("rag_cache_avoided_dollars", "What hits would have cost as misses.");
    for (std::size_t layer = 0; layer < LayerCount; ++layer)
        text += QStringLiteral("rag_cache_avoided_dollars_total{layer=\"%1\"} %2\n")
                    .arg(QLatin1String(layerNames[layer]))
                    .arg(double(now.layers[layer].avoidedNanos) / 1e9, 0, 'f', 6);
}

template <typename Bounds, typename Counted>
void RagCounters::writeHistogram(QString& text, const QString& name, const QString& label, const Bounds& bounds,
                                 const Counted& buckets, double milliseconds)
{
    const QString more = label.isEmpty() ? QString() : label + u',';
    const QString labels = label.isEmpty() ? QString() : u'{' + label + u'}';
    quint64 below = 0;
    for (std::size_t i = 0; i < bounds.size(); ++i)
        text += QStringLiteral("%1_bucket{%2le=\"%3\"} %4\n").arg(name, more).arg(bounds[i]).arg(below += buckets[i]);
    below += buckets[bounds.size()];
    text += QStringLiteral("%1_bucket{%2le=\"+Inf\"} %3\n").arg(name, more).arg(below);
    text += QStringLiteral("%1_count%2 %3\n").arg(name, labels).arg(below);
    text += QStringLiteral("%1_sum%2 %3\n").arg(name, labels).arg(milliseconds / 1000, 0, 'f', 6);
}

QByteArray RagCounters::openMetrics() const
{
    const Counts now = counts();
    QString text;
    writeLayers(text, now);
    text += QStringLiteral("# HELP rag_errors Questions that failed.\n# TYPE rag_errors counter\nrag_errors_total %1\n")
                .arg(now.errors);
    const auto head = [&text](const char* name, const char* help) {
        text += QStringLiteral("# HELP %1 %2\n# TYPE %1 histogram\n# UNIT %1 seconds\n")
                    .arg(QLatin1String(name), QLatin1String(help));
    };
    head("rag_cache_lookup_duration_seconds", "Time to look into a cache layer.");
    for (std::size_t layer = 0; layer < LayerCount; ++layer)
        writeHistogram(text, QStringLiteral("rag_cache_lookup_duration_seconds"),
                       QStringLiteral("layer=\"%1\"").arg(QLatin1String(layerNames[layer])), lookupBounds,
                       now.lookups[layer], now.lookupMilliseconds[layer]);
    head("rag_request_duration_seconds", "Time to answer a question.");
    writeHistogram(text, QStringLiteral("rag_request_duration_seconds"), {}, bucketBounds, now.buckets,
                   now.milliseconds);
    return (text + QStringLiteral("# EOF\n")).toUtf8();
}

} // namespace cacheledger
