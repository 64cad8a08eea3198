// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demo.h"

#include "app/demo/metricsserver.h"
#include "app/demo/ragcounters.h"
#include "app/demo/ragworkload.h"
#include "config/sourcepresets.h"
#include "redis/localredis.h"

#include <QtCore/QCoreApplication>

namespace cacheledger
{

/// The hash tells of errors and wrong hits, /metrics of everything else: a count that came from two sources would count
/// twice.
static bool isCountedInHash(const std::string& metric)
{
    return metric.starts_with("stage.") && (metric.ends_with(".errors") || metric.ends_with(".wrong_hits"));
}

class Demo::Impl
{
public:
    LocalRedis primary, replica;
    RagCounters counters;
    MetricsServer http{counters};
    std::unique_ptr<RagWorkload> workload; // last: stops before the servers end
};

Demo::Demo() : m_impl(std::make_unique<Impl>()) {}

Demo::~Demo() = default;

Result<void> Demo::start()
{
    // Small enough that evictions begin within the first minutes.
    if (auto started = m_impl->primary.start({QStringLiteral("--maxmemory"), QStringLiteral("32mb"),
                                              QStringLiteral("--maxmemory-policy"), QStringLiteral("allkeys-lru"),
                                              QStringLiteral("--repl-diskless-sync-delay"), QStringLiteral("0")});
        !started)
        return started;
    const QString port = QString::number(m_impl->primary.port());
    if (auto started = m_impl->replica.start({QStringLiteral("--replicaof"), QStringLiteral("127.0.0.1"), port});
        !started)
        return started;
    if (!m_impl->http.listen())
        return Error{ErrorCode::SocketFailed,
                     QCoreApplication::translate("Demo", "The demo's metrics server found no free port on 127.0.0.1."),
                     QCoreApplication::translate("Demo", "End other programs that use many ports and try again.")};
    m_impl->workload = std::make_unique<RagWorkload>(m_impl->primary.unixSocket().toStdString(), m_impl->counters);
    m_impl->workload->start();
    return {};
}

CacheConfig Demo::cache() const
{
    CacheConfig cache;
    cache.id = {QStringLiteral("demo-cache")};
    cache.name = QStringLiteral("rag-demo");
    cache.nodes = {{{QStringLiteral("demo-primary")}, m_impl->primary.endpoint()},
                   {{QStringLiteral("demo-replica")}, m_impl->replica.endpoint()}};
    cache.demo = true;
    return cache;
}

std::vector<SourceConfig> Demo::sources() const
{
    const auto source = [this](const char* name, SourceKind kind, const QString& place,
                               std::vector<FieldMapping> fields) {
        SourceConfig config;
        config.id = {QStringLiteral("demo-") + QLatin1String(name)};
        config.cache = cache().id;
        config.name = QLatin1String(name);
        config.kind = kind;
        if (isHttp(kind))
            config.url = QUrl(metricsUrl() + place);
        else
            config.key = place;
        config.intervalMs = 2000;
        config.fields = std::move(fields);
        return config;
    };
    std::vector<FieldMapping> counted;
    for (const FieldMapping& field : mappingPreset(QStringLiteral("rag"), SourceKind::OpenMetrics)->fields)
        if (!isCountedInHash(field.metric))
            counted.push_back(field);
    for (const char* layer : RagCounters::layerNames)
        counted.push_back({QStringLiteral("rag_cache_avoided_dollars_total{layer=\"%1\"}").arg(QLatin1String(layer)),
                           std::string("stage.") + layer + ".avoided_cost", 1});
    std::vector<FieldMapping> faults;
    for (const FieldMapping& field : mappingPreset(QStringLiteral("rag"), SourceKind::RedisHash)->fields)
        if (isCountedInHash(field.metric))
            faults.push_back(field);
    using enum SourceKind;
    return {source("metrics", OpenMetrics, QStringLiteral("/metrics"), std::move(counted)),
            source("faults", RedisHash, QStringLiteral("rag:cache_stats"), std::move(faults)),
            source("operations", RedisLists, QStringLiteral("query,embed,search,generate"), {}),
            source("levels", HttpJson, QStringLiteral("/cache/stats"),
                   {{QStringLiteral("/l1_hit_rate"), "stage.response.reported_hit_ratio", 1},
                    {QStringLiteral("/l2_hit_rate"), "stage.semantic.reported_hit_ratio", 1},
                    {QStringLiteral("/l1_size"), "stage.response.size", 1},
                    {QStringLiteral("/l1_max_size"), "stage.response.max_size", 1}}),
            source("serving", HttpJson, QStringLiteral("/serving/stats"),
                   mappingPreset(QStringLiteral("serving-stats"), HttpJson)->fields)};
}

StagePlan Demo::stages() const
{
    return {cache().id, stagePreset(QStringLiteral("rag"))};
}

QString Demo::metricsUrl() const
{
    return QStringLiteral("http://127.0.0.1:%1").arg(m_impl->http.port());
}

Demo::Totals Demo::totals() const
{
    return m_impl->counters.totals();
}

} // namespace cacheledger
