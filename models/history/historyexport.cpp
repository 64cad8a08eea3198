// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/columnfold.h"
#include "history/columngrid.h"
#include "history/exportwriter.h"
#include "history/historyreader.h"
#include "history/openmetrics.h"
#include "history/queryplan.h"

#include <algorithm>

namespace cacheledger
{

namespace
{

Tier exportTier(const ExportRequest& request)
{
    constexpr qint64 hourMs = 3600'000;
    constexpr qint64 dayMs = 24 * hourMs;
    if (request.tier)
        return *request.tier;
    const qint64 lengthMs = request.toMs - request.fromMs;
    return lengthMs <= 6 * hourMs ? Tier::Raw : lengthMs <= 30 * dayMs ? Tier::Minute : Tier::Hour;
}

std::vector<std::string> exportColumns(const std::vector<std::string>& metrics, Tier tier)
{
    std::vector<std::string> columns;
    for (const std::string& metric : metrics) {
        columns.push_back(metric);
        if (tier != Tier::Raw)
            columns.insert(columns.end(), {metric + ".min", metric + ".max"});
    }
    return columns;
}

/// Takes a row of a node, with the columns' values; false to stop.
using ExportRow = std::function<bool(TimeMs timeMs, const QString& node, std::span<const double> values)>;

/// Gives one node's rows: a sample each, or a bucket of the tier each.
class NodeExport
{
public:
    NodeExport(const HistoryFile& file, const KnownNode& node, const MetricPlan& plan, Tier tier, ExportRow row)
        : m_file(file),
          m_node(node),
          m_plan(plan),
          m_tier(tier),
          m_row(std::move(row))
    {
    }

    Result<void> write(TimeMs fromMs, TimeMs toMs)
    {
        const qint64 width = std::max<qint64>(1, bucketMs(m_tier)); // raw: a column a millisecond, so every sample
        ColumnFold fold(
            m_plan, {0, width, 1}, fromMs,
            [this, width](const ColumnRow& row, std::span<const WindowStat> stats, std::span<const StepValues> steps) {
                writeRow(row.column * width, stats, steps, row.seconds);
            });
        // Rows are whole buckets: those that begin in the range.
        const TimeMs from = ceilTo(fromMs, width);
        for (const TierPiece& piece : planTiers(m_file, m_node.node, m_tier, from, ceilTo(toMs, width)))
            if (Result<void> read = readPiece(piece, from, fold); !read)
                return read;
        fold.finish(toMs);
        return {};
    }

private:
    Result<void> readPiece(const TierPiece& piece, TimeMs fromMs, ColumnFold& fold)
    {
        if (piece.tier == Tier::Raw)
            return m_file.readRaw(m_node.node, m_plan.inputIds(), piece.fromMs, piece.toMs, [&](const SampleRun& run) {
                fold.addSamples(run, piece.fromMs, piece.toMs);
                return m_going;
            });
        // Only what begins in the range is a row of it.
        return m_file.readTier(m_node.node, piece.tier, m_plan.inputIds(), std::max(piece.fromMs, fromMs), piece.toMs,
                               [&](const BucketRun& run) {
                                   fold.addBuckets(run, piece.tier);
                                   return m_going;
                               });
    }

    void writeRow(TimeMs timeMs, std::span<const WindowStat> stats, std::span<const StepValues> steps, double seconds)
    {
        m_values.clear();
        for (std::size_t o = 0; o < m_plan.outputs().size(); ++o) {
            const ColumnPoint point = m_plan.point(m_plan.outputs()[o], stats, steps[o], seconds);
            m_values.push_back(point.value);
            if (m_tier != Tier::Raw)
                m_values.insert(m_values.end(), {point.extent.min, point.extent.max});
        }
        m_going = m_row(timeMs, m_node.address.isEmpty() ? m_node.node.value : m_node.address, m_values);
    }

    const HistoryFile& m_file;
    const KnownNode& m_node;
    const MetricPlan& m_plan;
    Tier m_tier;
    ExportRow m_row;
    std::vector<double> m_values;
    bool m_going = true;
};

/// Rows of all nodes side by side.
Result<void> exportTable(const HistoryFile& file, const ExportRequest& request, const MetricPlan& plan, Tier tier,
                         QIODevice& out)
{
    ExportWriter writer(out, request.format, exportColumns(request.metrics, tier));
    writer.begin();
    const auto row = [&writer](TimeMs timeMs, const QString& node, std::span<const double> values) {
        return writer.row(timeMs, node, values);
    };
    for (const KnownNode& node : request.nodes)
        if (Result<void> written = NodeExport(file, node, plan, tier, row).write(request.fromMs, request.toMs);
            !written)
            return written;
    return writer.end();
}

/// A family after the other, since the format wants each in one piece: history is read once for each.
Result<void> exportFamilies(const HistoryFile& file, const ExportRequest& request, Tier tier, QIODevice& out)
{
    std::vector<NodeId> nodes;
    for (const KnownNode& node : request.nodes)
        nodes.push_back(node.node);
    OpenMetricsWriter writer(out);
    for (const std::string& metric : request.metrics) {
        const auto plan = planMetrics(file, nodes, std::span(&metric, 1), request.fromMs, request.toMs);
        if (!plan)
            return plan.error();
        const std::vector<std::string> columns = exportColumns({metric}, tier);
        for (std::size_t column = 0; column < columns.size(); ++column) {
            writer.beginFamily(metric, static_cast<OpenMetricsWriter::Part>(column));
            for (const KnownNode& node : request.nodes) {
                const auto row = [&](TimeMs timeMs, const QString& name, std::span<const double> values) {
                    return writer.sample(node.cacheName, name, timeMs, values[column]);
                };
                if (auto written = NodeExport(file, node, *plan, tier, row).write(request.fromMs, request.toMs);
                    !written)
                    return written;
            }
        }
    }
    return writer.end();
}

} // namespace

Result<void> exportSeries(const HistoryFile& file, const ExportRequest& request, QIODevice& out)
{
    if (std::optional<Error> error = rangeError(request.fromMs, request.toMs))
        return *std::move(error);
    std::vector<NodeId> nodes;
    for (const KnownNode& node : request.nodes)
        nodes.push_back(node.node);
    const Result<MetricPlan> plan = planMetrics(file, nodes, request.metrics, request.fromMs, request.toMs);
    if (!plan)
        return plan.error();
    const Tier tier = exportTier(request);
    return request.format == ExportFormat::OpenMetrics ? exportFamilies(file, request, tier, out)
                                                       : exportTable(file, request, *plan, tier, out);
}

} // namespace cacheledger
