// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/pollgrid.h"

#include <QtTest/QTest>

#include <algorithm>
#include <cmath>
#include <vector>

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

    void placesStayApartHoweverNodesConnect()
    {
        constexpr int nodes = 100;
        constexpr qint64 interval = 10'000;
        std::vector<qint64> places;
        for (int i = 0; i < nodes; ++i) {
            const qint64 connected = 123'456'789'012'345 + (i % 7) * ms; // all at nearly one moment
            PollGrid grid(interval);
            grid.startSpread(connected, std::fmod(i * 0.6180339887, 1.0));
            const qint64 next = grid.after(connected + ms);
            QVERIFY(next - connected >= interval * ms / 2);
            QVERIFY(next - connected <= interval * ms * 3 / 2 + ms);
            QCOMPARE(grid.after(next), next + interval * ms);
            places.push_back(next % (interval * ms));
        }
        std::sort(places.begin(), places.end());
        for (std::size_t i = 1; i < places.size(); ++i)
            QVERIFY2(places[i] - places[i - 1] < 3 * interval * ms / nodes, qPrintable(QString::number(i)));
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
