// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/hotitems.h"

#include <QtCore/QObject>
#include <QtTest/QTest>

#include <limits>

using namespace cacheledger;

namespace
{

constexpr TimeMs startMs = 1'780'315'200'000;
constexpr qint64 minuteMs = 60'000;

/// A counter that is told every minute.
struct Counter {
    HotItems& items;
    const char* name;
    TimeMs timeMs = startMs;
    double value = 0;

    void run(int minutes, double perMinute)
    {
        for (int i = 0; i < minutes; ++i) {
            value += perMinute;
            timeMs += minuteMs;
            items.add(name, value, timeMs);
        }
    }
};

} // namespace

class TestHotItems : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isHotAtTenTimesItsBaselineAndAThousandRequests_data()
    {
        QTest::addColumn<double>("usual");
        QTest::addColumn<double>("now");
        QTest::addColumn<bool>("hot");
        QTest::newRow("ten times and enough") << 20.0 << 220.0 << true;
        QTest::newRow("nine times") << 20.0 << 180.0 << false;
        QTest::newRow("a hundred times, but few requests") << 0.5 << 50.0 << false;
        QTest::newRow("busy as ever") << 5000.0 << 5000.0 << false;
        QTest::newRow("from nothing") << 0.0 << 200.0 << true;
    }

    void isHotAtTenTimesItsBaselineAndAThousandRequests()
    {
        QFETCH(double, usual);
        QFETCH(double, now);
        HotItems items;
        Counter counter{items, "product:17"};
        items.add(counter.name, 0, startMs);
        counter.run(120, usual);
        QVERIFY(items.hot(counter.timeMs).empty());
        counter.run(10, now);
        QTEST(!items.hot(counter.timeMs).empty(), "hot");
    }

    void saysHowHotTheHottestFirst()
    {
        HotItems items;
        Counter one{items, "one"}, two{items, "two"};
        for (Counter* each : {&one, &two}) {
            items.add(each->name, 0, startMs);
            each->run(60, 10);
        }
        one.run(10, 200);
        two.run(10, 900);
        const std::vector<HotItem> hot = items.hot(one.timeMs);
        QCOMPARE(hot.size(), std::size_t(2));
        QCOMPARE(hot[0].item, std::string("two"));
        QCOMPARE(hot[0].requests, 9000.0);
        QCOMPARE(qRound(hot[0].usual), 100);
    }

    void anItemWithoutABaselineIsNotJudged()
    {
        HotItems items;
        Counter counter{items, "new"};
        items.add(counter.name, 0, startMs);
        counter.run(15, 10'000);
        QVERIFY(items.hot(counter.timeMs).empty());
    }

    void whatIsHotForADayIsUsual()
    {
        HotItems items;
        Counter counter{items, "trend"};
        items.add(counter.name, 0, startMs);
        counter.run(60, 10);
        counter.run(10, 500);
        QVERIFY(!items.hot(counter.timeMs).empty());
        counter.run(1440, 500);
        QVERIFY(items.hot(counter.timeMs).empty());
    }

    void aCounterThatBeginsAnewIsNoSurge()
    {
        HotItems items;
        Counter counter{items, "k"};
        items.add(counter.name, 1e9, startMs);
        counter.value = 1e9;
        counter.run(60, 10);
        counter.value = 0; // the application started again
        counter.run(5, 10);
        QVERIFY(items.hot(counter.timeMs).empty());
    }

    void silenceCools()
    {
        HotItems items;
        Counter counter{items, "k"};
        items.add(counter.name, 0, startMs);
        counter.run(60, 10);
        counter.run(10, 500);
        QVERIFY(!items.hot(counter.timeMs).empty());
        QVERIFY(items.hot(counter.timeMs + 10 * minuteMs).empty());
        items.add("k", counter.value, counter.timeMs + 5'000'000'000); // two months later
        QVERIFY(items.hot(counter.timeMs + 5'000'000'000).empty());
    }

    void judgingBeginsWithABaseline()
    {
        HotItems items;
        Counter counter{items, "k"};
        items.add(counter.name, 0, startMs);
        QVERIFY(!items.isJudging(startMs));
        counter.run(19, 10);
        QVERIFY(!items.isJudging(counter.timeMs));
        counter.run(1, 10);
        QVERIFY(items.isJudging(counter.timeMs));
        QVERIFY(items.hot(counter.timeMs).empty());
    }

    void practiceGoesFasterAndFindsTheSame()
    {
        const HotItemLimits limits = HotItemLimits().compressed(60, 5'000);
        QCOMPARE(limits.windowMs, 10'000);
        QVERIFY(qAbs(limits.leastRequests - 1000.0 / 60) < 1e-9);
        QCOMPARE(HotItemLimits().compressed(1000, 5'000).windowMs, 5'000);
        HotItems items(limits);
        for (int second = 0; second <= 40; ++second)
            items.add("k", second < 30 ? second : 30 + (second - 30) * 50, startMs + second * 1000);
        QVERIFY(!items.hot(startMs + 40'000).empty());
        QVERIFY(items.hot(startMs + 60'000).empty());
    }

    void nonsenseAndTooManyAreLeftOut()
    {
        HotItems items;
        items.add("a", -1, startMs);
        items.add("b", std::numeric_limits<double>::quiet_NaN(), startMs);
        QCOMPARE(items.size(), std::size_t(0));
        for (std::size_t i = 0; i < HotItems::mostItems + 10; ++i)
            items.add(std::to_string(i), 1, startMs);
        QCOMPARE(items.size(), HotItems::mostItems);
    }
};

QTEST_GUILESS_MAIN(TestHotItems)
#include "tst_hotitems.moc"
