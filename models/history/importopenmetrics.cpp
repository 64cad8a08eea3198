// SPDX-License-Identifier: GPL-3.0-or-later
// Reads rows from OpenMetrics text (and Prometheus' older text format), a sample a line.
#include "history/importformat.h"

#include "metrics/catalogue.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QIODevice>

#include <cmath>
#include <map>

namespace cacheledger
{

namespace
{

constexpr qint64 longestExpositionLine = 1 << 20;

QString expositionText(const char* text)
{
    return QCoreApplication::translate("History", text);
}

/// One line `name{label="value",...} value timestamp`, taken apart.
struct ExpositionSample {
    std::string name;
    std::map<std::string, std::string, std::less<>> labels;
    std::string_view value;
    std::string_view time;
};

std::string_view word(std::string_view& rest)
{
    const std::size_t start = std::min(rest.find_first_not_of(" \t"), rest.size());
    const std::size_t end = std::min(rest.find_first_of(" \t", start), rest.size());
    const std::string_view found = rest.substr(start, end - start);
    rest.remove_prefix(end);
    return found;
}

/// Reads `="..."` with its escapes; false when it is not of that form.
bool readLabelValue(std::string_view& rest, std::string& value)
{
    if (!rest.starts_with("=\""))
        return false;
    for (std::size_t i = 2; i < rest.size(); ++i) {
        if (rest[i] == '"') {
            rest.remove_prefix(i + 1);
            return true;
        }
        if (rest[i] == '\\' && i + 1 < rest.size())
            value += rest[++i] == 'n' ? '\n' : rest[i];
        else
            value += rest[i];
    }
    return false;
}

bool readLabels(std::string_view& rest, ExpositionSample& sample)
{
    rest.remove_prefix(1);
    while (!rest.starts_with('}')) {
        const std::size_t end = rest.find_first_of("=}");
        if (end == std::string_view::npos || end == 0 || rest[end] != '=')
            return false;
        std::string_view name = rest.substr(0, end);
        rest.remove_prefix(end);
        std::string value;
        if (!readLabelValue(rest, value))
            return false;
        sample.labels.insert_or_assign(std::string(word(name)), std::move(value));
        const std::size_t next = std::min(rest.find_first_not_of(" ,"), rest.size());
        rest.remove_prefix(next);
    }
    rest.remove_prefix(1);
    return true;
}

std::optional<ExpositionSample> readSample(std::string_view line)
{
    ExpositionSample sample;
    const std::size_t end = line.find_first_of("{ \t");
    if (end == std::string_view::npos || end == 0)
        return std::nullopt;
    sample.name = line.substr(0, end);
    line.remove_prefix(end);
    if (line.starts_with('{') && !readLabels(line, sample))
        return std::nullopt;
    sample.value = word(line);
    sample.time = word(line);
    if (sample.time.starts_with('#'))
        sample.time = {};
    return sample.value.empty() ? std::nullopt : std::optional(sample);
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
        const auto sample = readSample(std::string_view(text.constData(), static_cast<std::size_t>(text.size())));
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
