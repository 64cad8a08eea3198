// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace cacheledger
{

/// A raw metric as Prometheus has it from redis_exporter.
struct ExporterSeries {
    QString selector;        ///< "redis_db_keys{db=\"db0\"}"
    double factor = 1;       ///< our value is the exporter's times this: it sends seconds where INFO has microseconds
    bool isExporters = true; ///< false: it has no such series; the name is ours, "cacheledger_" and the id
};

using SeriesLabels = std::map<QString, QString>;

/// The names of redis_exporter (checked with 1.45, Debian 12's) for the fields of INFO.
namespace exporter
{
/// Of a raw metric or "up".
ExporterSeries seriesOf(std::string_view metric);
/// The other way round, also for names of ours ("cacheledger_probe_p95") and plain ids ("keyspace_hits"). `ordinal`
/// numbers the replicas, which the exporter tells apart by address. Nothing for a name that is no metric.
std::optional<std::string> metricOf(const QString& name, const SeriesLabels& labels, int ordinal = 0);
} // namespace exporter

} // namespace cacheledger
