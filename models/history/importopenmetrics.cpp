// SPDX-License-Identifier: GPL-3.0-or-later
// Reads rows from OpenMetrics text (and Prometheus' older text format), a sample a line.
#include "history/importformat.h"

#include "metrics/catalogue.h"
#include "metrics/expositionline.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QIODevice>

#include <cmath>

namespace cacheledger
{

namespace
{

constexpr qint64 longestExpositionLine = 1 << 20;

QString expositionText(const char* text)
{
    return QCoreApplication::translate("History", text);
}

/// The metric's id: the label that our exports carry, what the user said, or a name that is an id. Nothing: not ours.
std::optional<std::string> metricOf(const ExpositionSample& sample, const ImportNames& names)
{
    const std::string family =
        sample.name.ends_with("_total") ? sample.name.substr(0, sample.name.size() - 6) : sample.name;
    for (const std::string& name : {sample.name, family}) {
        if (!names.isMapped(name))
            continue;
        const ImportColumn column = names.column(name);
        return column.role == ImportColumn::Role::Metric ? std::optional(column.metric) : std::nullopt;
    }
    if (const auto label = sample.labels.find("metric"); label != sample.labels.end())
        return label->second;
    for (const std::string& name : {sample.name, family})
        if (catalogue::find(name))
            return name;
    return std::nullopt;
}

void takeSample(const ExpositionSample& sample, qint64 line, const ImportNames& names, ImportSink& sink,
                Result<void>& result)
{
    const auto metric = metricOf(sample, names);
    const auto column = metric ? sink.column(*metric) : std::nullopt;
    if (!column)
        return sink.skipped(line, expositionText(QT_TRANSLATE_NOOP("History", "%1 is no metric known here"))
                                      .arg(QString::fromStdString(sample.name.substr(0, 100))));
    const auto time = importTime(sample.time);
    if (!time)
        return sink.skipped(line, expositionText(QT_TRANSLATE_NOOP("History", "it has no time")));
    const auto value = importNumber(sample.value);
    if (!value)
        return sink.badField(line, sample.name, sample.value);
    if (std::isnan(*value))
        return;
    ImportRow row{line, *time, {}, {{*column, *value}}};
    for (const char* label : {"node", "instance"})
        if (const auto at = sample.labels.find(label); at != sample.labels.end() && row.node.empty())
            row.node = at->second;
    result = sink.row(row);
}

} // namespace

Result<void> readOpenMetricsRows(QIODevice& in, const ImportNames& names, ImportSink& sink)
{
    for (qint64 line = 1; !in.atEnd(); ++line) {
        const QByteArray bytes = in.readLine(longestExpositionLine);
        if (bytes.isEmpty())
            break;
        if (bytes.size() >= longestExpositionLine - 1)
            return importError(line, expositionText(QT_TRANSLATE_NOOP("History", "the line is too long.")));
        const QByteArray text = bytes.trimmed();
        if (text == "# EOF")
            return {};
        if (text.isEmpty() || text.startsWith('#'))
            continue;
        const auto sample =
            readExpositionLine(std::string_view(text.constData(), static_cast<std::size_t>(text.size())));
        if (!sample) {
            sink.skipped(line, expositionText(QT_TRANSLATE_NOOP("History", "it is no sample")));
            continue;
        }
        Result<void> taken;
        takeSample(*sample, line, names, sink, taken);
        if (!taken)
            return taken;
    }
    return {};
}

} // namespace cacheledger
