// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cacheconfig.h"
#include "config/sourceconfig.h"
#include "config/stageplan.h"
#include "metrics/result.h"

#include <memory>
#include <vector>

namespace cacheledger
{

/// A real redis-server with a replica on loopback, and a RAG-like workload that runs against it in threads of its own:
/// exact response, semantic, embedding and context layers, Zipf-distributed questions over a drifting set, TTLs, a
/// maxmemory with allkeys-lru, a day's rhythm compressed into minutes. It publishes application metrics in all four
/// ways: Redis lists and counters, a Redis hash, HTTP JSON (/cache/stats, /serving/stats, /health) and OpenMetrics
/// (/metrics).
///
/// Everything ends with this object, with the thread that started it and when our process is killed. Used from that
/// thread, which needs an event loop (for HTTP).
class Demo
{
public:
    Demo();
    ~Demo();

    /// Blocks, at most a few seconds (see DemoThread). Fails when there is no redis-server, with the package to
    /// install.
    Result<void> start();
    /// The demo cache (primary and replica), marked as demo, with fixed identities.
    CacheConfig cache() const;
    /// "http://127.0.0.1:PORT": where /cache/stats and the others are.
    QString metricsUrl() const;
    /// Its application metrics by all four ways, no count twice, with fixed identities; after start().
    std::vector<SourceConfig> sources() const;
    StagePlan stages() const;

    /// What the workload did so far, counted by itself: for tests against what we measure.
    struct Totals {
        struct Layer {
            quint64 requests = 0, hits = 0, misses = 0, errors = 0;
            quint64 wrongHits = 0; ///< of the hits
            /// What hits made unnecessary.
            quint64 tokensInput = 0, tokensOutput = 0, tokensEmbedding = 0;
            quint64 avoidedNanos = 0; ///< what they would have cost, in billionths of a dollar
        };
        Layer response, semantic, embedding, context;
        quint64 questions = 0, errors = 0;
    };
    Totals totals() const;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace cacheledger
