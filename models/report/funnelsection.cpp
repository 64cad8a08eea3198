// SPDX-License-Identifier: GPL-3.0-or-later
// Which stage answered how much, how fast, and how often wrongly.
#include "metrics/format.h"
#include "report/reportbuilding.h"

namespace cacheledger
{

using namespace Qt::StringLiterals;

static ReportChart funnelChart(const ReportBuilding& building)
{
    const LedgerEntry& total = building.total();
    ReportChart chart{u"funnel"_s,
                      reportText("Where requests were answered"),
                      ReportChartKind::Funnel,
                      {},
                      {},
                      {},
                      reportText("No stage that answers requests has data in the period."),
                      {},
                      -1,
                      {},
                      {}};
    if (!total.requests)
        return chart;
    const ReportFormat& format = building.format;
    chart.points.push_back({reportText("Requests"), format.count(total.requests, u"requests"_s), {}, {}, true, false});
    for (const LedgerStage& stage : total.stages) {
        if (stage.answers && stage.hits)
            chart.points.push_back({stage.name,
                                    format.count(stage.hits, u"hits"_s),
                                    format.ratio(shareOf(stage.hits, total.requests)),
                                    {},
                                    false,
                                    false});
    }
    const std::optional<double> passed =
        total.answered ? std::optional(*total.requests - *total.answered) : std::nullopt;
    if (passed)
        chart.points.push_back({reportText("Full pipeline"),
                                format.count(passed, u"requests"_s),
                                format.ratio(shareOf(passed, total.requests)),
                                {},
                                true,
                                false});
    chart.summary = reportText("%1 of %2 requests were answered by the cache.")
                        .arg(format.count(total.answered, {}, reportText("an unknown number")).text,
                             chart.points.front().value.text);
    return chart;
}

static ReportRow funnelRow(const ReportBuilding& building, const LedgerStage& stage)
{
    const ReportFormat& format = building.format;
    const QString id = u"funnel."_s + stage.stage;
    const QString notMeasured = reportText("not measured");
    const auto quality = building.input.qualities.find(stage.stage);
    const StageQuality known = quality == building.input.qualities.end() ? StageQuality{} : quality->second;
    const auto cell = [&id](const ReportValue& value, const char* leaf) {
        return valueCell(value, id + u'.' + QLatin1String(leaf), Confidence::Measured);
    };
    return {{textCell(stage.name),
             cell(format.ratio(shareOf(stage.hits, stage.requests), reportText("no traffic")), "hit_ratio"),
             cell(format.count(stage.hits, u"calls"_s), "avoided_calls"),
             cell(format.milliseconds(known.p50Ms, notMeasured), "p50"),
             cell(format.milliseconds(known.p95Ms, notMeasured), "p95"),
             cell(format.ratio(shareOf(known.wrongHits, stage.hits), notMeasured), "wrong_hit_rate")},
            false};
}

ReportSection funnelSection(ReportBuilding& building)
{
    building.formula(u"funnel.ratio"_s, reportText("Hit ratio of a stage"),
                     reportText("hits of the stage / lookups at the stage"), reportText("counters of the sources"));
    building.formula(u"funnel.calls"_s, reportText("Avoided calls"), reportText("one for each hit of the stage"),
                     reportText("counters of the sources"));
    building.formula(u"funnel.latency"_s, reportText("p50 and p95 of a stage"),
                     reportText("mean over the period of what the application told of its own window"),
                     reportText("gauges of the sources"));
    building.formula(u"funnel.wrong"_s, reportText("Wrong-hit rate"),
                     reportText("wrong hits / hits of the stage, as the application counts them"),
                     reportText("counters of the sources"));
    ReportTable table{u"funnel"_s,
                      reportText("Stages"),
                      {{reportText("Stage"), false, false, 2, {}},
                       {reportText("Hit ratio"), true, false, 1, u"funnel.ratio"_s},
                       {reportText("Avoided calls"), true, false, 1, u"funnel.calls"_s},
                       {reportText("p50"), true, false, 1, u"funnel.latency"_s},
                       {reportText("p95"), true, false, 1, u"funnel.latency"_s},
                       {reportText("Wrong-hit rate"), true, false, 1, u"funnel.wrong"_s}},
                      {},
                      reportText("No stage has data in the period.")};
    for (const LedgerStage& stage : building.total().stages)
        table.rows.push_back(funnelRow(building, stage));
    ReportSection section{u"funnel"_s, reportText("Funnel"), {}};
    section.blocks.emplace_back(funnelChart(building));
    section.blocks.emplace_back(table);
    if (building.total().latencySavedMs)
        section.blocks.emplace_back(ReportParagraph{
            reportText("Hits spared those who asked %1 of waiting, all together.")
                .arg(format::duration(static_cast<qint64>(*building.total().latencySavedMs), building.format.locale())),
            false, false});
    return section;
}

} // namespace cacheledger
