// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/layercharts.h"

#include <QtCore/QCoreApplication>

#include <initializer_list>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString layerChartText(const char* text)
{
    return QCoreApplication::translate("LayerCharts", text);
}

namespace
{

/// What a line may show: the first of these whose raw metric is there.
struct LineChoice {
    const char* shown; // leaf of the metric that is drawn
    const char* needs; // leaf that must be there
    const char* label; // untranslated, %1 is the stage
};

} // namespace

static ChartSpec layerChart(const char* id, const char* title, Unit unit, std::initializer_list<LineChoice> choices,
                            const std::vector<StageConfig>& stages, const LayerMetrics& metrics)
{
    ChartSpec spec;
    spec.id = QString::fromLatin1(id);
    spec.title = layerChartText(title);
    spec.group = layerChartText(QT_TRANSLATE_NOOP("LayerCharts", "Stages over time"));
    spec.unit = unit;
    spec.axisMin = 0;
    if (unit == Unit::Ratio && spec.id == "layer_hit_ratio"_L1)
        spec.axisMax = 1;
    const auto addLine = [&](const StageConfig& stage, const LineChoice& choice) {
        const QString name = stage.name.isEmpty() ? stage.id : stage.name;
        const QString label = choice.label ? layerChartText(choice.label).arg(name) : name;
        spec.series.push_back({"stage." + stage.id.toStdString() + "." + choice.shown, label, {}});
    };
    for (const StageConfig& stage : stages) {
        for (const LineChoice& choice : choices) {
            if (metrics.has("stage." + stage.id.toStdString() + "." + choice.needs)) {
                addLine(stage, choice);
                break;
            }
        }
    }
    if (spec.series.empty()) { // says "no data" rather than nothing
        for (const StageConfig& stage : stages)
            addLine(stage, *choices.begin());
    }
    if (spec.series.empty()) // a chart has at least one line
        addLine({u"none"_s, layerChartText(QT_TRANSLATE_NOOP("LayerCharts", "no stage yet")), true}, *choices.begin());
    return spec;
}

std::vector<ChartSpec> layerCharts(const std::vector<StageConfig>& stages, const LayerMetrics& metrics)
{
    const char* reported = QT_TRANSLATE_NOOP("LayerCharts", "%1 (reported)");
    const char* mean = QT_TRANSLATE_NOOP("LayerCharts", "%1 (mean)");
    std::vector<ChartSpec> all;
    all.push_back(layerChart("layer_hit_ratio", QT_TRANSLATE_NOOP("LayerCharts", "Hit ratio"), Unit::Ratio,
                             {{"hit_ratio", "hits", nullptr}, {"reported_hit_ratio", "reported_hit_ratio", reported}},
                             stages, metrics));
    all.push_back(layerChart("layer_requests", QT_TRANSLATE_NOOP("LayerCharts", "Requests"), Unit::PerSecond,
                             {{"requests_per_second", "requests", nullptr}}, stages, metrics));
    all.push_back(layerChart(
        "layer_p50", QT_TRANSLATE_NOOP("LayerCharts", "Latency p50"), Unit::Milliseconds,
        {{"latency.median", "latency.median", nullptr}, {"mean_latency_ms", "latency_count", mean}}, stages, metrics));
    all.push_back(layerChart("layer_p95", QT_TRANSLATE_NOOP("LayerCharts", "Latency p95"), Unit::Milliseconds,
                             {{"latency.p95", "latency.p95", nullptr}}, stages, metrics));
    all.push_back(layerChart("layer_errors", QT_TRANSLATE_NOOP("LayerCharts", "Error rate"), Unit::Ratio,
                             {{"error_rate", "errors", nullptr}}, stages, metrics));
    return all;
}

} // namespace cacheledger
