// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakesources.h"

#include "uifixture.h"

#include <QtCore/QCoreApplication>

namespace cacheledger::testing
{

using namespace Qt::StringLiterals;

SourceOutcome FakeSourceTester::usualOutcome()
{
    SourceOutcome outcome;
    outcome.usable = true;
    outcome.headline = QCoreApplication::translate("Fixture", "4 fields in 12 ms");
    outcome.fields = {{u"rag_requests_total"_s, 10000, false, {}},
                      {u"rag_hits_total{layer=\"response\"}"_s, 3000, false, {}},
                      {u"rag_lookup_seconds"_s, {}, true, {}},
                      {u"process_open_fds"_s, 17, false, {}}};
    return outcome;
}

namespace
{
struct StageFacts {
    const char* id;
    double requests, hits, errors, p50, p95;
};
} // namespace

static constexpr StageFacts ragFacts[] = {{"response", 10000, 3000, 2, 1, 3},
                                          {"semantic", 7000, 1400, 7, 48, 92},
                                          {"embedding", 7000, 2600, 0, 180, 260},
                                          {"context", 5600, 900, 1, 96, 170}};

static void addNames(std::vector<std::string>& names, const StageFacts& facts)
{
    const std::string stage = std::string("stage.") + facts.id;
    for (const char* leaf : {".requests", ".hits", ".misses", ".errors", ".latency.median", ".latency.p95"})
        names.push_back(stage + leaf);
}

static void setStage(FakeHistory& history, const NodeId& node, const StageFacts& facts)
{
    const std::string stage = std::string("stage.") + facts.id;
    history.setValue(node, "increase." + stage + ".requests", facts.requests);
    history.setValue(node, "increase." + stage + ".hits", facts.hits);
    history.setValue(node, "increase." + stage + ".misses", facts.requests - facts.hits);
    history.setValue(node, "increase." + stage + ".errors", facts.errors);
    history.setValue(node, stage + ".latency.median", facts.p50);
    history.setValue(node, stage + ".latency.p95", facts.p95);
    history.setValue(node, stage + ".hit_ratio", facts.hits / facts.requests);
    history.setValue(node, stage + ".requests_per_second", facts.requests / 3600);
    history.setValue(node, stage + ".error_rate", facts.errors / facts.requests);
}

static void setMore(FakeHistory& history, const NodeId& node)
{
    history.setValue(node, "increase.app.requests", 10000);
    history.setValue(node, "increase.stage.response@gold.requests", 2000);
    history.setValue(node, "increase.stage.response@gold.hits", 900);
    history.setValue(node, "increase.stage.response@gold.misses", 1100);
    history.setValue(node, "op.generate.latency.count", 1000);
    history.setValue(node, "op.generate.latency.p95", 1840);
    history.setValue(node, "increase.serving.total_requests", 5600);
    history.setValue(node, "serving.avg_latency_ms", 812);
    history.setValue(node, "increase.item.faq:returns.requests", 812);
}

SourceConfig fillLayers(UiFixture& fixture, const CacheConfig& cache)
{
    SourceConfig source;
    source.id = newNodeId();
    source.cache = cache.id;
    source.name = u"checkout"_s;
    source.url = QUrl(u"http://app.example.org:9000/metrics"_s);
    std::vector<std::string> names{"app.requests",
                                   "stage.response@gold.requests",
                                   "stage.response@gold.hits",
                                   "stage.response@gold.misses",
                                   "op.generate.latency.count",
                                   "op.generate.latency.p95",
                                   "serving.total_requests",
                                   "serving.avg_latency_ms",
                                   "item.faq:returns.requests"};
    for (const StageFacts& facts : ragFacts) {
        addNames(names, facts);
        setStage(fixture.history, source.id, facts);
    }
    setMore(fixture.history, source.id);
    source.fields = {{u"rag_requests_total"_s, "app.requests", 1}};
    auto sample = std::make_shared<Snapshot>();
    sample->node = source.id;
    sample->timeMs = fixture.clock->nowMs() - 3000;
    sample->intervalMs = source.intervalMs;
    sample->values.assign(names.size(), 1);
    sample->layout = std::make_shared<SeriesLayout>(std::move(names));
    NodeStatus status;
    status.cache = cache.id;
    status.node = source.id;
    status.state = NodeState::Up;
    status.lastSampleMs = sample->timeMs;
    status.latest = sample;
    fixture.statuses.set(status);
    const auto planned = fixture.sources.setPlan({cache.id, stagePreset(u"rag"_s)});
    const auto added = fixture.sources.add(source);
    if (!planned || !added)
        qFatal("%s", qPrintable((planned ? added : planned).error().text()));
    return source;
}

} // namespace cacheledger::testing
