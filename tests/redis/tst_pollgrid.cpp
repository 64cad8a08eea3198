// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/pollgrid.h"

#include <QtTest/QTest>

using namespace cacheledger;

namespace
{
constexpr qint64 ms = PollGrid::nsPerMs;
}

class TestPollGrid : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ticksAreWholeIntervalsFromTheOrigin_data()
    {
        QTest::addColumn<qint64>("now");
        QTest::addColumn<qint64>("next");
        QTest::newRow("at the origin") << 500 * ms << 1500 * ms;
        QTest::newRow("just after it") << 500 * ms + 1 << 1500 * ms;
        QTest::newRow("just before a tick") << 1500 * ms - 1 << 1500 * ms;
        QTest::newRow("at a tick the next one") << 1500 * ms << 2500 * ms;
        QTest::newRow("missed ticks are not made up") << 7900 * ms << 8500 * ms;
    }
    void ticksAreWholeIntervalsFromTheOrigin()
    {
        QFETCH(qint64, now);
        PollGrid grid(1000);
        grid.startAt(500 * ms);
        QTEST(grid.after(now), "next");
    }

    void latenessNeverAddsUp()
    {
        PollGrid grid(250);
        qint64 now = 0;
        for (int i = 0; i < 1000; ++i)
            now = grid.after(now) + 3 * ms; // always 3 ms late
        QCOMPARE(now, 1000 * 250 * ms + 3 * ms);
    }

    void slowIsTwoIntervalsWithinBounds_data()
    {
        QTest::addColumn<int>("intervalMs");
        QTest::addColumn<qint64>("slowAfterMs");
        QTest::newRow("a short interval") << 250 << qint64(1000);
        QTest::newRow("in between") << 800 << qint64(1600);
        QTest::newRow("a second") << 1000 << qint64(2000);
        QTest::newRow("an hour") << 3600 * 1000 << qint64(2000);
    }
    void slowIsTwoIntervalsWithinBounds()
    {
        QFETCH(int, intervalMs);
        QFETCH(qint64, slowAfterMs);
        QCOMPARE(PollGrid(intervalMs).slowAfterNs(), slowAfterMs * ms);
    }
};

QTEST_GUILESS_MAIN(TestPollGrid)
#include "tst_pollgrid.moc"
