// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/framebuilder.h"
#include "ui/layers/funnel.h"
#include "ui/layers/layercharts.h"
#include "ui/layers/layertables.h"

#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static const std::vector<StageConfig> twoStages{{u"response"_s, u"Response"_s, true},
                                                {u"embedding"_s, u"Embedding"_s, false},
                                                {u"semantic"_s, u"Semantic"_s, true}};

static Frame frameOf(const std::vector<std::pair<std::string, double>>& values)
{
    FrameBuilder builder(0, 1);
    for (const auto& [metric, value] : values)
        builder.line(metric, {value});
    return builder.frame();
}

class TestFunnel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRequestIsCreditedOnceAtTheFirstStageThatAnswers()
    {
        const Frame frame = frameOf({{"increase.stage.response.requests", 1000},
                                     {"increase.stage.response.hits", 300},
                                     {"increase.stage.embedding.requests", 700},
                                     {"increase.stage.embedding.hits", 500},
                                     {"increase.stage.semantic.requests", 700},
                                     {"increase.stage.semantic.hits", 140}});
        const Funnel funnel = funnelOf(twoStages, &frame);
        QCOMPARE(funnel.requestsIn, std::optional(1000.0));
        QCOMPARE(funnel.stages[0].answeredShare, std::optional(0.3));
        QCOMPARE(funnel.stages[0].passedOn, std::optional(700.0));
        QVERIFY(!funnel.stages[1].answeredShare); // it spares a step and answers nobody
        QCOMPARE(funnel.stages[1].passedOn, std::optional(700.0));
        QCOMPARE(funnel.stages[2].hitRatio, std::optional(0.2));
        QCOMPARE(funnel.stages[2].answeredShare, std::optional(0.14));
        QCOMPARE(funnel.fullPipeline, std::optional(560.0));
        QCOMPARE(funnel.answered(), std::optional(440.0));
        QCOMPARE(funnelSummary(funnel), u"1,000 requests came in; Response answered 30.0\u00a0%; Semantic answered "
                                        "14.0\u00a0%; the full pipeline 56.0\u00a0%."_s);
    }

    void theApplicationsOwnCountOfRequestsComesFirst()
    {
        const Frame frame = frameOf({{"increase.app.requests", 1200},
                                     {"increase.stage.response.requests", 1000},
                                     {"increase.stage.response.hits", 300},
                                     {"increase.stage.semantic.hits", 0}});
        const Funnel funnel = funnelOf(twoStages, &frame);
        QCOMPARE(funnel.requestsIn, std::optional(1200.0));
        QCOMPARE(funnel.fullPipeline, std::optional(900.0));
    }

    void nothingKnownIsUnknownAndNoTrafficIsNoTraffic()
    {
        const Funnel unknown = funnelOf(twoStages, nullptr);
        QVERIFY(!unknown.requestsIn && !unknown.fullPipeline && !unknown.answered());
        QCOMPARE(funnelSummary(unknown), u"How many requests came in is unknown."_s);
        for (const std::vector<Figure>& row : funnelRows(unknown))
            for (const Figure& figure : row)
                QVERIFY2(!figure.text.startsWith(u'0'), qPrintable(figure.text));
        const Frame frame = frameOf({{"increase.stage.response.requests", 0}, {"increase.stage.response.hits", 0}});
        const Funnel quiet = funnelOf(twoStages, &frame);
        QVERIFY(quiet.stages[0].isQuiet());
        QVERIFY(!quiet.stages[0].hitRatio);
        QCOMPARE(funnelRows(quiet)[1][3].text, u"no traffic"_s);
        QCOMPARE(funnelRows(quiet)[1][2].text, u"0"_s); // no hits are counted, that is known
        QCOMPARE(funnelSummary(quiet), u"No traffic in this range."_s);
    }

    void aRatioOnlySourceGetsNoInventedCounts()
    {
        const Frame frame =
            frameOf({{"increase.stage.response.requests", 1000}, {"stage.response.reported_hit_ratio", 0.42}});
        const Funnel funnel = funnelOf(twoStages, &frame);
        QVERIFY(funnel.stages[0].ratioOnly);
        QCOMPARE(funnel.stages[0].hitRatio, std::optional(0.42));
        QVERIFY(!funnel.stages[0].hits && !funnel.stages[0].passedOn && !funnel.fullPipeline);
        QCOMPARE(funnelRows(funnel)[1][0].text, u"Response (reports a ratio only)"_s);
        QVERIFY(funnelRows(funnel)[1][0].note.contains(u"no counts"_s));
    }

    void moreHitsThanRequestsPassNothingOn()
    {
        const Frame frame = frameOf({{"increase.stage.response.requests", 100}, {"increase.stage.response.hits", 103}});
        const Funnel funnel = funnelOf(twoStages, &frame);
        QCOMPARE(funnel.stages[0].passedOn, std::optional(0.0));
        QCOMPARE(funnel.stages[0].answeredShare, std::optional(1.0));
    }

    void namesTellStagesOperationsSegmentsServingAndItems()
    {
        const LayerMetrics metrics({"stage.response.hits", "stage.response@eu.west.hits", "op.embed.latency.p95",
                                    "op.embed.errors", "serving.pool_size.gpt", "item.faq:a.b.requests",
                                    "stage.l1.hits", "stage.response.hits", "app.requests"});
        QCOMPARE(metrics.stages(), (std::vector<std::string>{"response", "l1"}));
        QCOMPARE(metrics.operations(), std::vector<std::string>{"embed"});
        QCOMPARE(metrics.segments(), (std::vector<StageSegment>{{"response", "eu.west"}}));
        QCOMPARE(metrics.serving(), std::vector<std::string>{"serving.pool_size.gpt"});
        QCOMPARE(metrics.items(), std::vector<std::string>{"faq:a.b"});
        QVERIFY(LayerMetrics().empty());
    }

    void onlyWhatIsThereIsAskedFor()
    {
        const LayerMetrics metrics({"stage.response.hits", "stage.semantic.latency.p95", "app.requests"});
        QCOMPARE(funnelMetrics(twoStages, metrics),
                 (std::vector<std::string>{"increase.stage.response.hits", "stage.semantic.latency.p95",
                                           "increase.app.requests"}));
    }

    void chartsAreAlwaysAsManyWithALineAStage()
    {
        const LayerMetrics metrics({"stage.response.hits", "stage.semantic.reported_hit_ratio"});
        const std::vector<ChartSpec> charts = layerCharts(twoStages, metrics);
        QCOMPARE(charts.size(), layerCharts({}, {}).size());
        for (const ChartSpec& chart : layerCharts({}, {}))
            QVERIFY2(!chart.series.empty(), qPrintable(chart.id)); // a chart without a line cannot be drawn
        QCOMPARE(charts[0].series.size(), 2U);
        QCOMPARE(charts[0].series[0].metric, std::string("stage.response.hit_ratio"));
        QCOMPARE(charts[0].series[1].label, u"Semantic (reported)"_s);
        QCOMPARE(charts[1].series.size(), 3U); // none is told: all, so that the chart says "no data"
    }

    void tablesOfOperationsSegmentsServingAndItems()
    {
        const LayerMetrics metrics({"op.embed.latency.p95", "stage.response@gold.hits", "serving.avg_latency_ms",
                                    "serving.total_requests", "item.a.requests", "item.b.requests"});
        const Frame frame = frameOf({{"op.embed.latency.p95", 250},
                                     {"increase.op.embed.errors", 3},
                                     {"increase.stage.response@gold.hits", 30},
                                     {"increase.stage.response@gold.misses", 70},
                                     {"serving.avg_latency_ms", 12},
                                     {"increase.serving.total_requests", 99},
                                     {"increase.item.a.requests", 5},
                                     {"increase.item.b.requests", 50}});
        const LayerTable operations = operationTable(metrics, &frame);
        QCOMPARE(operations.rows.size(), 1U);
        QCOMPARE(operations.rows[0][5].text, u"250\u00a0ms"_s);
        QCOMPARE(operations.rows[0][1].text, u"unknown"_s);
        QCOMPARE(operations.rows[0].back().text, u"3"_s);
        const LayerTable segments = segmentTable(metrics, twoStages, &frame);
        QCOMPARE(segments.rows[0][1].text, u"Response"_s);
        QCOMPARE(segments.rows[0][2].text, u"100"_s);
        QCOMPARE(segments.rows[0][4].text, u"30.0\u00a0%"_s);
        QCOMPARE(servingTable(metrics, &frame).rows[1][1].text, u"99"_s);
        QCOMPARE(itemTable(metrics, &frame).rows[0][0].text, u"b"_s);
        for (const LayerTable& table : {operations, segments, servingTable(metrics, &frame), itemTable(metrics, {})})
            for (const std::vector<Figure>& row : table.rows)
                QCOMPARE(static_cast<qsizetype>(row.size()), table.headings.size());
    }
};

QTEST_MAIN(TestFunnel)
#include "tst_funnel.moc"
