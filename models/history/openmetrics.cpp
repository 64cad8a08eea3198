// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/openmetrics.h"

#include "metrics/catalogue.h"

#include <algorithm>
#include <cmath>

namespace cacheledger
{

namespace
{

/// As OpenMetrics writes base units; empty where a value has none.
QByteArray unitWord(Unit unit)
{
    switch (unit) {
    case Unit::Bytes:
        return "bytes";
    case Unit::Ratio:
        return "ratio";
    case Unit::Percent:
        return "percent";
    case Unit::Seconds:
    case Unit::TimestampS:
        return "seconds";
    case Unit::Milliseconds:
        return "milliseconds";
    case Unit::Microseconds:
        return "microseconds";
    case Unit::BytesPerSecond:
        return "bytes_per_second";
    case Unit::KibPerSecond:
        return "kibibytes_per_second";
    case Unit::CpuCores:
        return "cores";
    case Unit::None:
    case Unit::Count:
    case Unit::PerSecond:
        break;
    }
    return {};
}

QByteArray escaped(const QString& text)
{
    QByteArray bytes = text.toUtf8();
    return bytes.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
}

const char* typeWord(const MetricInfo* info, OpenMetricsWriter::Part part)
{
    if (!info)
        return "unknown";
    return info->kind == MetricKind::Counter && part == OpenMetricsWriter::Part::Value ? "counter" : "gauge";
}

QByteArray expositionNumber(double value)
{
    return std::isinf(value) ? QByteArray(value > 0 ? "+Inf" : "-Inf") : exactNumber(value);
}

QByteArray secondsText(TimeMs timeMs)
{
    QByteArray digits = QByteArray::number(std::abs(timeMs)).rightJustified(4, '0');
    digits.insert(digits.size() - 3, '.');
    return timeMs < 0 ? '-' + digits : digits;
}

} // namespace

QByteArray openMetricsName(const std::string& metric, OpenMetricsWriter::Part part)
{
    const auto isPlain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    QByteArray name = QByteArray::fromStdString(metric);
    for (char& c : name)
        c = isPlain(c) ? c : '_';
    name.prepend("cacheledger_");
    // The unit stands last.
    const QByteArray unit = unitWord(catalogue::lookup(metric).unit);
    const bool named = unit.isEmpty() || name.endsWith('_' + unit);
    if (named && !unit.isEmpty())
        name.chop(unit.size() + 1);
    if (name.endsWith("_total"))
        name.chop(6);
    if (part != OpenMetricsWriter::Part::Value)
        name += part == OpenMetricsWriter::Part::Min ? "_min" : "_max";
    return unit.isEmpty() ? name : name + '_' + unit;
}

void OpenMetricsWriter::beginFamily(const std::string& metric, Part part)
{
    const MetricInfo* info = catalogue::find(metric);
    const QByteArray unit = info ? unitWord(info->unit) : QByteArray();
    const QByteArray plain = openMetricsName(metric, part);
    QByteArray name = plain;
    // "a.b" and "a_b" are one name: the later one gets a number before its unit.
    for (int number = 2; std::find(m_families.begin(), m_families.end(), name) != m_families.end(); ++number) {
        name = plain;
        name.insert(unit.isEmpty() ? name.size() : name.size() - unit.size() - 1, '_' + QByteArray::number(number));
    }
    m_families.push_back(name);
    const QByteArray type = typeWord(info, part);
    m_sample = type == "counter" ? name + "_total" : name;
    const char* suffix = part == Part::Min ? ".min" : part == Part::Max ? ".max" : "";
    m_metric = escaped(QString::fromStdString(metric) + QLatin1String(suffix));
    QByteArray& text = m_device.text();
    text += "# TYPE " + name + ' ' + type + '\n';
    if (!unit.isEmpty())
        text += "# UNIT " + name + ' ' + unit + '\n';
    const QString help = catalogue::metricDescription(metric);
    if (!help.isEmpty())
        text += "# HELP " + name + ' ' + escaped(help) + '\n';
}

bool OpenMetricsWriter::sample(const QString& cache, const QString& node, TimeMs timeMs, double value)
{
    if (std::isnan(value))
        return !m_device.hasFailed();
    m_device.text() += m_sample + "{cache=\"" + escaped(cache) + "\",node=\"" + escaped(node) + "\",metric=\"" +
                       m_metric + "\"} " + expositionNumber(value) + ' ' + secondsText(timeMs) + '\n';
    return m_device.writeChunk();
}

Result<void> OpenMetricsWriter::end()
{
    m_device.text() += "# EOF\n";
    return m_device.end();
}

} // namespace cacheledger
