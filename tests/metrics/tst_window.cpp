// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/window.h"

#include <QtCore/QObject>
#include <QtTest/QTest>

#include <cmath>
#include <random>

using namespace cacheledger;

namespace
{

struct Sample {
    TimeMs timeMs;
    double value;
    bool gap = false;
    bool reset = false;
};

constexpr double absent = WindowStat::nan;

WindowStat windowOf(const std::vector<Sample>& samples, bool counter = true)
{
    WindowAccumulator accumulator(counter);
    for (const Sample& sample : samples)
        accumulator.add(sample.timeMs, sample.value, sample.gap, sample.reset);
    return accumulator.stat();
}

bool same(double a, double b)
{
    return (std::isnan(a) && std::isnan(b)) || a == b;
}

bool same(const WindowStat& a, const WindowStat& b)
{
    return a.count == b.count && same(a.min, b.min) && same(a.max, b.max) && same(a.sum, b.sum) &&
           same(a.first, b.first) && same(a.last, b.last) && same(a.increase, b.increase) &&
           same(a.minRate, b.minRate) && same(a.maxRate, b.maxRate);
}

/// A counter as a rough life makes it: steady, resting, jumping, absent, after gaps, after resets.
std::vector<Sample> randomCounter(std::mt19937& random)
{
    std::vector<Sample> samples;
    double value = random() % 1000;
    TimeMs time = 1'700'000'000'000;
    for (int i = 0; i < 40; ++i) {
        const unsigned what = random() % 20;
        time += what == 0 ? 0 : what == 1 ? 60'000 : 1000;
        value = what == 2 ? random() % 50 : value + random() % 5000;
        samples.push_back({time, what == 3 ? absent : value, what == 1, what == 2 && random() % 2 == 0});
    }
    return samples;
}

} // namespace

class TestWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void emptyWindowKnowsNothing()
    {
        const WindowStat stat = windowOf({});
        QVERIFY(stat.empty());
        QVERIFY(std::isnan(stat.min) && std::isnan(stat.last) && std::isnan(stat.mean()) && std::isnan(stat.increase));
    }

    void gaugeHasExtremesAndMeanButNoRates()
    {
        const WindowStat stat = windowOf({{0, 4}, {1000, -2}, {2000, 7}}, false);
        QCOMPARE(stat.count, 3U);
        QCOMPARE(stat.min, -2.0);
        QCOMPARE(stat.max, 7.0);
        QCOMPARE(stat.first, 4.0);
        QCOMPARE(stat.last, 7.0);
        QCOMPARE(stat.mean(), 3.0);
        QVERIFY(std::isnan(stat.increase) && std::isnan(stat.minRate) && std::isnan(stat.maxRate));
    }

    void counter_data()
    {
        QTest::addColumn<std::vector<Sample>>("samples");
        QTest::addColumn<double>("increase");
        QTest::addColumn<double>("minRate");
        QTest::addColumn<double>("maxRate");
        using S = std::vector<Sample>;
        QTest::newRow("one sample has no step") << S{{0, 10}} << absent << absent << absent;
        QTest::newRow("steps add up") << S{{0, 10}, {1000, 15}, {3000, 35}} << 25.0 << 5.0 << 10.0;
        QTest::newRow("a resting counter rises by 0, which is known") << S{{0, 10}, {1000, 10}} << 0.0 << 0.0 << 0.0;
        QTest::newRow("no step across a gap") << S{{0, 10}, {90'000, 500, true}, {91'000, 501}} << 1.0 << 1.0 << 1.0;
        QTest::newRow("a fall is a reset: what was counted since, but no rate")
            << S{{0, 1000}, {1000, 1010}, {2000, 7}} << 17.0 << 10.0 << 10.0;
        QTest::newRow("a reset hidden by fast counting")
            << S{{0, 10}, {1000, 900, false, true}} << 900.0 << absent << absent;
        QTest::newRow("a reset to 0") << S{{0, 10}, {1000, 0}} << 0.0 << absent << absent;
        QTest::newRow("an absent value is stepped over")
            << S{{0, 10}, {1000, absent}, {2000, 30}} << 20.0 << 10.0 << 10.0;
        QTest::newRow("a gap before an absent value still holds")
            << S{{0, 10}, {60'000, absent, true}, {61'000, 30}} << absent << absent << absent;
        QTest::newRow("a reset before an absent value still holds")
            << S{{0, 10}, {1000, absent, false, true}, {2000, 30}} << 30.0 << absent << absent;
        QTest::newRow("the clock stood still") << S{{0, 10}, {0, 30}} << 20.0 << absent << absent;
        QTest::newRow("the clock was set back") << S{{5000, 10}, {0, 30}} << 20.0 << absent << absent;
        QTest::newRow("a server without the figure sends -1") << S{{0, -1}, {1000, -1}} << 0.0 << 0.0 << 0.0;
        QTest::newRow("never below 0 even when falling below 0") << S{{0, 5}, {1000, -1}} << 0.0 << absent << absent;
        QTest::newRow("huge") << S{{0, 9e15}, {1000, 9e15 + 4}} << 4.0 << 4.0 << 4.0;
    }

    void counter()
    {
        QFETCH(std::vector<Sample>, samples);
        const WindowStat stat = windowOf(samples);
        QTEST(stat.increase, "increase");
        QTEST(stat.minRate, "minRate");
        QTEST(stat.maxRate, "maxRate");
    }

    void nextWindowStartsWithTheStepFromTheLastSample()
    {
        WindowAccumulator accumulator(true);
        accumulator.add(0, 10);
        accumulator.add(1000, 14);
        QCOMPARE(accumulator.take().increase, 4.0);
        QVERIFY(accumulator.stat().empty());
        accumulator.add(2000, 20);
        QCOMPARE(accumulator.stat().count, 1U);
        QCOMPARE(accumulator.stat().first, 20.0);
        QCOMPARE(accumulator.stat().increase, 6.0);
    }

    void splittingAnywhereAndAppendingGivesTheSame()
    {
        std::mt19937 random(20261120);
        for (int round = 0; round < 200; ++round) {
            const std::vector<Sample> samples = randomCounter(random);
            for (bool counter : {true, false}) {
                const WindowStat whole = windowOf(samples, counter);
                for (std::size_t split = 0; split <= samples.size(); ++split) {
                    WindowAccumulator accumulator(counter);
                    WindowStat parts;
                    for (std::size_t i = 0; i < samples.size(); ++i) {
                        if (i == split)
                            parts.append(accumulator.take());
                        accumulator.add(samples[i].timeMs, samples[i].value, samples[i].gap, samples[i].reset);
                    }
                    parts.append(accumulator.take());
                    QVERIFY2(same(whole, parts), qPrintable(QStringLiteral("round %1 split %2").arg(round).arg(split)));
                }
            }
        }
    }

    void percentile_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<double>("rank");
        QTest::addColumn<double>("expected");
        QTest::newRow("p50 of 1..100") << 100 << 50.0 << 50.0;
        QTest::newRow("p95 of 1..20 is the 19th") << 20 << 95.0 << 19.0;
        QTest::newRow("p99 of 1..100") << 100 << 99.0 << 99.0;
        QTest::newRow("p99 of a few is the largest") << 10 << 99.0 << 10.0;
        QTest::newRow("p99.9 of 1..1000 is not rounded up") << 1000 << 99.9 << 999.0;
        QTest::newRow("p0 is the smallest") << 10 << 0.0 << 1.0;
        QTest::newRow("p100 is the largest") << 10 << 100.0 << 10.0;
        QTest::newRow("above 100 is the largest") << 10 << 250.0 << 10.0;
        QTest::newRow("one value") << 1 << 50.0 << 1.0;
    }

    void percentile()
    {
        QFETCH(int, count);
        QFETCH(double, rank);
        std::vector<double> values;
        for (int i = count; i > 0; --i)
            values.push_back(i);
        values.push_back(absent);
        QTEST(*cacheledger::percentile(values, rank), "expected");
    }

    void statisticsOfNothingAreNothing()
    {
        std::vector<double> none;
        QVERIFY(!cacheledger::percentile(none, 50));
        QVERIFY(!LatencyStatistics::of({}));
        QVERIFY(!LatencyStatistics::of({absent, absent}));
    }

    void statistics()
    {
        const auto result = LatencyStatistics::of({2, 4, 4, 4, 5, 5, 7, 9, absent});
        QVERIFY(result);
        QCOMPARE(result->count, std::size_t(8));
        QCOMPARE(result->min, 2.0);
        QCOMPARE(result->max, 9.0);
        QCOMPARE(result->mean, 5.0);
        QCOMPARE(result->median, 4.5);
        QCOMPARE(result->p95, 9.0);
        QCOMPARE(result->p99, 9.0);
        QCOMPARE(result->standardDeviation, 2.0);
    }

    void deviationOfLargeCloseValuesDoesNotCancel()
    {
        const auto result = LatencyStatistics::of({1e12, 1e12 + 1, 1e12 + 2});
        QVERIFY(std::abs(result->standardDeviation - std::sqrt(2.0 / 3.0)) < 1e-6);
    }
};

QTEST_APPLESS_MAIN(TestWindow)
#include "tst_window.moc"
