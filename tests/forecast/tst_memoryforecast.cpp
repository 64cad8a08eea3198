// SPDX-License-Identifier: GPL-3.0-or-later
// When memory will be full, and when that cannot be said.
#include "forecast/memoryforecast.h"

#include <QtTest/QTest>

#include <cmath>
#include <functional>

using namespace cacheledger;
using Answer = MemoryForecast::Answer;

static constexpr TimeMs startMs = 1'790'000'400'000;
static constexpr TimeMs anHourMs = 3'600'000;

static std::vector<MemoryHour> hoursOf(int count, const std::function<double(int)>& usedOfHundred, double limit = 100)
{
    std::vector<MemoryHour> hours;
    for (int i = 0; i < count; ++i)
        hours.push_back({startMs + i * anHourMs, usedOfHundred(i), limit, 0, false});
    return hours;
}

/// A little of what every cache does, the same each time.
static double noise(int hour)
{
    return 0.4 * std::sin(hour * 12.9898) + 0.3 * std::sin(hour * 78.233);
}

class TestMemoryForecast : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answers_data();
    void answers();
    void fullTellsWhenAndHowSure();
    void evictingComesBeforeEverything();
    void whatWasBeforeARestartDoesNotCount();
    void newGrowthIsSeenBeforeAllOfIt();
    void hoursWithoutValuesAreLeftOut();
    void nothingIsKnownOfNothing();
};

void TestMemoryForecast::answers_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<std::function<double(int)>>("used");
    QTest::addColumn<double>("limit");
    QTest::addColumn<Answer>("answer");
    using Used = std::function<double(int)>;
    const auto row = [](const char* name, int count, const Used& used, double limit, Answer answer) {
        QTest::newRow(name) << count << used << limit << answer;
    };
    row(
        "one day tells nothing", 24, [](int h) { return 50.0 + h; }, 100, Answer::TooShort);
    row(
        "two days of growth", 48, [](int h) { return 30 + 0.5 * h + noise(h); }, 100, Answer::Full);
    row(
        "flat", 336, [](int h) { return 60 + noise(h); }, 100, Answer::NoTrend);
    row(
        "it shrinks", 336, [](int h) { return 60 - 0.1 * h + noise(h); }, 100, Answer::NoTrend);
    row(
        "sawtooth of a day: filled, then emptied", 336, [](int h) { return 40 + 2 * (h % 24) + noise(h); }, 100,
        Answer::NoTrend);
    row(
        "day and night", 336, [](int h) { return 60 + 15 * std::sin(h * M_PI / 12) + noise(h); }, 100, Answer::NoTrend);
    row(
        "a step, three days ago", 336, [](int h) { return (h < 264 ? 40 : 70) + noise(h); }, 100, Answer::NoTrend);
    row(
        "a step in the middle", 336, [](int h) { return (h < 168 ? 40 : 70) + noise(h); }, 100, Answer::NoTrend);
    row(
        "it grows without a limit", 336, [](int h) { return 20 + 0.1 * h + noise(h); }, 0, Answer::NoLimit);
    row(
        "it grows, and there is room for years", 336, [](int h) { return 20 + 0.05 * h + noise(h); }, 1'000'000,
        Answer::Far);
    row(
        "it grows by day and night", 336, [](int h) { return 20 + 0.15 * h + 5 * std::sin(h * M_PI / 12); }, 100,
        Answer::Full);
}

void TestMemoryForecast::answers()
{
    QFETCH(int, count);
    QFETCH(std::function<double(int)>, used);
    QFETCH(double, limit);
    const MemoryForecast made = forecastMemory(hoursOf(count, used, limit));
    QTEST(made.answer, "answer");
    QCOMPARE(made.inHours.has_value(), made.answer == Answer::Full);
    QCOMPARE(made.slope.has_value(), made.answer != Answer::TooShort);
}

void TestMemoryForecast::fullTellsWhenAndHowSure()
{
    const MemoryForecast made = forecastMemory(hoursOf(336, [](int h) { return 20 + 0.1 * h + 3 * noise(h); }));
    QCOMPARE(made.answer, Answer::Full);
    const double truth = (100 - (20 + 0.1 * 335)) / 0.1;
    QVERIFY2(std::abs(*made.inHours - truth) < 0.05 * truth, qPrintable(QString::number(*made.inHours)));
    QVERIFY(*made.earliestHours < *made.inHours);
    QVERIFY(made.latestHours && *made.latestHours > *made.inHours);
    QVERIFY(*made.earliestHours <= truth && truth <= *made.latestHours);
    QCOMPARE(made.lookedBackHours, 336);
}

void TestMemoryForecast::evictingComesBeforeEverything()
{
    std::vector<MemoryHour> hours = hoursOf(336, [](int h) { return std::min(40.0 + 0.5 * h, 100.0); });
    hours[310].evictedKeys = 5;
    QVERIFY(forecastMemory(hours).answer != Answer::EvictingAlready); // more than a day ago
    hours[320].evictedKeys = 5;
    QCOMPARE(forecastMemory(hours).answer, Answer::EvictingAlready);
    QVERIFY(!forecastMemory(hours).inHours);
    QCOMPARE(forecastMemory(std::span(hours).last(20)).answer, Answer::EvictingAlready); // also where it is young
}

void TestMemoryForecast::whatWasBeforeARestartDoesNotCount()
{
    const auto refilled = [](int h) {
        return h < 200 ? 60 + noise(h) : 60 * (1 - std::exp(-(h - 200) / 5.0)) + noise(h);
    };
    std::vector<MemoryHour> hours = hoursOf(336, refilled);
    hours[200].hasRestart = true;
    QCOMPARE(forecastMemory(std::span(hours).first(230)).answer, Answer::TooShort);
    for (std::size_t count = 231; count <= hours.size(); ++count) {
        const Answer answer = forecastMemory(std::span(hours).first(count)).answer;
        QVERIFY2(answer != Answer::Full && answer != Answer::EvictingAlready, qPrintable(QString::number(count)));
    }
    QCOMPARE(forecastMemory(hours).answer, Answer::NoTrend);
}

void TestMemoryForecast::newGrowthIsSeenBeforeAllOfIt()
{
    const auto used = [](int h) { return 30 + (h < 276 ? 0 : 0.8 * (h - 276)) + noise(h); };
    const MemoryForecast made = forecastMemory(hoursOf(336, used));
    QCOMPARE(made.answer, Answer::Full);
    QCOMPARE(made.lookedBackHours, 72);
    const double truth = (100 - used(335)) / 0.8;
    QVERIFY2(std::abs(*made.inHours - truth) < 0.3 * truth, qPrintable(QString::number(*made.inHours)));
}

void TestMemoryForecast::hoursWithoutValuesAreLeftOut()
{
    std::vector<MemoryHour> hours = hoursOf(336, [](int h) { return 20 + 0.1 * h + noise(h); });
    for (std::size_t i = 0; i < hours.size(); i += 3)
        hours[i].maxBytes = hours[i].limitBytes = hours[i].evictedKeys = std::nan("");
    QCOMPARE(forecastMemory(hours).answer, Answer::Full);
    std::erase_if(hours, [](const MemoryHour& hour) { return std::isnan(hour.maxBytes); });
    QCOMPARE(forecastMemory(hours).answer, Answer::Full);
}

void TestMemoryForecast::nothingIsKnownOfNothing()
{
    QCOMPARE(forecastMemory({}).answer, Answer::TooShort);
    const std::vector<MemoryHour> unknown = hoursOf(
        336, [](int) { return std::nan(""); }, std::nan(""));
    QCOMPARE(forecastMemory(unknown).answer, Answer::TooShort);
}

QTEST_APPLESS_MAIN(TestMemoryForecast)
#include "tst_memoryforecast.moc"
