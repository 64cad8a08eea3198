// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/sampletime.h"

#include <QtTest/QTest>

using namespace cacheledger;

class TestSampleTime : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsTheWallClock()
    {
        ManualClock clock(5000);
        SampleTime time;
        QCOMPARE(time.stamp(clock), 5000);
        clock.advance(1000);
        QCOMPARE(time.stamp(clock), 6000);
        clock.jumpTo(1'000'000); // forward: at once
        QCOMPARE(time.stamp(clock), 1'000'000);
    }

    void aStepBackKeepsTheOrderUntilTheClockCaughtUp()
    {
        ManualClock clock(100'000);
        SampleTime time;
        TimeMs last = time.stamp(clock);
        clock.jumpTo(98'000);
        int stepsUntilEqual = 0;
        for (int i = 1; i <= 40; ++i) {
            clock.advance(1000);
            const TimeMs now = time.stamp(clock);
            QVERIFY2(now - last >= 900 && now - last <= 1000, qPrintable(QString::number(now - last)));
            last = now;
            if (now == clock.nowMs() && stepsUntilEqual == 0)
                stepsUntilEqual = i;
        }
        QCOMPARE(stepsUntilEqual, 20); // 2 s at 100 ms a second
        QCOMPARE(last, clock.nowMs());
    }

    void twoSamplesInOneMillisecondDiffer()
    {
        const ManualClock clock(7);
        SampleTime time;
        QCOMPARE(time.stamp(clock), 7);
        QCOMPARE(time.stamp(clock), 8);
    }
};

QTEST_GUILESS_MAIN(TestSampleTime)
#include "tst_sampletime.moc"
