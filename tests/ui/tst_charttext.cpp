// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/charttext.h"

#include "support/framebuilder.h"

#include <QtCore/QDateTime>
#include <QtCore/QLocale>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static const TimeMs noon = QDateTime::fromString(u"2026-11-20T12:00:00Z"_s, Qt::ISODate).toMSecsSinceEpoch();
static const QTimeZone utc = QTimeZone::utc();

static ChartSpec hitRatio()
{
    ChartSpec spec;
    spec.id = u"hit_ratio"_s;
    spec.title = u"Hit ratio"_s;
    spec.unit = Unit::Ratio;
    spec.series = {{"hit_ratio", u"Hit ratio"_s}};
    return spec;
}

class TestChartText : public QObject
{
    Q_OBJECT

    static QString plain(QString text) { return text.replace(QChar(QChar::Nbsp), u' '); }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void theResolutionIsToldTruthfully_data()
    {
        QTest::addColumn<int>("tier");
        QTest::addColumn<int>("intervalMs");
        QTest::addColumn<qint64>("columnMs");
        QTest::addColumn<QString>("expected");
        QTest::newRow("each sample a point") << 0 << 1000 << qint64(500) << u"1 point = 1 s · every sample"_s;
        QTest::newRow("several samples a point")
            << 0 << 1000 << qint64(3000) << u"1 point = 3 s · raw samples · min–max kept"_s;
        QTest::newRow("an odd width is rounded")
            << 0 << 1000 << qint64(2727) << u"1 point = 2.7 s · raw samples · min–max kept"_s;
        QTest::newRow("a quarter of a second") << 0 << 250 << qint64(100) << u"1 point = 250 ms · every sample"_s;
        QTest::newRow("minutes") << 1 << 1000 << qint64(60000)
                                 << u"1 point = 1 min · from 1 min summaries · min–max kept"_s;
        QTest::newRow("hours, two a point")
            << 2 << 1000 << qint64(7200000) << u"1 point = 2 h · from 1 h summaries · min–max kept"_s;
        QTest::newRow("nothing is known") << 0 << 0 << qint64(0) << QString();
    }
    void theResolutionIsToldTruthfully()
    {
        QFETCH(int, tier);
        QFETCH(int, intervalMs);
        QFETCH(qint64, columnMs);
        Frame frame;
        frame.tier = Tier(tier);
        frame.intervalMs = intervalMs;
        frame.columnMs = columnMs;
        QTEST(plain(charttext::resolution(frame)), "expected");
    }

    void theAgeSaysWhenItIsStale_data()
    {
        QTest::addColumn<qint64>("ageMs"); // -1: no sample ever
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("stale");
        QTest::newRow("fresh") << qint64(400) << u"0.4 s ago"_s << false;
        QTest::newRow("three intervals are not stale yet") << qint64(3000) << u"3 s ago"_s << false;
        QTest::newRow("more than three are") << qint64(3001) << u"stale since 11:59:56"_s << true;
        QTest::newRow("another day is named") << qint64(86400000) << u"stale since 19 Nov 12:00"_s << true;
        QTest::newRow("a clock that went back is not negative") << qint64(-5000) << u"0.0 s ago"_s << false;
        QTest::newRow("never") << qint64(-1) << u"no data yet"_s << true;
    }
    void theAgeSaysWhenItIsStale()
    {
        QFETCH(qint64, ageMs);
        Frame frame;
        frame.intervalMs = 1000;
        if (ageMs != -1)
            frame.newestMs = noon - ageMs;
        const charttext::Age age = charttext::age(frame, noon, utc);
        QTEST(plain(age.text), "text");
        QTEST(age.stale, "stale");
    }

    void thePastDoesNotGetStale_data()
    {
        QTest::addColumn<qint64>("newestMs"); // from noon; 1: none
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("stale");
        QTest::newRow("samples go on after the range") << qint64(-1000) << u"until 11:55:00"_s << false;
        QTest::newRow("samples end within the range") << qint64(-400'000) << u"until 11:53:20"_s << false;
        QTest::newRow("never") << qint64(1) << u"no data yet"_s << true;
        QTest::newRow("none in the range") << qint64(-700'000) << u"no data"_s << false;
    }
    void thePastDoesNotGetStale()
    {
        QFETCH(qint64, newestMs);
        Frame frame;
        frame.intervalMs = 1000;
        frame.fromMs = noon - 600'000;
        frame.toMs = noon - 300'000;
        if (newestMs <= 0)
            frame.newestMs = noon + newestMs;
        if (frame.newestMs >= frame.fromMs)
            frame.times = {frame.fromMs};
        const charttext::Age age = charttext::ageOfPast(frame, noon, utc);
        QTEST(age.text, "text");
        QTEST(age.stale, "stale");
    }

    void aPastRangeThatEndsInAGapSaysWhereItsDataEnd()
    {
        Frame frame;
        frame.intervalMs = 1000;
        frame.fromMs = noon - 600'000;
        frame.toMs = noon - 300'000;
        frame.newestMs = noon; // samples came again after the range
        frame.times = {noon - 400'000};
        frame.gaps = {{noon - 400'000, noon - 300'000}};
        QCOMPARE(charttext::ageOfPast(frame, noon, utc).text, u"until 11:53:20"_s);
        frame.times.clear();
        frame.gaps = {{frame.fromMs, frame.toMs}};
        QCOMPARE(charttext::ageOfPast(frame, noon, utc).text, u"no data"_s);
    }

    void aLineThatEndedIsStaleThoughSamplesGoOn_data()
    {
        QTest::addColumn<std::string>("metric");
        QTest::addColumn<int>("values"); // then it has none
        QTest::addColumn<QString>("text");
        QTest::newRow("the primary is silent") << std::string("used_memory") << 5 << u"stale since 12:00:04"_s;
        QTest::newRow("not for long") << std::string("used_memory") << 8 << u"0.4 s ago"_s;
        QTest::newRow("it goes on") << std::string("used_memory") << 10 << u"0.4 s ago"_s;
        QTest::newRow("it never was") << std::string("used_memory") << 0 << u"0.4 s ago"_s;
        QTest::newRow("no traffic") << std::string("hit_ratio") << 5 << u"0.4 s ago"_s;
    }
    void aLineThatEndedIsStaleThoughSamplesGoOn()
    {
        QFETCH(std::string, metric);
        QFETCH(int, values);
        std::vector<double> line(10, 1.0);
        std::fill(line.begin() + values, line.end(), qQNaN());
        const FramePtr frame = FrameBuilder(noon, 10).line(metric, line).build();
        const auto ended = charttext::endedMs(*frame, std::vector{metric});
        const TimeMs now = noon + 9'400;
        QTEST(plain(charttext::age(*frame, now, utc, ended).text), "text");
        QCOMPARE(charttext::age(*frame, now, utc, ended).stale, ended.has_value());
        QCOMPARE(charttext::ageWhilePaused(*frame, now, utc, ended).stale, ended.has_value());
        QCOMPARE(charttext::ageOfPast(*frame, now, utc, ended).text.startsWith(u"until 12:00:04"_s), ended.has_value());
    }

    void whatWasStaleWhenPausedStaysStale()
    {
        Frame frame;
        frame.intervalMs = 1000;
        frame.newestMs = noon - 400;
        QCOMPARE(charttext::ageWhilePaused(frame, noon, utc).text, u"paused at 12:00:00"_s);
        QVERIFY(!charttext::ageWhilePaused(frame, noon, utc).stale);
        frame.newestMs = noon - 3001;
        QCOMPARE(charttext::ageWhilePaused(frame, noon, utc).text, u"stale since 11:59:56"_s);
        QVERIFY(charttext::ageWhilePaused(frame, noon, utc).stale);
    }

    void aWideChartIsNotStaleBeforeItIsDrawnAnew()
    {
        Frame frame;
        frame.intervalMs = 1000;
        frame.columnMs = 11'000;
        frame.newestMs = noon - 12'500;
        QVERIFY(!charttext::age(frame, noon, utc).stale);
        frame.newestMs = noon - 14'001;
        QVERIFY(charttext::age(frame, noon, utc).stale);
    }

    void theSummaryIsOneSentence_data()
    {
        QTest::addColumn<std::vector<double>>("values");
        QTest::addColumn<QString>("expected");
        QTest::newRow("falling") << std::vector<double>{0.93, 0.9, 0.85, 0.8, 0.75, 0.72, 0.71, 0.702}
                                 << u"Hit ratio: 70.2 % at 12:00:07, between 70.2 % and 93.0 %, falling."_s;
        QTest::newRow("rising") << std::vector<double>{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8}
                                << u"Hit ratio: 80.0 % at 12:00:07, between 10.0 % and 80.0 %, rising."_s;
        QTest::newRow("steady") << std::vector<double>{0.5, 0.9, 0.5, 0.9, 0.5, 0.9, 0.5, 0.9}
                                << u"Hit ratio: 90.0 % at 12:00:07, between 50.0 % and 90.0 %, steady."_s;
        QTest::newRow("unchanged") << std::vector<double>{0.5} << u"Hit ratio: 50.0 % at 12:00:07, unchanged."_s;
        QTest::newRow("the last has no traffic")
            << std::vector<double>{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, qQNaN()}
            << u"Hit ratio: 70.0 % at 12:00:06, between 10.0 % and 70.0 %, rising."_s;
        QTest::newRow("nothing at all") << std::vector<double>{qQNaN()} << u"Hit ratio: no data in this range."_s;
    }
    void theSummaryIsOneSentence()
    {
        QFETCH(std::vector<double>, values);
        PlotData data(hitRatio());
        data.setFrame(FrameBuilder(noon, 8).line("hit_ratio", values, Unit::Ratio).build());
        QTEST(plain(charttext::summary(data, utc)), "expected");
    }

    void withoutAFrameItIsLoading()
    {
        const PlotData data(hitRatio());
        QCOMPARE(charttext::summary(data, utc), u"Hit ratio: loading."_s);
        QCOMPARE(charttext::csv(data), u"time\n"_s);
    }

    void csvHasRawUnitsAndUtc()
    {
        PlotData data(hitRatio());
        data.setFrame(FrameBuilder(noon, 3).line("hit_ratio", {0.5, qQNaN(), 0.25}, Unit::Ratio).build());
        QCOMPARE(charttext::csv(data), u"time,hit_ratio\n2026-11-20T12:00:00.000Z,0.5\n"
                                       "2026-11-20T12:00:01.000Z,\n2026-11-20T12:00:02.000Z,0.25\n"_s);
    }

    void csvKeepsExtremesWhereAPointIsMoreThanASample()
    {
        PlotData data(hitRatio());
        data.setFrame(FrameBuilder(noon, 2).line("hit_ratio", {0.5, 0.25}, Unit::Ratio).spike(0, 1, 0.75).build());
        QCOMPARE(charttext::csv(data),
                 u"time,hit_ratio,hit_ratio.min,hit_ratio.max\n"
                 "2026-11-20T12:00:00.000Z,0.5,0.5,0.5\n2026-11-20T12:00:01.000Z,0.25,0.25,0.75\n"_s);
    }

    void csvLeavesOutHiddenSeriesAndOnesThatAreNotThere()
    {
        ChartSpec spec = hitRatio();
        spec.series.push_back({"hidden", u"hidden"_s});
        spec.series.push_back({"missing", u"missing"_s});
        PlotData data(spec);
        data.setFrame(FrameBuilder(noon, 1).line("hidden", {1}).line("hit_ratio", {0.5}).build());
        data.setVisible(1, false);
        QCOMPARE(charttext::csv(data), u"time,hit_ratio\n2026-11-20T12:00:00.000Z,0.5\n"_s);
    }

    void aCaptionSaysTheSpanAndTheZone()
    {
        QCOMPARE(charttext::caption({noon, noon + 3600000}, utc), u"20 Nov 2026 12:00–13:00 UTC"_s);
        QCOMPARE(charttext::caption({noon, noon + 86400000}, utc), u"20 Nov 2026 12:00–21 Nov 2026 12:00 UTC"_s);
    }
};

QTEST_GUILESS_MAIN(TestChartText)
#include "tst_charttext.moc"
