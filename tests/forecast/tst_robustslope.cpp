// SPDX-License-Identifier: GPL-3.0-or-later
// A line through values of which some may be anything.
#include "forecast/robustslope.h"

#include <QtTest/QTest>

#include <cmath>
#include <random>

using namespace cacheledger;

class TestRobustSlope : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theMiddleOfValues();
    void fewValuesHaveNoSlope();
    void aLineIsFound_data();
    void aLineIsFound();
    void oneInFourValuesMayBeAnything();
    void theIntervalHoldsTheTruth();
    void whatOnlyWandersDoesNotRise();
};

void TestRobustSlope::theMiddleOfValues()
{
    QCOMPARE(medianOf({3}), 3.0);
    QCOMPARE(medianOf({9, 1, 5}), 5.0);
    QCOMPARE(medianOf({9, 1, 5, 2}), 3.5);
}

void TestRobustSlope::fewValuesHaveNoSlope()
{
    std::vector<TimedValue> values;
    for (std::size_t i = 0; i + 1 < fewestForASlope; ++i)
        values.push_back({double(i), double(i)});
    QVERIFY(!robustSlope(values));
    values.push_back({double(fewestForASlope), double(fewestForASlope)});
    QVERIFY(robustSlope(values));
}

void TestRobustSlope::aLineIsFound_data()
{
    QTest::addColumn<double>("perHour");
    QTest::addColumn<bool>("rises");
    QTest::addColumn<bool>("falls");
    QTest::newRow("it rises") << 2.5 << true << false;
    QTest::newRow("it falls") << -0.25 << false << true;
    QTest::newRow("it stays as it is") << 0.0 << false << false;
}

void TestRobustSlope::aLineIsFound()
{
    QFETCH(double, perHour);
    std::vector<TimedValue> values;
    for (int hour = 0; hour < 48; hour += hour % 5 == 0 ? 2 : 1) // with hours missing
        values.push_back({double(hour), 100 + perHour * hour});
    const auto found = robustSlope(values);
    QVERIFY(found);
    QCOMPARE(found->perHour, perHour);
    QCOMPARE(found->level, values.back().value);
    QTEST(found->rises(), "rises");
    QTEST(found->falls(), "falls");
}

void TestRobustSlope::oneInFourValuesMayBeAnything()
{
    std::vector<TimedValue> values;
    for (int hour = 0; hour < 96; ++hour)
        values.push_back({double(hour), hour % 4 == 1 ? 1e9 : 50.0 + hour});
    const auto found = robustSlope(values);
    QVERIFY(found);
    QVERIFY2(std::abs(found->perHour - 1) < 0.1, qPrintable(QString::number(found->perHour)));
    QVERIFY(found->rises());
}

/// 95 of 100, with some room: a seeded draw.
void TestRobustSlope::theIntervalHoldsTheTruth()
{
    std::mt19937 random(7);
    std::normal_distribution<double> noise(0, 5);
    int held = 0;
    for (int round = 0; round < 200; ++round) {
        std::vector<TimedValue> values;
        for (int hour = 0; hour < 72; ++hour)
            values.push_back({double(hour), 0.1 * hour + noise(random)});
        const auto found = robustSlope(values);
        held += found->low <= 0.1 && 0.1 <= found->high ? 1 : 0;
        QVERIFY(found->low <= found->perHour && found->perHour <= found->high);
    }
    QVERIFY2(held >= 182 && held < 200, qPrintable(QString::number(held)));
}

/// A random walk has a direction in every piece of it, and none that goes on: plain ranks believe in most of them.
void TestRobustSlope::whatOnlyWandersDoesNotRise()
{
    std::mt19937 random(11);
    std::normal_distribution<double> step(0, 1);
    int believed = 0;
    for (int round = 0; round < 200; ++round) {
        std::vector<TimedValue> values;
        double level = 0;
        for (int hour = 0; hour < 96; ++hour)
            values.push_back({double(hour), level = 0.9 * level + step(random)});
        believed += robustSlope(values)->rises() ? 1 : 0;
    }
    QVERIFY2(believed <= 20, qPrintable(QString::number(believed)));
}

QTEST_APPLESS_MAIN(TestRobustSlope)
#include "tst_robustslope.moc"
