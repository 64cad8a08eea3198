// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertfixture.h"
#include "alerts/nodeseries.h"

#include <QtCore/QObject>
#include <QtTest/QTest>

#include <cmath>

using namespace cacheledger;

namespace
{

using Values = std::vector<double>;
using Found = std::optional<double>;

/// One metric, one sample a second from startMs on.
struct OneMetric {
    explicit OneMetric(const Values& values, qint64 windowMs = 10'000)
    {
        const SampleMaker samples({"x"});
        wanted.want("x", windowMs);
        series.arrange(wanted);
        for (const double value : values)
            series.add(samples.at(nextMs(), {value}));
    }
    TimeMs nextMs() { return startMs + 1000 * count++; }
    TimeMs lastMs() const { return startMs + 1000 * (count - 1); }

    NodeSeries series;
    WantedColumns wanted;
    const std::size_t column = 0;
    int count = 0;
};

Values stairs(int count, double from = 0, double step = 1)
{
    Values values;
    for (int i = 0; i < count; ++i)
        values.push_back(from + step * i);
    return values;
}

} // namespace

class TestNodeSeries : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void increaseIsThatOfPrometheus_data()
    {
        QTest::addColumn<std::vector<double>>("values");
        QTest::addColumn<qint64>("windowMs");
        QTest::addColumn<double>("increase");
        QTest::newRow("no sample") << Values{} << 10'000LL << absent;
        QTest::newRow("one sample is no step") << Values{5} << 10'000LL << absent;
        QTest::newRow("samples up to both ends") << stairs(11, 100) << 10'000LL << 10.0;
        QTest::newRow("only what is in the window") << stairs(100, 100) << 10'000LL << 10.0;
        QTest::newRow("extrapolated by half a step where samples begin later") << stairs(5, 100) << 10'000LL << 4.5;
        QTest::newRow("but not below zero") << stairs(5, 0.25) << 10'000LL << 4.25;
        QTest::newRow("nor further than that down to zero") << stairs(5, 0.75) << 10'000LL << 4.5; // 4.75 before 2.52
        QTest::newRow("a reset counts from zero") << Values{100, 101, 102, 1, 2} << 4'000LL << 4.0;
        QTest::newRow("two resets") << Values{100, 101, 1, 2, 1} << 4'000LL << 4.0;
        QTest::newRow("a reset before the window does not count") << Values{100, 1, 2, 3, 4} << 3'000LL << 3.0;
        QTest::newRow("absent samples are no zeros") << Values{100, 101, absent, absent, 104} << 4'000LL << 4.0;
        QTest::newRow("a reset within an absence") << Values{100, 101, absent, 1, 2} << 4'000LL << 3.0;
        QTest::newRow("all absent") << Values{absent, absent, absent} << 4'000LL << absent;
        QTest::newRow("one that is not absent") << Values{absent, 7, absent} << 4'000LL << absent;
        QTest::newRow("a counter at rest") << Values{7, 7, 7, 7, 7} << 4'000LL << 0.0;
    }

    void increaseIsThatOfPrometheus()
    {
        QFETCH(std::vector<double>, values);
        QFETCH(qint64, windowMs);
        QFETCH(double, increase);
        OneMetric metric(values, windowMs);
        const Found found = metric.series.increase(metric.column, windowMs, metric.lastMs());
        QCOMPARE(found.has_value(), !std::isnan(increase));
        if (!found)
            return;
        QCOMPARE(*found, increase);
        QCOMPARE(*metric.series.rate(metric.column, windowMs, metric.lastMs()),
                 increase / (static_cast<double>(windowMs) / 1000));
    }

    void windowsFold_data()
    {
        QTest::addColumn<std::vector<double>>("values");
        QTest::addColumn<double>("average");
        QTest::addColumn<double>("minimum");
        QTest::addColumn<double>("maximum");
        QTest::addColumn<double>("p95");
        QTest::newRow("nothing") << Values{} << absent << absent << absent << absent;
        QTest::newRow("one value") << Values{3} << 3.0 << 3.0 << 3.0 << 3.0;
        QTest::newRow("interpolated percentile") << stairs(5) << 2.0 << 0.0 << 4.0 << 3.8;
        QTest::newRow("old ones are out of the window") << Values{99, 1, 2, 3, 4, 5} << 3.0 << 1.0 << 5.0 << 4.8;
        QTest::newRow("absent ones are left out") << Values{1, absent, 3, absent} << 2.0 << 1.0 << 3.0 << 2.9;
        QTest::newRow("in any order") << Values{5, 1, 4, 2, 3} << 3.0 << 1.0 << 5.0 << 4.8;
        QTest::newRow("negative ones") << Values{-5, -1, -3} << -3.0 << -5.0 << -1.0 << -1.2;
        QTest::newRow("absent alone") << Values{absent, absent} << absent << absent << absent << absent;
    }

    void windowsFold()
    {
        QFETCH(std::vector<double>, values);
        constexpr qint64 windowMs = 4000;
        OneMetric metric(values, windowMs);
        const TimeMs atMs = metric.lastMs();
        const auto check = [](const Found& found, double expected) {
            return std::isnan(expected) ? !found : found && std::abs(*found - expected) < 1e-12;
        };
        QFETCH(double, average);
        QFETCH(double, minimum);
        QFETCH(double, maximum);
        QFETCH(double, p95);
        QVERIFY(check(metric.series.average(metric.column, windowMs, atMs), average));
        QVERIFY(check(metric.series.minimum(metric.column, windowMs, atMs), minimum));
        QVERIFY(check(metric.series.maximum(metric.column, windowMs, atMs), maximum));
        QVERIFY(check(metric.series.quantile(0.95, metric.column, windowMs, atMs), p95));
    }

    void theNewestValueHoldsForFiveMinutes()
    {
        OneMetric metric({7, absent});
        QCOMPARE(metric.series.value(metric.column, startMs + 300'000), Found(7));
        QCOMPARE(metric.series.value(metric.column, startMs + 300'001), Found());
        QCOMPARE(OneMetric({absent}).series.value(0, startMs), Found());
    }

    void absenceIsCountedFromTheLastValue()
    {
        OneMetric metric({7, absent, absent});
        QVERIFY(!metric.series.isAbsent(metric.column, 2000, startMs + 2000));
        QVERIFY(metric.series.isAbsent(metric.column, 2000, startMs + 2001));
        QVERIFY(OneMetric({absent}).series.isAbsent(0, 2000, startMs));
    }

    void aDayBefore()
    {
        NodeSeries series;
        const SampleMaker samples({"x"});
        WantedColumns wanted;
        const std::size_t column = wanted.want("x", 0);
        wanted.wantDayBefore(column);
        series.arrange(wanted);
        constexpr TimeMs minuteMs = 60'000;
        for (int minute = 0; minute <= 3000; ++minute)
            series.add(samples.at(startMs + minute * minuteMs, {double(minute)}));
        const TimeMs nowMs = startMs + 3000 * minuteMs;
        QCOMPARE(series.valueDayBefore(column, nowMs), Found(3000 - 1440));
        QCOMPARE(series.valueDayBefore(column, nowMs + 5 * minuteMs), Found(3005 - 1440));
        QCOMPARE(OneMetric({1, 2, 3}).series.valueDayBefore(0, startMs + 2000), Found());
    }

    void noValueOfADayBeforeWhereThereWasAGap()
    {
        NodeSeries series;
        const SampleMaker samples({"x"});
        WantedColumns wanted;
        const std::size_t column = wanted.want("x", 0);
        wanted.wantDayBefore(column);
        series.arrange(wanted);
        series.add(samples.at(startMs, {1}));
        series.add(samples.at(startMs + NodeSeries::dayMs, {2}));
        QCOMPARE(series.valueDayBefore(column, startMs + NodeSeries::dayMs + 300'000), Found(1));
        QCOMPARE(series.valueDayBefore(column, startMs + NodeSeries::dayMs + 300'001), Found());
    }

    void columnsFollowTheLayout()
    {
        NodeSeries series;
        WantedColumns wanted;
        const std::size_t x = wanted.want("x", 10'000), y = wanted.want("y", 10'000);
        series.arrange(wanted);
        series.add(SampleMaker({"x", "y"}).at(startMs, {1, 100}));
        series.add(SampleMaker({"y", "z", "x"}).at(startMs + 1000, {200, -1, 2}));
        series.add(SampleMaker({"y"}).at(startMs + 2000, {300}));
        QCOMPARE(series.increase(y, 2000, startMs + 2000), Found(200));
        QCOMPARE(series.value(x, startMs + 2000), Found(2));
        QCOMPARE(series.maximum(x, 2000, startMs + 2000), Found(2));
    }

    void wantingTheSameTwiceIsOneColumn()
    {
        WantedColumns wanted;
        QCOMPARE(wanted.want("x", 1000), wanted.want("x", 5000));
        QVERIFY(wanted.want("x", 1000) != wanted.want("y", 1000));
        QCOMPARE(wanted.all().front().windowMs, 5000);
    }

    void whatIsKnownMovesWithItsColumn()
    {
        OneMetric metric(stairs(5, 100));
        WantedColumns others;
        const std::size_t y = others.want("y", 10'000), x = others.want("x", 10'000);
        metric.series.arrange(others);
        QCOMPARE(metric.series.increase(x, 4000, metric.lastMs()), Found(4));
        QCOMPARE(metric.series.value(y, metric.lastMs()), Found());
        WantedColumns withoutX;
        withoutX.want("y", 10'000);
        metric.series.arrange(withoutX);
        metric.series.add(SampleMaker({"x"}).at(metric.nextMs(), {105}));
        metric.series.arrange(metric.wanted);
        QCOMPARE(metric.series.increase(metric.column, 5000, metric.lastMs()), Found(5));
    }

    void aColumnWantedLaterBeginsLater()
    {
        OneMetric metric(stairs(5, 100));
        const std::size_t late = metric.wanted.want("x2", 10'000);
        metric.series.arrange(metric.wanted);
        const SampleMaker samples({"x", "x2"});
        for (int i = 0; i < 4; ++i)
            metric.series.add(samples.at(metric.nextMs(), {105.0 + i, 1000.0 + i}));
        QCOMPARE(metric.series.increase(late, 3000, metric.lastMs()), Found(3));
        QCOMPARE(metric.series.increase(metric.column, 8000, metric.lastMs()), Found(8));
    }

    void earlierSamplesAreIgnored()
    {
        OneMetric metric({1, 2, 3});
        const SampleMaker samples({"x"});
        metric.series.add(samples.at(startMs + 500, {1000}));
        metric.series.add(samples.at(metric.lastMs(), {1000}));
        QCOMPARE(metric.series.maximum(metric.column, 10'000, metric.lastMs()), Found(3));
    }

    /// Forgetting happens in steps; what is in a window never depends on them.
    void windowsOfDifferentLengthAreRightAfterLong()
    {
        NodeSeries series;
        const SampleMaker samples({"x", "y"});
        WantedColumns wanted;
        const std::size_t x = wanted.want("x", 5'000), y = wanted.want("y", 400'000);
        series.arrange(wanted);
        for (int i = 0; i < 3000; ++i) {
            const TimeMs atMs = startMs + i * 1000;
            series.add(samples.at(atMs, {1e6 + i, 1e6 + 2.0 * i}));
            if (i < 500)
                continue;
            QCOMPARE(series.increase(x, 5'000, atMs), Found(5));
            QCOMPARE(series.increase(y, 400'000, atMs), Found(800));
            QCOMPARE(series.minimum(y, 400'000, atMs), Found(1e6 + 2.0 * (i - 400)));
        }
    }
};

QTEST_GUILESS_MAIN(TestNodeSeries)
#include "tst_nodeseries.moc"
