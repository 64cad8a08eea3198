// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/plotdata.h"

#include "support/framebuilder.h"
#include "ui/pages/dashboardcharts.h"

#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static constexpr TimeMs start = 1'700'000'000'000;

static ChartSpec memory()
{
    ChartSpec spec;
    spec.unit = Unit::Count;
    spec.series = {{"used", u"used"_s}, {"limit", u"limit"_s, ChartSeriesSpec::Style::Limit}};
    return spec;
}

class TestPlotData : public QObject
{
    Q_OBJECT

    static FramePtr before(const std::vector<double>& values)
    {
        return FrameBuilder(start - 10'000, 10).line("used", values).build();
    }

private Q_SLOTS:
    void findsSeriesInAnyOrderAndMissesTruthfully()
    {
        PlotData data(memory());
        data.setFrame(FrameBuilder(start, 3).line("limit", {9}).line("used", {1, 2, 3}).build());
        QCOMPARE(data.series(0)->metric, std::string("used"));
        QCOMPARE(data.bounds(0)->high, 3.0);
        QCOMPARE(data.lastValue(1), std::optional(9.0));
        data.setFrame(FrameBuilder(start, 3).line("other", {1}).build());
        QVERIFY(!data.series(0));
        QVERIFY(!data.hasValues());
        QVERIFY(!data.lastValue(0));
        data.setFrame(nullptr);
        QVERIFY(!data.hasValues());
    }

    void theAxisCoversTheSpikeInsideAColumn()
    {
        PlotData data(memory());
        data.setFrame(FrameBuilder(start, 10).line("used", {1}).line("limit", {0}).spike(0, 4, 700).build());
        QVERIFY(data.valueAxis(4).max() >= 700);
    }

    void aLimitNearTheDataIsInsideTheAxisAFarOneIsNot_data()
    {
        QTest::addColumn<double>("limit");
        QTest::addColumn<bool>("inside");
        QTest::newRow("a little above") << 120.0 << true;
        QTest::newRow("twice") << 200.0 << true;
        QTest::newRow("a hundred times") << 10000.0 << false;
    }
    void aLimitNearTheDataIsInsideTheAxisAFarOneIsNot()
    {
        QFETCH(double, limit);
        PlotData data(memory());
        data.setFrame(FrameBuilder(start, 10).line("used", {80, 100}).line("limit", {limit}).build());
        QTEST(data.valueAxis(4).max() >= limit, "inside");
        ChartSpec spec = memory();
        spec.threshold = limit;
        PlotData threshold(spec);
        threshold.setFrame(FrameBuilder(start, 10).line("used", {80, 100}).build());
        QTEST(threshold.valueAxis(4).max() >= limit, "inside");
    }

    void aLimitOfZeroIsNoLimit()
    {
        PlotData data(memory());
        data.setFrame(FrameBuilder(start, 10).line("used", {80}).line("limit", {0}).build());
        QVERIFY(data.isUnlimited(1));
        QVERIFY(!data.isUnlimited(0));
    }

    void hiddenSeriesDoNotStretchTheAxis()
    {
        ChartSpec spec = memory();
        spec.series[1].style = ChartSeriesSpec::Style::Line;
        PlotData data(spec);
        data.setFrame(FrameBuilder(start, 10).line("used", {8}).line("limit", {5000}).build());
        QVERIFY(data.valueAxis(4).max() >= 5000);
        data.setVisible(1, false);
        QVERIFY(data.valueAxis(4).max() < 100);
    }

    void everyLineOfAMetricIsJudged()
    {
        ChartSpec spec; // a node each
        spec.series = {{"a", u"a"_s}, {"b", u"b"_s}, {"limit", u"limit"_s, ChartSeriesSpec::Style::Limit}};
        spec.threshold = 10;
        PlotData data(spec);
        data.setFrame(FrameBuilder(start, 6)
                          .line("a", {1, 11, 1, 1, 1, 1})
                          .line("b", {1, 1, 11, 1, 12, 1})
                          .line("limit", {50})
                          .build());
        QCOMPARE(data.breaches().size(), size_t(2));
        QCOMPARE(data.breaches()[0], (TimeSpan{start + 1000, start + 3000}));
        QCOMPARE(data.breaches()[1], (TimeSpan{start + 4000, start + 5000}));
        data.setVisible(1, false); // what is not shown shades nothing
        QCOMPARE(data.breaches().size(), size_t(1));
        QCOMPARE(data.breaches()[0], (TimeSpan{start + 1000, start + 2000}));
        data.setVisible(0, false);
        QVERIFY(data.breaches().empty());
        QVERIFY(!data.showsThreshold());
    }

    void aThresholdForOneLineJudgesNoOther()
    {
        ChartSpec spec;
        spec.series = {{"p50", u"p50"_s}, {"p95", u"p95"_s}};
        spec.threshold = 10;
        spec.judged = "p95";
        PlotData data(spec);
        data.setFrame(FrameBuilder(start, 4).line("p50", {20, 1, 1, 1}).line("p95", {1, 1, 20, 1}).build());
        QCOMPARE(data.breaches().size(), size_t(1));
        QCOMPARE(data.breaches()[0], (TimeSpan{start + 2000, start + 3000}));
        data.setVisible(1, false);
        QVERIFY(!data.showsThreshold());
    }

    void theDashboardJudgesTheLineThatHasALimit()
    {
        for (const ChartSpec& spec : dashboardCharts({})) {
            if (spec.id == "probe_latency"_L1) {
                QVERIFY(spec.threshold);
                QCOMPARE(spec.judged, std::string("probe.p95"));
            } else if (spec.id == "evictions"_L1) {
                QCOMPARE(spec.judged, std::string("evictions_per_second"));
            }
        }
    }

    void breachesAreStretchesOfTheFirstSeries()
    {
        ChartSpec spec = memory();
        spec.threshold = 10;
        PlotData data(spec);
        data.setFrame(
            FrameBuilder(start, 10).line("used", {1, 1, 50, 50, 1, 1}).line("limit", {99}).spike(0, 8, 20).build());
        QCOMPARE(data.breaches().size(), size_t(2));
        QCOMPARE(data.breaches()[0], (TimeSpan{start + 2000, start + 4000}));
        QCOMPARE(data.breaches()[1], (TimeSpan{start + 8000, start + 9000})); // inside a column is a breach, too
    }

    void aBreachDoesNotReachAcrossAGap()
    {
        ChartSpec spec = memory();
        spec.threshold = 10;
        spec.thresholdAbove = false;
        PlotData data(spec);
        data.setFrame(FrameBuilder(start, 10).line("used", {1}).gap(3, 6).build());
        QCOMPARE(data.breaches().size(), size_t(2));
        QCOMPARE(data.breaches()[0].toMs, start + 2000);
        QCOMPARE(data.breaches()[1].fromMs, start + 6000);
    }

    void valuesAtAMoment_data()
    {
        QTest::addColumn<qint64>("offset");
        QTest::addColumn<int>("column"); // -1: none
        QTest::newRow("on a sample") << qint64(2000) << 2;
        QTest::newRow("nearer to the next") << qint64(1600) << 2;
        QTest::newRow("in the gap") << qint64(5500) << -1;
        QTest::newRow("just after the gap's last sample") << qint64(3200) << 3;
        QTest::newRow("far before") << qint64(-60000) << -1;
        QTest::newRow("far after") << qint64(60000) << -1;
    }
    void valuesAtAMoment()
    {
        QFETCH(qint64, offset);
        QFETCH(int, column);
        PlotData data(memory());
        const Frame made =
            FrameBuilder(start, 12).line("used", {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}).gap(4, 8).frame();
        data.setFrame(std::make_shared<Frame>(made));
        const auto found = data.columnAt(start + offset);
        QCOMPARE(found ? int(*data.valueAt(0, *found)) : -1, column);
    }

    void loneValuesAreKnown()
    {
        PlotData data(memory());
        const double none = qQNaN();
        data.setFrame(FrameBuilder(start, 9).line("used", {1, none, 2, 2, none, 3, 3, 3, 4}).gap(6, 7).build());
        // 1 alone, 2-2 joined, 3 alone before the gap, 3-4 joined after it
        QCOMPARE(data.present().loneColumns(0), (std::vector<size_t>{0, 5}));
    }

    void thePreviousPeriodIsReadOneSpanEarlier()
    {
        PlotData data(memory());
        data.setFrame(FrameBuilder(start, 10).line("used", {50}).line("limit", {60}).build());
        QVERIFY(!data.knowsPrevious());
        QVERIFY(!data.previousColumnAt(start + 4000));
        data.setPrevious(before({0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
        QVERIFY(data.hasPrevious());
        QVERIFY(data.showsPrevious(0));
        QVERIFY(!data.showsPrevious(1)); // a limit
        const auto column = data.previousColumnAt(start + 4000);
        QVERIFY(column);
        QCOMPARE(data.previous().valueAt(0, *column), std::optional(4.0));
        QCOMPARE(data.previous().frame()->times[*column], start - 6000);
    }

    void aPreviousPeriodOfAnotherLengthIsNotUsed()
    {
        PlotData data(memory());
        data.setFrame(FrameBuilder(start, 20).line("used", {50}).build());
        data.setPrevious(before({1}));
        QVERIFY(!data.knowsPrevious());
        QVERIFY(!data.showsPrevious(0));
        data.setFrame(FrameBuilder(start, 10).line("used", {50}).build());
        QVERIFY(data.showsPrevious(0));
    }

    void theAxisCoversThePreviousLineNotItsExtremesAndNotWhenHidden()
    {
        PlotData data(memory());
        data.setFrame(FrameBuilder(start, 10).line("used", {50}).build());
        const double alone = data.valueAxis(4).max();
        data.setPrevious(FrameBuilder(start - 10'000, 10).line("used", {200}).spike(0, 4, 9000).build());
        const double compared = data.valueAxis(4).max();
        QVERIFY(compared >= 200 && compared < 1000);
        data.setPreviousVisible(false);
        QCOMPARE(data.valueAxis(4).max(), alone);
    }

    void withoutValuesBeforeThereIsNothingToCompare()
    {
        PlotData data(memory());
        data.setFrame(FrameBuilder(start, 10).line("used", {50}).build());
        data.setPrevious(FrameBuilder(start - 10'000, 10).line("used", {5}).gap(0, 10).build());
        QVERIFY(data.knowsPrevious());
        QVERIFY(!data.hasPrevious());
        QVERIFY(!data.showsPrevious(0));
    }

    void dashesMeanThePastOnlyWhereTheyDoNotTellLinesApart_data()
    {
        QTest::addColumn<int>("lines");
        QTest::addColumn<bool>("comparable");
        QTest::newRow("one line") << 1 << true;
        QTest::newRow("a line of each colour") << 4 << true;
        QTest::newRow("a fifth, dashed line") << 5 << false;
    }
    void dashesMeanThePastOnlyWhereTheyDoNotTellLinesApart()
    {
        QFETCH(int, lines);
        ChartSpec spec;
        for (int i = 0; i < lines; ++i)
            spec.series.push_back({"line" + std::to_string(i), u"line"_s});
        spec.series.push_back({"limit", u"limit"_s, ChartSeriesSpec::Style::Limit});
        QTEST(PlotData(spec).isComparable(), "comparable");
    }

    void logarithmicKnowsZeroAndTheSmallestValue()
    {
        PlotData data(memory());
        data.setFrame(FrameBuilder(start, 4).line("used", {0, 3, 4000}).build());
        data.setLogarithmic(true);
        const ValueAxis axis = data.valueAxis(4);
        QVERIFY(axis.isLogarithmic());
        QCOMPARE(axis.fraction(0), 0.0);
        QVERIFY(axis.fraction(3) > 0.1);
    }
};

QTEST_GUILESS_MAIN(TestPlotData)
#include "tst_plotdata.moc"
