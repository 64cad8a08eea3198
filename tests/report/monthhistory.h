// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historywriter.h"

#include <QtCore/QString>

#include <cmath>

namespace cacheledger::testing
{

/// What a generated history counted: known to the last hit, to hold reports against.
struct GeneratedCounts {
    qint64 requests = 0, responseHits = 0, semanticLookups = 0, semanticHits = 0;
};

/// A source's application counters of a RAG cache and its server's memory, a sample each `stepMs` in [fromMs, toMs);
/// nothing in [gapFromMs, gapToMs). False when it could not be written.
inline bool writeGeneratedHistory(const QString& path, const CacheId& cache, const QString& cacheName, TimeMs fromMs,
                                  TimeMs toMs, qint64 stepMs, GeneratedCounts* counts = nullptr, TimeMs gapFromMs = 0,
                                  TimeMs gapToMs = 0)
{
    const auto writer = HistoryWriter::open(path);
    const NodeId source{QStringLiteral("source-1")}, server{QStringLiteral("server-1")};
    if (!writer || !(*writer)->registerNode({cache, source, cacheName, QStringLiteral("http://app/metrics")}) ||
        !(*writer)->registerNode({cache, server, cacheName, QStringLiteral("10.0.0.7:6379")}))
        return false;
    const auto sourceLayout = std::make_shared<const SeriesLayout>(
        std::vector<std::string>{"stage.response.requests", "stage.response.hits", "stage.semantic.requests",
                                 "stage.semantic.hits", "stage.response.latency.median", "stage.response.latency.p95"});
    const auto serverLayout = std::make_shared<const SeriesLayout>(
        std::vector<std::string>{"used_memory", "maxmemory", "evicted_keys", "expired_keys"});
    GeneratedCounts total;
    std::vector<SnapshotPtr> batch;
    for (TimeMs timeMs = fromMs; timeMs < toMs; timeMs += stepMs) {
        const auto n = (timeMs - fromMs) / stepMs;
        if (n > 0) { // the first sample is what the counters begin from
            total.requests += 170 + n % 13;
            total.responseHits += 70 + n % 7;
            total.semanticLookups += 100 + n % 13 - n % 7;
            total.semanticHits += 20 + n % 3;
        }
        if (timeMs >= gapFromMs && timeMs < gapToMs)
            continue;
        const auto add = [&](const NodeId& node, const LayoutPtr& layout, std::vector<double> values) {
            auto snapshot = std::make_shared<Snapshot>();
            snapshot->node = node;
            snapshot->timeMs = timeMs;
            snapshot->intervalMs = static_cast<int>(stepMs);
            snapshot->layout = layout;
            snapshot->values = std::move(values);
            batch.push_back(std::move(snapshot));
        };
        add(source, sourceLayout,
            {double(total.requests), double(total.responseHits), double(total.semanticLookups),
             double(total.semanticHits), 1.1 + 0.01 * double(n % 9), 2.4});
        add(server, serverLayout, {4e9 + 10.0 * double(n), 8e9, 0, double(n)});
        if (batch.size() >= 512) {
            if (!(*writer)->append(batch) || !(*writer)->compact())
                return false;
            batch.clear();
        }
    }
    if (counts)
        *counts = total;
    return (batch.empty() || (*writer)->append(batch)) && (*writer)->flush();
}

} // namespace cacheledger::testing
