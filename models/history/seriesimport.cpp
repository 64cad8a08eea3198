// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/seriesimport.h"

#include "metrics/catalogue.h"
#include "metrics/derived.h"

#include <QtCore/QCoreApplication>

#include <limits>
#include <unordered_map>

namespace cacheledger
{

namespace
{

/// Held at a time, of all rows and columns together.
constexpr std::size_t heldValues = 2'000'000;
constexpr std::size_t heldRows = 20'000;
constexpr qsizetype problemsTold = 5;
constexpr double missingValue = std::numeric_limits<double>::quiet_NaN();

QString importText(const char* text)
{
    return QCoreApplication::translate("History", text);
}

bool endsWithExtreme(const std::string& name)
{
    return name.ends_with(".min") || name.ends_with(".max");
}

Error bucketError(qint64 line)
{
    Error error = importError(
        line, importText(QT_TRANSLATE_NOOP("History", "this is an export of minutes or hours, whose extremes no sample "
                                                      "can hold.")));
    error.hint = importText(QT_TRANSLATE_NOOP("History", "Export with --resolution raw, or import with --as-samples to "
                                                         "keep one value of each minute or hour."));
    return error;
}

/// Gathers fields into rows, rows into samples, and hands them to the importer.
class RowCollector : public ImportSink
{
public:
    RowCollector(const ImportOptions& options, ImportTarget& target, HistoryImporter& importer, ImportReport& report)
        : m_options(options),
          m_target(target),
          m_importer(importer),
          m_report(report)
    {
    }

    std::optional<std::size_t> column(const std::string& metric) override;
    Result<void> row(const ImportRow& row) override;
    void skipped(qint64 line, const QString& why) override;
    void badField(qint64 line, const std::string& column, std::string_view text) override;
    Result<void> flush();

private:
    using NodeRows = std::map<TimeMs, std::vector<double>>;

    bool isBucketExtreme(const std::string& metric) const;
    std::optional<std::size_t> addColumn(const std::string& metric);
    Result<std::size_t> nodeOf(const std::string& word);
    Result<void> flushNode(const KnownNode& node, const NodeRows& rows);
    void tellProblem(qint64 line, const QString& why);

    const ImportOptions& m_options;
    ImportTarget& m_target;
    HistoryImporter& m_importer;
    ImportReport& m_report;
    std::vector<std::string> m_metrics;
    std::unordered_map<std::string, std::optional<std::size_t>> m_columns;
    bool m_hasBuckets = false;
    std::unordered_map<std::string, std::size_t> m_nodeWords;
    std::vector<KnownNode> m_nodes;
    std::vector<NodeRows> m_rows; // a map a node
    std::size_t m_held = 0;
    std::size_t m_heldRows = 0;
    std::vector<std::size_t> m_lastUsed; // columns of the layout below
    LayoutPtr m_lastLayout;
};

/// `X.min` or `X.max` beside X and the other one: only exports of buckets have these.
bool RowCollector::isBucketExtreme(const std::string& metric) const
{
    const std::string base = metric.substr(0, metric.size() - 4);
    return m_columns.contains(base) && m_columns.contains(base + ".min") && m_columns.contains(base + ".max");
}

std::optional<std::size_t> RowCollector::column(const std::string& metric)
{
    const auto known = m_columns.find(metric);
    if (known != m_columns.end())
        return known->second;
    const auto index = addColumn(metric);
    m_columns.emplace(metric, index);
    if (endsWithExtreme(metric) && isBucketExtreme(metric))
        m_hasBuckets = true;
    return index;
}

std::optional<std::size_t> RowCollector::addColumn(const std::string& metric)
{
    const std::string base = endsWithExtreme(metric) ? metric.substr(0, metric.size() - 4) : metric;
    const bool extreme = base != metric && m_columns.contains(base);
    if (derived::isDerived(base) || extreme) {
        m_report.leftOut << QString::fromStdString(metric);
        return std::nullopt;
    }
    if (!catalogue::find(metric))
        m_report.unknownMetrics << QString::fromStdString(metric);
    m_metrics.push_back(metric);
    return m_metrics.size() - 1;
}

Result<std::size_t> RowCollector::nodeOf(const std::string& word)
{
    if (const auto known = m_nodeWords.find(word); known != m_nodeWords.end())
        return known->second;
    const auto node = importNode(m_target, QString::fromStdString(word), m_report.newNodes);
    if (!node)
        return node.error();
    std::size_t index = 0;
    while (index < m_nodes.size() && m_nodes[index].node != node->node)
        ++index;
    if (index == m_nodes.size()) {
        m_nodes.push_back(*node);
        m_rows.emplace_back();
    }
    m_nodeWords.emplace(word, index);
    return index;
}

Result<void> RowCollector::row(const ImportRow& row)
{
    constexpr qint64 dayMs = 86'400'000;
    if (m_hasBuckets && !m_options.bucketsAsSamples)
        return bucketError(row.line);
    ++m_report.rows;
    if (row.timeMs > m_options.nowMs + dayMs) {
        skipped(row.line, importText(QT_TRANSLATE_NOOP("History", "it lies in the future")));
        return {};
    }
    if (row.fields.empty()) {
        skipped(row.line, importText(QT_TRANSLATE_NOOP("History", "it has no value")));
        return {};
    }
    const auto node = nodeOf(row.node);
    if (!node)
        return importError(row.line, node.error().text());
    std::vector<double>& values = m_rows[*node][row.timeMs];
    m_heldRows += values.empty();
    const std::size_t before = values.size();
    if (values.size() < m_metrics.size())
        values.resize(m_metrics.size(), missingValue);
    m_held += values.size() - before;
    for (const ImportField& field : row.fields)
        values[field.column] = field.value;
    return m_held < heldValues && m_heldRows < heldRows ? Result<void>() : flush();
}

void RowCollector::tellProblem(qint64 line, const QString& why)
{
    if (m_report.problems.size() < problemsTold)
        m_report.problems << importText(QT_TRANSLATE_NOOP("History", "line %1: %2")).arg(line).arg(why);
}

void RowCollector::skipped(qint64 line, const QString& why)
{
    ++m_report.skippedRows;
    tellProblem(line, why);
}

void RowCollector::badField(qint64 line, const std::string& column, std::string_view text)
{
    ++m_report.badFields;
    tellProblem(line,
                importText(QT_TRANSLATE_NOOP("History", "“%1” in %2 is no number"))
                    .arg(QString::fromUtf8(text.data(), static_cast<qsizetype>(std::min<std::size_t>(text.size(), 60))),
                         QString::fromStdString(column.substr(0, 100))));
}

Result<void> RowCollector::flushNode(const KnownNode& node, const NodeRows& rows)
{
    // A metric that the node never has must not become one of its columns.
    std::vector<std::size_t> used;
    for (std::size_t c = 0; c < m_metrics.size(); ++c)
        for (const auto& [time, values] : rows)
            if (c < values.size() && values[c] == values[c]) {
                used.push_back(c);
                break;
            }
    if (!m_lastLayout || used != m_lastUsed) {
        std::vector<std::string> names;
        for (std::size_t c : used)
            names.push_back(m_metrics[c]);
        m_lastLayout = std::make_shared<const SeriesLayout>(std::move(names));
        m_lastUsed = used;
    }
    std::vector<Snapshot> samples;
    samples.reserve(rows.size());
    for (const auto& [time, values] : rows) {
        Snapshot sample;
        sample.timeMs = time;
        sample.intervalMs = m_options.intervalMs;
        sample.layout = m_lastLayout;
        for (std::size_t c : used)
            sample.values.push_back(c < values.size() ? values[c] : missingValue);
        samples.push_back(std::move(sample));
    }
    return m_importer.store(node, std::move(samples));
}

Result<void> RowCollector::flush()
{
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].empty())
            continue;
        if (auto done = flushNode(m_nodes[i], m_rows[i]); !done)
            return done;
        m_rows[i].clear();
    }
    m_held = m_heldRows = 0;
    return {};
}

} // namespace

Result<KnownNode> importNode(ImportTarget& target, const QString& word, QStringList& newNodes)
{
    const QString wanted = target.node.isEmpty() ? word.trimmed() : target.node;
    if (wanted.isEmpty()) {
        if (target.nodes.size() == 1)
            return target.nodes.front();
        if (!target.nodes.empty())
            return Error{ErrorCode::InvalidArgument,
                         importText(QT_TRANSLATE_NOOP("History", "it does not say which node of %1 it is of."))
                             .arg(target.cacheName),
                         importText(QT_TRANSLATE_NOOP("History", "Name the node with --node ADDRESS."))};
    }
    for (const KnownNode& node : target.nodes)
        if (node.address.compare(wanted, Qt::CaseInsensitive) == 0 || node.node.value == wanted)
            return node;
    const QString address = wanted.isEmpty() ? target.cacheName : wanted;
    target.nodes.push_back({target.cache, newNodeId(), target.cacheName, address});
    newNodes << address;
    return target.nodes.back();
}

Result<void> importSeries(QIODevice& in, const ImportOptions& options, ImportTarget& target, HistoryImporter& importer,
                          ImportReport& report)
{
    RowCollector rows(options, target, importer, report);
    const ImportFormat format = options.format == ImportFormat::Auto ? detectImportFormat(in) : options.format;
    const auto read = format == ImportFormat::Json          ? readJsonRows(in, options.names, rows)
                      : format == ImportFormat::OpenMetrics ? readOpenMetricsRows(in, options.names, rows)
                                                            : readCsvRows(in, options.names, rows);
    const auto flushed = rows.flush();
    return read ? flushed : read;
}

} // namespace cacheledger
