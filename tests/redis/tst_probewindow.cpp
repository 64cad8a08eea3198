// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/probewindow.h"

#include <QtTest/QTest>

using namespace cacheledger;

namespace
{
constexpr qint64 second = 1'000'000'000;
}

class TestProbeWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void percentilesAreNearestRank_data()
    {
        QTest::addColumn<int>("count"); // values 1..count
        QTest::addColumn<double>("p50");
        QTest::addColumn<double>("p95");
        QTest::addColumn<double>("p99");
        QTest::newRow("one value is all of them") << 1 << 1.0 << 1.0 << 1.0;
        QTest::newRow("of two the median is the smaller") << 2 << 1.0 << 2.0 << 2.0;
        QTest::newRow("twenty") << 20 << 10.0 << 19.0 << 20.0;
        QTest::newRow("a hundred") << 100 << 50.0 << 95.0 << 99.0;
    }
    void percentilesAreNearestRank()
    {
        QFETCH(int, count);
        ProbeWindow window;
        for (int i = count; i >= 1; --i) // order does not matter
            window.add(0, i);
        QTEST(window.percentile(50), "p50");
        QTEST(window.percentile(95), "p95");
        QTEST(window.percentile(99), "p99");
    }

    void valuesLeaveAfterSixtySeconds()
    {
        ProbeWindow window;
        window.add(0, 900);
        window.add(30 * second, 5);
        window.add(60 * second - 1, 6);
        QCOMPARE(window.size(), std::size_t(3));
        QCOMPARE(window.percentile(99), 900.0);
        window.add(60 * second, 7);
        QCOMPARE(window.size(), std::size_t(3));
        QCOMPARE(window.percentile(99), 7.0);
    }

    void aPollEveryHourSeesOnlyItself()
    {
        ProbeWindow window;
        for (int hour = 0; hour < 5; ++hour)
            window.add(hour * 3600 * second, hour + 1);
        QCOMPARE(window.size(), std::size_t(1));
        QCOMPARE(window.percentile(50), 5.0);
    }

    void repeatedValuesLeaveOneByOne()
    {
        ProbeWindow window;
        for (int i = 0; i < 4; ++i)
            window.add(i * 20 * second, 3.0);
        QCOMPARE(window.size(), std::size_t(3));
    }
};

QTEST_GUILESS_MAIN(TestProbeWindow)
#include "tst_probewindow.moc"
