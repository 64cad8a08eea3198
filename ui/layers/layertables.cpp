// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/layertables.h"

#include "metrics/format.h"
#include "ui/headline.h"
#include "ui/layers/funnel.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr std::string_view latencyLeaves[] = {"count", "min", "mean", "median", "p95", "p99", "max", "stddev"};
static constexpr std::string_view segmentLeaves[] = {"requests", "hits", "misses", "errors"};
static constexpr std::size_t mostItems = 20;

static QString tableText(const char* text)
{
    return QCoreApplication::translate("LayerTables", text);
}

static std::string segmentMetric(const StageSegment& each, std::string_view leaf)
{
    return "stage." + each.stage + "@" + each.segment + "." + std::string(leaf);
}

static std::string servingMetric(const std::string& id)
{
    return catalogue::lookup(id).kind == MetricKind::Counter ? "increase." + id : id;
}

std::vector<std::string> layerTableMetrics(const LayerMetrics& metrics)
{
    std::vector<std::string> wanted;
    for (const std::string& operation : metrics.operations()) {
        for (const std::string_view leaf : latencyLeaves)
            wanted.push_back("op." + operation + ".latency." + std::string(leaf));
        wanted.push_back("increase.op." + operation + ".success");
        wanted.push_back("increase.op." + operation + ".errors");
    }
    for (const StageSegment& each : metrics.segments()) {
        for (const std::string_view leaf : segmentLeaves)
            wanted.push_back("increase." + segmentMetric(each, leaf));
    }
    for (const std::string& id : metrics.serving())
        wanted.push_back(servingMetric(id));
    for (const std::string& item : metrics.items())
        wanted.push_back("increase.item." + item + ".requests");
    return wanted;
}

LayerTable operationTable(const LayerMetrics& metrics, const Frame* frame)
{
    LayerTable table;
    table.headings = {tableText(QT_TRANSLATE_NOOP("LayerTables", "Operation")),
                      tableText(QT_TRANSLATE_NOOP("LayerTables", "Measured")),
                      tableText(QT_TRANSLATE_NOOP("LayerTables", "Min")),
                      tableText(QT_TRANSLATE_NOOP("LayerTables", "Mean")),
                      tableText(QT_TRANSLATE_NOOP("LayerTables", "Median")),
                      tableText(QT_TRANSLATE_NOOP("LayerTables", "p95")),
                      tableText(QT_TRANSLATE_NOOP("LayerTables", "p99")),
                      tableText(QT_TRANSLATE_NOOP("LayerTables", "Max")),
                      tableText(QT_TRANSLATE_NOOP("LayerTables", "Std. dev.")),
                      tableText(QT_TRANSLATE_NOOP("LayerTables", "Successes")),
                      tableText(QT_TRANSLATE_NOOP("LayerTables", "Errors"))};
    for (const std::string& operation : metrics.operations()) {
        std::vector<Figure> row{{QString::fromStdString(operation)}};
        for (const std::string_view leaf : latencyLeaves) {
            const auto value = singleValue(frame, "op." + operation + ".latency." + std::string(leaf));
            row.push_back(leaf == "count" ? countFigure(value) : latencyFigure(value));
        }
        row.push_back(countFigure(singleValue(frame, "increase.op." + operation + ".success")));
        row.push_back(countFigure(singleValue(frame, "increase.op." + operation + ".errors")));
        table.rows.push_back(std::move(row));
    }
    return table;
}

LayerTable segmentTable(const LayerMetrics& metrics, const std::vector<StageConfig>& stages, const Frame* frame)
{
    LayerTable table;
    table.headings = {tableText(QT_TRANSLATE_NOOP("LayerTables", "Segment")),
                      tableText(QT_TRANSLATE_NOOP("LayerTables", "Stage")),
                      tableText(QT_TRANSLATE_NOOP("LayerTables", "Requests")),
                      tableText(QT_TRANSLATE_NOOP("LayerTables", "Hits")),
                      tableText(QT_TRANSLATE_NOOP("LayerTables", "Hit ratio")),
                      tableText(QT_TRANSLATE_NOOP("LayerTables", "Errors"))};
    for (const StageSegment& each : metrics.segments()) {
        const auto increase = [&](std::string_view leaf) {
            return singleValue(frame, "increase." + segmentMetric(each, leaf));
        };
        const auto hits = increase("hits");
        const auto misses = increase("misses");
        auto requests = increase("requests");
        if (!requests && hits && misses)
            requests = *hits + *misses;
        const auto lookups = hits && misses ? std::optional(*hits + *misses) : requests;
        const auto ratio = hits && lookups && *lookups > 0 ? std::optional(*hits / *lookups) : std::nullopt;
        const QString id = QString::fromStdString(each.stage);
        const auto stage =
            std::find_if(stages.begin(), stages.end(), [&](const StageConfig& known) { return known.id == id; });
        table.rows.push_back({{QString::fromStdString(each.segment)},
                              {stage == stages.end() || stage->name.isEmpty() ? id : stage->name},
                              countFigure(requests),
                              countFigure(hits),
                              ratioFigure(ratio, lookups && *lookups == 0),
                              countFigure(increase("errors"))});
    }
    return table;
}

LayerTable servingTable(const LayerMetrics& metrics, const Frame* frame)
{
    LayerTable table;
    table.headings = {tableText(QT_TRANSLATE_NOOP("LayerTables", "Model serving")),
                      tableText(QT_TRANSLATE_NOOP("LayerTables", "Value")),
                      tableText(QT_TRANSLATE_NOOP("LayerTables", "Over"))};
    for (const std::string& id : metrics.serving()) {
        const MetricInfo info = catalogue::lookup(id);
        const auto value = singleValue(frame, servingMetric(id));
        Figure figure{format::value(value, info.unit).joined(), true, value.has_value()};
        table.rows.push_back(
            {{catalogue::metricName(id)},
             figure,
             {info.kind == MetricKind::Counter ? tableText(QT_TRANSLATE_NOOP("LayerTables", "the range"))
                                               : tableText(QT_TRANSLATE_NOOP("LayerTables", "newest"))}});
    }
    return table;
}

LayerTable itemTable(const LayerMetrics& metrics, const Frame* frame)
{
    LayerTable table;
    table.headings = {tableText(QT_TRANSLATE_NOOP("LayerTables", "Key or prefix")),
                      tableText(QT_TRANSLATE_NOOP("LayerTables", "Requests"))};
    std::vector<std::pair<double, std::string>> known;
    for (const std::string& item : metrics.items())
        known.emplace_back(singleValue(frame, "increase.item." + item + ".requests").value_or(-1), item);
    std::stable_sort(known.begin(), known.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    known.resize(std::min(known.size(), mostItems));
    for (const auto& [requests, item] : known)
        table.rows.push_back(
            {{QString::fromStdString(item)}, countFigure(requests < 0 ? std::nullopt : std::optional(requests))});
    return table;
}

} // namespace cacheledger
