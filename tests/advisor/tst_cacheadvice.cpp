// SPDX-License-Identifier: GPL-3.0-or-later
#include "advisor/cacheadvice.h"

#include "metrics/infoparser.h"

#include <QtTest/QTest>

#include <limits>

using namespace cacheledger;

class TestCacheAdvice : public QObject
{
    Q_OBJECT

    static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

    static std::vector<double> days(double before, double now, int unknownHours = 0)
    {
        std::vector<double> hours(24, before);
        hours.insert(hours.end(), 24, now);
        std::fill_n(hours.begin(), unknownHours, unknown);
        return hours;
    }

    static void fill(LiveWindow& window, const QByteArray& role, double memory, int commands, bool cluster = true)
    {
        InfoParser parser;
        for (int second = 0; second < 2; ++second) {
            const QByteArray info = QByteArray("cluster_enabled:") + (cluster ? "1" : "0") + "\nrole:" + role +
                                    "\nused_memory:" + QByteArray::number(memory, 'f', 0) +
                                    "\ntotal_commands_processed:" + QByteArray::number(second * commands) + "\n";
            const InfoValues values = parser.parse({info.constData(), static_cast<std::size_t>(info.size())});
            auto snapshot = std::make_shared<Snapshot>();
            snapshot->timeMs = 1000 * (second + 1);
            snapshot->intervalMs = 1000;
            snapshot->layout = values.layout;
            snapshot->values = values.values;
            snapshot->texts = values.texts;
            window.add(snapshot);
        }
    }

private Q_SLOTS:
    void memoryIsHeldAgainstTraffic_data()
    {
        QTest::addColumn<GrowthSeries>("series");
        QTest::addColumn<QByteArray>("state");
        const QByteArray found("found"), fine("fine"), not_checkable("not_checkable");
        QTest::newRow("memory alone grows") << GrowthSeries{days(100, 125), days(10, 10)} << found;
        QTest::newRow("both grow") << GrowthSeries{days(100, 150), days(10, 14)} << fine;
        QTest::newRow("by just the limit") << GrowthSeries{days(100, 120), days(10, 10)} << fine;
        QTest::newRow("traffic falls, memory stays") << GrowthSeries{days(100, 100), days(10, 5)} << fine;
        QTest::newRow("hardly any traffic") << GrowthSeries{days(100, 200), days(0.2, 0.2)} << not_checkable;
        QTest::newRow("half a day is enough") << GrowthSeries{days(100, 125, 12), days(10, 10, 12)} << found;
        QTest::newRow("less is not") << GrowthSeries{days(100, 125, 13), days(10, 10)} << not_checkable;
        QTest::newRow("no history") << GrowthSeries{} << not_checkable;
    }
    void memoryIsHeldAgainstTraffic()
    {
        QFETCH(GrowthSeries, series);
        const AdviceFinding finding = memoryAgainstTraffic(series);
        QCOMPARE(finding.id, std::string("memory-growing-faster-than-traffic"));
        QTEST(QByteArray(adviceStateName(finding.state)), "state");
        QVERIFY(!finding.evidence.isEmpty());
        if (finding.state == AdviceState::Found)
            QVERIFY(!finding.action.isEmpty() && !finding.wayBack.isEmpty() && !finding.threshold.isEmpty());
    }

    void primariesAreComparedWithEachOther_data()
    {
        QTest::addColumn<QList<double>>("memory"); // of primaries
        QTest::addColumn<QList<int>>("commands");  // a second
        QTest::addColumn<bool>("cluster");
        QTest::addColumn<QByteArray>("state");
        const double gib = 1024.0 * 1024 * 1024;
        QTest::newRow("alike") << QList<double>{gib, 1.2 * gib, gib} << QList<int>{900, 1000, 1100} << true
                               << QByteArray("fine");
        QTest::newRow("one is full") << QList<double>{gib, 3 * gib, gib} << QList<int>{900, 1000, 1100} << true
                                     << QByteArray("found");
        QTest::newRow("one is asked") << QList<double>{gib, gib, gib} << QList<int>{100, 5000, 100} << true
                                      << QByteArray("found");
        QTest::newRow("too little to say")
            << QList<double>{1000, 9000, 1000} << QList<int>{1, 50, 1} << true << QByteArray("fine");
        QTest::newRow("one of them alone")
            << QList<double>{gib} << QList<int>{900} << true << QByteArray("not_checkable");
        QTest::newRow("nobody") << QList<double>{} << QList<int>{} << true << QByteArray("not_checkable");
        QTest::newRow("no cluster") << QList<double>{gib, 9 * gib} << QList<int>{900, 900} << false
                                    << QByteArray("fine");
    }
    void primariesAreComparedWithEachOther()
    {
        QFETCH(QList<double>, memory);
        QFETCH(QList<int>, commands);
        QFETCH(bool, cluster);
        std::vector<LiveWindow> windows(static_cast<std::size_t>(memory.size()) + 1, LiveWindow(60'000));
        std::vector<const LiveWindow*> nodes;
        for (qsizetype i = 0; i < memory.size(); ++i) {
            fill(windows[static_cast<std::size_t>(i)], "master", memory[i], commands[i], cluster);
            nodes.push_back(&windows[static_cast<std::size_t>(i)]);
        }
        if (!nodes.empty()) {
            fill(windows.back(), "slave", 99e9, 90'000, cluster); // is not compared with primaries
            nodes.push_back(&windows.back());
        }
        const AdviceFinding finding = clusterBalance(nodes);
        QCOMPARE(finding.id, std::string("unbalanced-cluster"));
        QTEST(QByteArray(adviceStateName(finding.state)), "state");
        if (finding.state == AdviceState::Found)
            QVERIFY(!finding.action.isEmpty() && !finding.wayBack.isEmpty() && !finding.threshold.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestCacheAdvice)
#include "tst_cacheadvice.moc"
