// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/sourcepresets.h"

#include <QtCore/QCoreApplication>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{
QString presetText(const char* text)
{
    return QCoreApplication::translate("SourcePreset", text);
}

QStringList stageIdsOf(const QString& preset)
{
    QStringList ids;
    for (const StageConfig& stage : stagePreset(preset))
        ids << stage.id;
    return ids;
}

std::string stageMetric(const QString& stage, const char* leaf)
{
    return "stage." + stage.toStdString() + '.' + leaf;
}

/// `prefix`STAGE_hits and so on for each stage: fields of a hash, or members of a JSON object.
std::vector<FieldMapping> stageCounters(const QString& preset, const QString& prefix,
                                        std::span<const char* const> leaves)
{
    std::vector<FieldMapping> fields;
    for (const QString& stage : stageIdsOf(preset))
        for (const char* leaf : leaves)
            fields.push_back({prefix + stage + u'_' + QLatin1String(leaf), stageMetric(stage, leaf), 1});
    fields.push_back({prefix + u"total_requests"_s, "app.requests", 1});
    return fields;
}

constexpr const char* plainLeaves[] = {"hits", "misses"};
constexpr const char* ragLeaves[] = {"hits",         "misses",        "errors",          "wrong_hits",
                                     "tokens_input", "tokens_output", "tokens_embedding"};

/// A RAG application's /metrics, as the demo's.
std::vector<FieldMapping> ragSamples()
{
    std::vector<FieldMapping> fields;
    for (const QString& stage : stageIdsOf(u"rag"_s)) {
        const QString layer = u"{layer=\"%1\"}"_s.arg(stage);
        for (const char* leaf : {"requests", "hits", "misses", "errors", "wrong_hits"})
            fields.push_back({u"rag_cache_%1_total"_s.arg(QLatin1String(leaf)) + layer, stageMetric(stage, leaf), 1});
        for (const char* kind : {"input", "output", "embedding"})
            fields.push_back(
                {u"rag_cache_avoided_tokens_total{kind=\"%1\",layer=\"%2\"}"_s.arg(QLatin1String(kind), stage),
                 stageMetric(stage, "tokens_") + kind, 1});
        fields.push_back({u"rag_cache_lookup_duration_seconds"_s + layer, "stage." + stage.toStdString(), 1000});
    }
    fields.push_back({u"rag_request_duration_seconds"_s, "op.question", 1000});
    fields.push_back({u"rag_request_duration_seconds_count"_s, "app.requests", 1});
    fields.push_back({u"rag_errors_total"_s, "app.errors", 1});
    return fields;
}

std::vector<FieldMapping> cacheStats()
{
    return {{u"/l1_hit_rate"_s, "stage.l1.reported_hit_ratio", 1},
            {u"/l2_hit_rate"_s, "stage.l2.reported_hit_ratio", 1},
            {u"/l1_size"_s, "stage.l1.size", 1},
            {u"/l1_max_size"_s, "stage.l1.max_size", 1},
            {u"/total_requests"_s, "app.requests", 1}};
}

std::vector<FieldMapping> servingStats()
{
    return {{u"/total_requests"_s, "serving.total_requests", 1},
            {u"/batch_requests"_s, "serving.batch_requests", 1},
            {u"/avg_latency_ms"_s, "serving.avg_latency_ms", 1},
            {u"/active_models"_s, "serving.active_models", 1},
            {u"/pool_sizes/embedding"_s, "serving.pool_size.embedding", 1},
            {u"/pool_sizes/generation"_s, "serving.pool_size.generation", 1}};
}

/// LiteLLM's proxy: its cache answers the request. Source: LiteLLM's documentation, "Prometheus metrics".
std::vector<FieldMapping> liteLlm()
{
    return {{u"litellm_cache_hits_metric_total"_s, "stage.response.hits", 1},
            {u"litellm_cache_misses_metric_total"_s, "stage.response.misses", 1},
            {u"litellm_proxy_total_requests_metric_total"_s, "app.requests", 1},
            {u"litellm_proxy_failed_requests_metric_total"_s, "app.errors", 1},
            {u"litellm_request_total_latency_metric"_s, "op.request", 1000},
            {u"litellm_llm_api_latency_metric"_s, "op.llm", 1000}};
}

/// GPTCache's report (hint_cache_count is its own spelling), as services give it out.
std::vector<FieldMapping> gptCache(const QString& prefix, const QString& separator)
{
    const auto field = [&](const QString& name) { return prefix + name + separator + u"count"_s; };
    return {{prefix + u"hint_cache_count"_s, "stage.semantic.hits", 1},
            {field(u"op_pre"_s), "stage.semantic.requests", 1},
            {field(u"op_embedding"_s), "op.embedding.success", 1},
            {field(u"op_search"_s), "op.search.success", 1},
            {field(u"op_llm"_s), "op.llm.success", 1}};
}

std::vector<MappingPreset> allPresets()
{
    using enum SourceKind;
    const QString rag = presetText(QT_TRANSLATE_NOOP("SourcePreset", "RAG funnel"));
    const QString levels = presetText(QT_TRANSLATE_NOOP("SourcePreset", "L1, L2, L3"));
    const QString web = presetText(QT_TRANSLATE_NOOP("SourcePreset", "Five-layer web cache"));
    const QString operations = u"query,embed,search,generate"_s;
    return {
        {u"rag"_s, rag, OpenMetrics, u"/metrics"_s, u"rag"_s, ragSamples()},
        {u"rag"_s, rag, RedisHash, u"rag:cache_stats"_s, u"rag"_s, stageCounters(u"rag"_s, {}, ragLeaves)},
        {u"rag"_s, rag, RedisLists, operations, u"rag"_s, {}},
        {u"levels"_s, levels, RedisHash, u"cache:stats"_s, u"levels"_s, stageCounters(u"levels"_s, {}, plainLeaves)},
        {u"levels"_s, levels, HttpJson, {}, u"levels"_s, stageCounters(u"levels"_s, u"/"_s, plainLeaves)},
        {u"web"_s, web, RedisHash, u"cache:stats"_s, u"web"_s, stageCounters(u"web"_s, {}, plainLeaves)},
        {u"web"_s, web, HttpJson, {}, u"web"_s, stageCounters(u"web"_s, u"/"_s, plainLeaves)},
        {u"cache-stats"_s, presetText(QT_TRANSLATE_NOOP("SourcePreset", "/cache/stats: hit rates of L1 and L2")),
         HttpJson, u"/cache/stats"_s, u"levels"_s, cacheStats()},
        {u"serving-stats"_s,
         presetText(QT_TRANSLATE_NOOP("SourcePreset", "/serving/stats: model servers")),
         HttpJson,
         u"/serving/stats"_s,
         {},
         servingStats()},
        {u"litellm"_s, u"LiteLLM"_s, OpenMetrics, u"/metrics"_s, {}, liteLlm()},
        {u"gptcache"_s, u"GPTCache"_s, HttpJson, {}, {}, gptCache(u"/"_s, u"/"_s)},
        {u"gptcache"_s, u"GPTCache"_s, RedisHash, u"gptcache:report"_s, {}, gptCache({}, u"_"_s)}};
}
} // namespace

const std::vector<MappingPreset>& mappingPresets()
{
    static const std::vector<MappingPreset> presets = allPresets();
    return presets;
}

const MappingPreset* mappingPreset(const QString& id, SourceKind kind)
{
    for (const MappingPreset& preset : mappingPresets())
        if (preset.id == id && preset.kind == kind)
            return &preset;
    return nullptr;
}

QStringList mappingPresetNames()
{
    QStringList names;
    for (const MappingPreset& preset : mappingPresets())
        if (!names.contains(preset.id))
            names << preset.id;
    return names;
}

} // namespace cacheledger
