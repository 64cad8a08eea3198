// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/evidencefile.h"

#include "incidents/incidentfile.h"
#include "metrics/catalogue.h"
#include "metrics/format.h"
#include "metrics/metrictext.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>

#include <algorithm>
#include <cmath>
#include <limits>

namespace cacheledger
{

namespace
{

constexpr auto notableColumn = "notable";
constexpr auto timeColumn = "time";

QString evidenceText(const char* text)
{
    return QCoreApplication::translate("Evidence", text);
}

QByteArray csvField(const QString& text)
{
    QByteArray field = text.toUtf8();
    if (!field.contains('"') && !field.contains(',') && !field.contains('\n') && !field.contains('\r'))
        return field;
    return '"' + field.replace('"', "\"\"") + '"';
}

void addCsvRow(QByteArray& csv, const QStringList& fields)
{
    for (qsizetype i = 0; i < fields.size(); ++i)
        csv += (i > 0 ? "," : "") + csvField(fields[i]);
    csv += "\r\n";
}

/// Records of an RFC 4180 text; nothing when a quote does not close.
std::optional<std::vector<QStringList>> csvRecords(const QByteArray& csv)
{
    std::vector<QStringList> records;
    QStringList record;
    QByteArray field;
    bool quoted = false;
    const auto endField = [&] { record << QString::fromUtf8(field), field.clear(); };
    for (qsizetype i = 0; i < csv.size(); ++i) {
        const char c = csv[i];
        if (quoted && c == '"' && i + 1 < csv.size() && csv[i + 1] == '"')
            field += csv[++i];
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && c == ',')
            endField();
        else if (!quoted && c == '\n')
            endField(), records.push_back(std::exchange(record, {}));
        else if (quoted || c != '\r')
            field += c;
    }
    if (quoted)
        return std::nullopt;
    if (!field.isEmpty() || !record.isEmpty())
        endField(), records.push_back(record);
    return records;
}

Error badEvidence()
{
    return {ErrorCode::BadConfiguration, evidenceText("The evidence cannot be read: it is not as it was written."),
            evidenceText("Look at the file in the incident's folder.")};
}

bool isAlwaysMoving(std::string_view id)
{
    return id.starts_with("cmdstat.") || id.starts_with("latency.") || id.starts_with("probe.") ||
           id == "uptime_in_seconds" || id == "uptime_in_days" || id == "lru_clock" || id == "server_time_usec";
}

bool isNotable(const MetricInfo& info, double before, double now)
{
    static constexpr double largeChange = 0.2;
    switch (info.kind) {
    case MetricKind::Counter:
        return now < before || info.better == BetterWhen::Lower;
    case MetricKind::Gauge:
        return before == 0 ? now != 0 : std::abs(now - before) >= largeChange * std::abs(before);
    case MetricKind::Info:
    case MetricKind::Flag:
        break;
    }
    return info.unit != Unit::TimestampS;
}

QString changeText(const MetricInfo& info, double before, double now)
{
    const bool isNoQuantity = (before == 0 || now == 0) && !zeroText(info.id).isEmpty();
    if (info.unit == Unit::TimestampS || isNoQuantity)
        return {};
    const QString sign = now > before ? QStringLiteral("+") : QStringLiteral("\u2212");
    QString text = sign + format::value(std::abs(now - before), info.unit).joined();
    if (info.kind == MetricKind::Gauge && before != 0 && info.unit != Unit::Ratio && info.unit != Unit::Percent)
        text +=
            QStringLiteral(" (%1%2)").arg(sign, format::value(std::abs((now - before) / before), Unit::Ratio).joined());
    return text;
}

} // namespace

QByteArray evidencefile::toCsv(const EvidenceTable& table)
{
    QByteArray csv;
    addCsvRow(csv, QStringList(table.columns) << QString::fromLatin1(notableColumn));
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const bool notable = i < table.notable.size() && table.notable[i];
        addCsvRow(csv, QStringList(table.rows[i]) << (notable ? QStringLiteral("yes") : QString()));
    }
    return csv;
}

Result<EvidenceTable> evidencefile::tableIn(const QByteArray& csv)
{
    const auto records = csvRecords(csv);
    if (!records || records->empty() || records->front().isEmpty() ||
        records->front().back() != QLatin1String(notableColumn))
        return badEvidence();
    EvidenceTable table;
    for (const QStringList& record : *records) {
        if (record.size() != records->front().size())
            return badEvidence();
        if (&record == &records->front()) {
            table.columns = record.mid(0, record.size() - 1);
            continue;
        }
        table.rows.push_back(record.mid(0, record.size() - 1));
        table.notable.push_back(record.back() == QLatin1String("yes"));
    }
    return table;
}

QByteArray evidencefile::toCsv(const EvidenceCharts& charts)
{
    QByteArray csv;
    QStringList fields{QString::fromLatin1(timeColumn)};
    for (const EvidenceCharts::Series& series : charts.series)
        fields << QString::fromStdString(series.metric);
    addCsvRow(csv, fields);
    for (std::size_t i = 0; i < charts.times.size(); ++i) {
        if (i > 0 && charts.breakBefore[i]) {
            fields.fill({});
            fields[0] = format::isoUtc(charts.times[i - 1] + 1);
            addCsvRow(csv, fields);
        }
        fields = {format::isoUtc(charts.times[i])};
        for (const EvidenceCharts::Series& series : charts.series)
            fields << (std::isfinite(series.values[i]) ? format::raw(series.values[i]) : QString());
        addCsvRow(csv, fields);
    }
    return csv;
}

Result<EvidenceCharts> evidencefile::chartsIn(const QByteArray& csv)
{
    const auto records = csvRecords(csv);
    if (!records || records->empty() || records->front().front() != QLatin1String(timeColumn))
        return badEvidence();
    EvidenceCharts charts;
    for (const QString& metric : records->front().mid(1))
        charts.series.push_back({metric.toStdString(), {}});
    bool afterGap = false;
    for (auto record = std::next(records->begin()); record != records->end(); ++record) {
        const QDateTime time = QDateTime::fromString(record->front(), Qt::ISODateWithMs);
        if (record->size() != records->front().size() || !time.isValid())
            return badEvidence();
        const QStringList values = record->mid(1);
        if (std::ranges::all_of(values, [](const QString& value) { return value.isEmpty(); }) && !values.isEmpty()) {
            afterGap = true;
            continue;
        }
        charts.times.push_back(time.toMSecsSinceEpoch());
        charts.breakBefore.push_back(std::exchange(afterGap, false));
        for (std::size_t i = 0; i < charts.series.size(); ++i) {
            bool isNumber = false;
            const double value = values[static_cast<qsizetype>(i)].toDouble(&isNumber);
            charts.series[i].values.push_back(isNumber ? value : std::numeric_limits<double>::quiet_NaN());
        }
    }
    return charts;
}

QString evidencefile::fileName(int number, EvidenceKind kind)
{
    return QStringLiteral("%1-%2.%3")
        .arg(number)
        .arg(incidentfile::evidenceWord(kind),
             kind == EvidenceKind::Info ? QStringLiteral("txt") : QStringLiteral("csv"));
}

EvidenceTable infoDifferences(const std::map<std::string, double>& before, const std::map<std::string, double>& now)
{
    EvidenceTable table;
    table.columns = {evidenceText("Field"), evidenceText("30 min before"), evidenceText("Now"), evidenceText("Change")};
    for (const auto& [id, value] : now) {
        const auto earlier = before.find(id);
        if (isAlwaysMoving(id) || earlier == before.end() || earlier->second == value)
            continue;
        const MetricInfo info = catalogue::lookup(id);
        const double then = earlier->second;
        table.rows.push_back(
            {QString::fromStdString(id), metricText(id, then), metricText(id, value), changeText(info, then, value)});
        table.notable.push_back(isNotable(info, then, value));
    }
    return table;
}

QString evidenceName(EvidenceKind kind)
{
    switch (kind) {
    case EvidenceKind::Info:
        return evidenceText("INFO");
    case EvidenceKind::Differences:
        return evidenceText("What changed in INFO");
    case EvidenceKind::SlowLog:
        return evidenceText("Slow commands");
    case EvidenceKind::Clients:
        return evidenceText("Clients");
    case EvidenceKind::Latency:
        return evidenceText("Latency events");
    case EvidenceKind::Charts:
        return evidenceText("Charts");
    case EvidenceKind::Prefixes:
        return evidenceText("Largest prefixes");
    }
    return {};
}

} // namespace cacheledger
