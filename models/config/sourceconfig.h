// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/endpoint.h"
#include "metrics/ids.h"

#include <QtCore/QStringList>
#include <QtCore/QUrl>

#include <string>
#include <vector>

namespace cacheledger
{

/// Where application metrics come from (docs/formats.md, sources.json).
enum class SourceKind {
    RedisLists,  ///< `latencies:OP` lists, `success_count:OP` and `error_count:OP` counters, `cache_latencies`
    RedisHash,   ///< one hash, its fields are counters and gauges
    HttpJson,    ///< a JSON document, its numbers found by JSON pointers
    OpenMetrics, ///< OpenMetrics or Prometheus text
};
enum class HttpAuth { None, Bearer, Basic, Header };

/// "redis-lists", "redis-hash", "http-json", "openmetrics": in files and on the command line.
QString sourceKindName(SourceKind kind);
std::optional<SourceKind> sourceKindNamed(const QString& name);
QStringList sourceKindNames();
/// "none", "bearer", "basic", "header".
QString httpAuthName(HttpAuth auth);
std::optional<HttpAuth> httpAuthNamed(const QString& name);
constexpr bool isHttp(SourceKind kind)
{
    return kind == SourceKind::HttpJson || kind == SourceKind::OpenMetrics;
}

/// "This field of the answer is that metric."
struct FieldMapping {
    QString from; ///< hash field, JSON pointer, OpenMetrics sample with labels (`rag_hits_total{layer="response"}`,
                  ///< a histogram or summary by its name), or the name of a list or counter
    std::string metric; ///< metric id (stage.response.hits); of a histogram or list: the id before `.latency`
                        ///< (stage.response, op.embed)
    double factor = 1;  ///< value = field x factor (seconds to ms: 1000; per cent to ratio: 0.01)
    friend bool operator==(const FieldMapping&, const FieldMapping&) = default;
};

/// One source of a cache's application metrics. Its samples stand in history under `id`, like those of a node.
struct SourceConfig {
    static constexpr int minIntervalMs = 1000;
    static constexpr int maxIntervalMs = 3600 * 1000;
    static constexpr std::size_t mostFields = 1000;
    static constexpr qsizetype mostOperations = 64;

    NodeId id;
    CacheId cache;
    QString name; ///< unique within the cache, without "/": CACHE/NAME names the source elsewhere
    SourceKind kind = SourceKind::OpenMetrics;
    QUrl url;          ///< of the HTTP kinds; never with a user or password
    Endpoint endpoint; ///< of the Redis kinds; empty host and path: the cache's first node, with its password
    QString key;       ///< RedisHash: the key; RedisLists: operations, comma separated
    int intervalMs = 15000;
    HttpAuth auth = HttpAuth::None;
    QString authName;      ///< Basic: the user; Header: the header's name. The secret stands in the vault only
    QString caFile;        ///< HTTPS with a private CA: PEM file; empty: the system's trust
    bool viaCache = false; ///< by the way that the cache's first node is reached by, whatever `endpoint` says
    std::vector<FieldMapping> fields;
    bool paused = false;

    friend bool operator==(const SourceConfig&, const SourceConfig&) = default;

    /// The operations that `key` of RedisLists names.
    QStringList operations() const;
    bool usesNodeOfCache() const { return !isHttp(kind) && endpoint.host.isEmpty() && endpoint.path.isEmpty(); }
    /// What it is asked: "http://host:9000/metrics", "redis://host:6379 app:stats"; never a secret.
    QString address() const;
};

/// Says what is wrong with a source, or nothing: InvalidArgument.
Result<void> validate(const SourceConfig& source);
/// Whether `id` can be the metric of a mapping: stage., op., app., serving. or item. and what the catalogue knows
/// there, computed ones excepted; also the bare stage.S and op.O, which take a histogram or list.
bool isApplicationMetric(const std::string& id);

/// Where the vault keeps a source's secret: bearer token, password or header value.
CacheId sourceSecretKey(const NodeId& source);

} // namespace cacheledger

Q_DECLARE_METATYPE(cacheledger::SourceConfig)
