// SPDX-License-Identifier: GPL-3.0-or-later
// What is unusual for an hour of the week.
#include "forecast/hourlyanomaly.h"

#include <QtTest/QTest>

#include <cmath>
#include <vector>

using namespace cacheledger;

static constexpr TimeMs startMs = 1'790'000'400'000;
static constexpr TimeMs anHourMs = 3'600'000;
static constexpr int aWeek = 168;
static constexpr ScatterFloor hitRatio{0.005, true};

/// By day and night, with a little noise.
static double usualAt(int hour)
{
    return 0.85 + 0.08 * std::sin(hour % 24 * M_PI / 12) + 0.004 * std::sin(hour * 12.9898);
}

static std::vector<HourValue> pastOf(int weeks, double weight = 50'000)
{
    std::vector<HourValue> past;
    for (int hour = 0; hour < weeks * aWeek; ++hour)
        past.push_back({startMs + hour * anHourMs, usualAt(hour), weight});
    return past;
}

static HourValue nowOf(const std::vector<HourValue>& past, double value, double weight = 50'000)
{
    return {past.back().startMs + anHourMs, value, weight};
}

class TestHourlyAnomaly : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void silentBelowThreeWeeks_data();
    void silentBelowThreeWeeks();
    void theSameHourIsComparedAndNotTheDay();
    void aWeekThatWasBadDoesNotMakeTheNextOneGood();
    void littleTrafficSaysLittle();
    void weeksWithMoreTrafficCountMore();
    void valuesThatNeverMovedAreNoCertainty();
    void whatIsNotKnownIsNotUnusual();
};

void TestHourlyAnomaly::silentBelowThreeWeeks_data()
{
    QTest::addColumn<int>("weeks");
    QTest::addColumn<int>("compared"); // 0: silent
    QTest::newRow("one week") << 1 << 0;
    QTest::newRow("two weeks") << 2 << 0;
    QTest::newRow("three weeks") << 3 << 3;
    QTest::newRow("no more than eight count") << 12 << 8;
}

void TestHourlyAnomaly::silentBelowThreeWeeks()
{
    QFETCH(int, weeks);
    QFETCH(int, compared);
    const std::vector<HourValue> past = pastOf(weeks);
    const auto found = compareWithPastWeeks(past, nowOf(past, 0.2), hitRatio);
    QCOMPARE(found ? found->weeks : 0, compared);
    if (found)
        QVERIFY(found->deviation < -10);
}

void TestHourlyAnomaly::theSameHourIsComparedAndNotTheDay()
{
    const std::vector<HourValue> past = pastOf(4);
    for (int hour = 0; hour < 24; ++hour) {
        const HourValue now{past.back().startMs + (1 + hour) * anHourMs, usualAt(hour), 50'000};
        const auto usual = compareWithPastWeeks(past, now, hitRatio);
        QVERIFY2(usual && std::abs(usual->deviation) < 3, qPrintable(QString::number(hour)));
    }
    // What the night has is much for an afternoon.
    const HourValue evening{past.back().startMs + 7 * anHourMs, usualAt(18), 50'000};
    QVERIFY(compareWithPastWeeks(past, evening, hitRatio)->deviation < -5);
}

void TestHourlyAnomaly::aWeekThatWasBadDoesNotMakeTheNextOneGood()
{
    std::vector<HourValue> past = pastOf(5);
    for (int hour = 3 * aWeek; hour < 4 * aWeek; ++hour)
        past[static_cast<std::size_t>(hour)].value = 0.1;
    const auto found = compareWithPastWeeks(past, nowOf(past, 0.6), hitRatio);
    QVERIFY(found && found->deviation < -5);
    QVERIFY(std::abs(found->usual - usualAt(0)) < 0.02);
}

void TestHourlyAnomaly::littleTrafficSaysLittle()
{
    const std::vector<HourValue> past = pastOf(4);
    QVERIFY(compareWithPastWeeks(past, nowOf(past, 0.6, 50'000), hitRatio)->deviation < -5);
    QVERIFY(compareWithPastWeeks(past, nowOf(past, 0.6, 5), hitRatio)->deviation > -3);
}

void TestHourlyAnomaly::weeksWithMoreTrafficCountMore()
{
    std::vector<HourValue> past = pastOf(4);
    for (int hour = 0; hour < 3 * aWeek; ++hour) { // three quiet weeks of holidays
        past[static_cast<std::size_t>(hour)].value = 0.3;
        past[static_cast<std::size_t>(hour)].weight = 100;
    }
    QVERIFY(std::abs(compareWithPastWeeks(past, nowOf(past, 0.8), hitRatio)->usual - usualAt(0)) < 0.02);
}

void TestHourlyAnomaly::valuesThatNeverMovedAreNoCertainty()
{
    std::vector<HourValue> past = pastOf(4);
    for (HourValue& each : past)
        each.value = 100;
    const auto found = compareWithPastWeeks(past, nowOf(past, 101), {0.05, false});
    QVERIFY(found && std::abs(found->deviation - 0.2) < 1e-9);
    QVERIFY(!compareWithPastWeeks(past, nowOf(past, 101), {0, false})); // no spread, no deviation
}

void TestHourlyAnomaly::whatIsNotKnownIsNotUnusual()
{
    std::vector<HourValue> past = pastOf(4);
    QVERIFY(!compareWithPastWeeks(past, nowOf(past, std::nan("")), hitRatio));
    QVERIFY(!compareWithPastWeeks(past, nowOf(past, 0.1, 0), hitRatio));
    QVERIFY(!compareWithPastWeeks({}, nowOf(past, 0.1), hitRatio));
    for (int week = 0; week < 2; ++week)
        past[static_cast<std::size_t>(week * aWeek)].value = std::nan("");
    QVERIFY(!compareWithPastWeeks(past, nowOf(past, 0.1), hitRatio)); // two are left of four
}

QTEST_APPLESS_MAIN(TestHourlyAnomaly)
#include "tst_hourlyanomaly.moc"
