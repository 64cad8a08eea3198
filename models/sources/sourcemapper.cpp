// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/sourcemapper.h"

#include "metrics/catalogue.h"

#include <QtCore/QCoreApplication>

#include <array>
#include <cmath>
#include <limits>

namespace cacheledger
{

namespace
{
using MetricValues = std::map<std::string, double, std::less<>>;

constexpr std::array<std::string_view, 8> distributionLeaves{"count",  "min", "max", "mean",
                                                             "median", "p95", "p99", "stddev"};

QString mapperText(const char* text)
{
    return QCoreApplication::translate("Source", text);
}

void put(MetricValues& values, const std::string& metric, std::optional<double> value)
{
    if (value && std::isfinite(*value))
        values[metric] = *value;
}

/// stage.S or op.O, which takes a whole distribution.
bool isBare(const std::string& metric)
{
    return !catalogue::find(metric);
}

void putDistribution(MetricValues& values, const FieldMapping& field, const SourceDistribution& distribution)
{
    for (const std::string_view leaf : distributionLeaves) {
        auto value = distribution.leaf(leaf);
        if (value && leaf != "count")
            *value *= field.factor;
        put(values, field.metric + ".latency." + std::string(leaf), value);
    }
    if (!field.metric.starts_with("stage."))
        return;
    put(values, field.metric + ".latency_count", distribution.countTotal);
    if (distribution.sumTotal)
        put(values, field.metric + ".latency_sum_ms", *distribution.sumTotal * field.factor);
}

/// One part of a distribution by its metric's last word: stage.S.latency.p95 or stage.S.latency_sum_ms.
void putLeaf(MetricValues& values, const FieldMapping& field, const SourceDistribution& distribution)
{
    const std::string leaf = field.metric.substr(field.metric.rfind('.') + 1);
    auto value = distribution.leaf(leaf);
    if (value && leaf != "count" && leaf != "latency_count")
        *value *= field.factor;
    put(values, field.metric, value);
}

/// False when there is nothing of that name.
bool mapField(MetricValues& values, const FieldMapping& field, const SourceReading& reading, QStringList& problems)
{
    if (const auto distribution = reading.distributions.find(field.from); distribution != reading.distributions.end()) {
        if (isBare(field.metric))
            putDistribution(values, field, distribution->second);
        else
            putLeaf(values, field, distribution->second);
        return true;
    }
    const auto number = reading.numbers.find(field.from);
    if (number == reading.numbers.end())
        return false;
    if (isBare(field.metric))
        problems << mapperText("%1 is one number, but %2 takes a list, histogram or summary.")
                        .arg(field.from, QString::fromStdString(field.metric));
    else
        put(values, field.metric, number->second * field.factor);
    return true;
}

std::optional<double> valueOf(const MetricValues& values, const std::string& metric)
{
    const auto found = values.find(metric);
    return found == values.end() ? std::nullopt : std::optional(found->second);
}

void completeStage(MetricValues& values, const std::string& stage, QStringList& problems)
{
    const auto requests = valueOf(values, stage + ".requests");
    const auto hits = valueOf(values, stage + ".hits");
    const auto misses = valueOf(values, stage + ".misses");
    if (!hits)
        return;
    if (!requests && misses)
        values[stage + ".requests"] = *hits + *misses;
    else if (requests && !misses && *requests >= *hits)
        values[stage + ".misses"] = *requests - *hits;
    else if (requests && !misses)
        problems << mapperText("%1 has more hits than requests.").arg(QString::fromStdString(stage));
}

void completeStages(MetricValues& values, QStringList& problems)
{
    std::vector<std::string> stages;
    for (const auto& [metric, value] : values)
        if (metric.starts_with("stage.") && metric.ends_with(".hits"))
            stages.push_back(metric.substr(0, metric.size() - 5));
    for (const std::string& stage : stages)
        completeStage(values, stage, problems);
}

bool holdsAll(const SeriesLayout& layout, const MetricValues& values)
{
    for (const auto& [metric, value] : values)
        if (!layout.indexOf(metric))
            return false;
    return true;
}
} // namespace

std::vector<FieldMapping> effectiveFields(const SourceConfig& source)
{
    std::vector<FieldMapping> fields = source.fields;
    if (source.kind != SourceKind::RedisLists)
        return fields;
    const auto isMapped = [&source](const std::string& metric) {
        for (const FieldMapping& field : source.fields)
            if (field.metric == metric)
                return true;
        return false;
    };
    const auto addUnlessMapped = [&](const QString& from, const std::string& metric) {
        if (!isMapped(metric))
            fields.push_back({from, metric, 1});
    };
    for (const QString& operation : source.operations()) {
        const std::string op = "op." + operation.toStdString();
        addUnlessMapped(QStringLiteral("latencies:") + operation, op);
        addUnlessMapped(QStringLiteral("success_count:") + operation, op + ".success");
        addUnlessMapped(QStringLiteral("error_count:") + operation, op + ".errors");
    }
    addUnlessMapped(QStringLiteral("cache_latencies"), "op.cache");
    return fields;
}

SourceMapper::SourceMapper(const SourceConfig& source) : m_fields(effectiveFields(source)) {}

QString SourceMapper::metricText(const std::string& metric)
{
    return QString::fromStdString(metric) + (isBare(metric) ? QStringLiteral(".latency.*") : QString());
}

Snapshot SourceMapper::map(const SourceReading& reading, QStringList& problems)
{
    MetricValues values;
    QStringList missing;
    for (const FieldMapping& field : m_fields)
        if (!mapField(values, field, reading, problems) && !field.from.startsWith(QLatin1String("cache_latencies")))
            missing << field.from;
    if (!missing.isEmpty())
        problems << mapperText("Mapped fields that the answer lacks or that are no numbers: %1, the first is %2.")
                        .arg(missing.size())
                        .arg(missing.front());
    completeStages(values, problems);
    if (!m_layout || !holdsAll(*m_layout, values)) {
        std::vector<std::string> names = m_layout ? m_layout->names() : std::vector<std::string>();
        for (const auto& [metric, value] : values)
            if (!m_layout || !m_layout->indexOf(metric))
                names.push_back(metric);
        m_layout = std::make_shared<const SeriesLayout>(std::move(names));
    }
    Snapshot snapshot;
    snapshot.layout = m_layout;
    for (const std::string& name : m_layout->names())
        snapshot.values.push_back(valueOf(values, name).value_or(std::numeric_limits<double>::quiet_NaN()));
    // Another process of the application: all its counters began at 0, also those that are higher again.
    if (reading.processStarted != m_processStarted || !m_texts) {
        m_processStarted = reading.processStarted;
        m_texts = std::make_shared<const TextFields>(
            m_processStarted.empty() ? TextFields() : TextFields{{"run_id", m_processStarted}});
    }
    snapshot.texts = m_texts;
    return snapshot;
}

} // namespace cacheledger
