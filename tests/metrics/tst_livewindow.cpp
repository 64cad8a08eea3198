// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/derived.h"

#include <QtCore/QObject>
#include <QtTest/QTest>

using namespace cacheledger;

namespace
{

using Values = std::map<std::string, double>;

SnapshotPtr sample(TimeMs timeMs, const Values& values, const std::string& runId = "a", int intervalMs = 1000)
{
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->timeMs = timeMs;
    snapshot->intervalMs = intervalMs;
    std::vector<std::string> names;
    for (const auto& [name, value] : values) {
        names.push_back(name);
        snapshot->values.push_back(value);
    }
    snapshot->layout = std::make_shared<SeriesLayout>(names);
    snapshot->texts = std::make_shared<TextFields>(TextFields{{"run_id", runId}});
    return snapshot;
}

Values evicted(double count)
{
    return {{"evicted_keys", count}};
}

} // namespace

class TestLiveWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void emptyWindowKnowsNothing()
    {
        LiveWindow window(60'000);
        QVERIFY(!window.value("used_memory") && !window.value("hit_ratio"));
        QVERIFY(!window.latest());
        QCOMPARE(window.coveredMs(), 0);
        window.add(nullptr);
        QVERIFY(!window.latest());
    }

    void rawValuesAreTheLatest()
    {
        LiveWindow window(60'000);
        window.add(sample(0, {{"used_memory", 10}, {"gone", 1}}));
        window.add(sample(1000, {{"used_memory", 20}}));
        QCOMPARE(window.value("used_memory"), std::optional(20.0));
        QVERIFY(!window.value("gone"));
        QVERIFY(!window.value("never_sent"));
    }

    void oneSampleHasRatiosOfGaugesButNoRates()
    {
        LiveWindow window(60'000);
        window.add(sample(0, {{"used_memory", 50}, {"maxmemory", 100}, {"evicted_keys", 9}}));
        QCOMPARE(window.value("memory_used_ratio"), std::optional(0.5));
        QVERIFY(!window.value("evictions_per_second"));
    }

    void ratesAreOverTheWindow()
    {
        LiveWindow window(10'000);
        for (int second = 0; second <= 30; ++second)
            window.add(sample(second * 1000, evicted(second <= 20 ? second * 100.0 : 2000.0 + (second - 20) * 3)));
        QCOMPARE(window.value("evictions_per_second"), std::optional(3.0));
        QCOMPARE(window.coveredMs(), 10'000);
    }

    void aGapIsNotBridged()
    {
        LiveWindow window(60'000);
        window.add(sample(0, evicted(0)));
        window.add(sample(1000, evicted(5)));
        window.add(sample(21'000, evicted(9000)));
        window.add(sample(22'000, evicted(9015)));
        QCOMPARE(window.value("evictions_per_second"), std::optional(10.0)); // 20 in the 2 s that were seen
    }

    void savedTextsWithoutIntervalHaveNoGaps()
    {
        LiveWindow window(3'600'000);
        window.add(sample(0, evicted(0), "a", 0));
        window.add(sample(600'000, evicted(600), "a", 0));
        QCOMPARE(window.value("evictions_per_second"), std::optional(1.0));
    }

    void aRestartGivesWhatWasCountedSinceAndNeverLess()
    {
        LiveWindow window(60'000);
        window.add(sample(0, evicted(1000), "a"));
        window.add(sample(1000, evicted(1010), "a"));
        window.add(sample(2000, evicted(6), "b"));
        QCOMPARE(window.value("evictions_per_second"), std::optional(8.0));
    }

    void aRestartHiddenByFastCountingIsSeenByItsRunId()
    {
        LiveWindow window(60'000);
        window.add(sample(0, evicted(10), "a"));
        window.add(sample(1000, evicted(500), "b"));
        QCOMPARE(window.value("evictions_per_second"), std::optional(500.0));
    }

    void resetStatisticsMakeNoSpikeOfWhatTheyLeaveAlone()
    {
        LiveWindow window(60'000);
        window.add(sample(0, {{"used_cpu_user", 9000}, {"total_commands_processed", 5'000'000}}));
        window.add(sample(1000, {{"used_cpu_user", 9000.5}, {"total_commands_processed", 7}}));
        QCOMPARE(window.value("cpu_user"), std::optional(0.5));
        QCOMPARE(window.value("commands_per_second"), std::optional(7.0));
    }

    void anEmptiedDatabaseHasNoKeysAtOnce()
    {
        LiveWindow window(60'000);
        const Values full{{"keyspace_hits", 1}, {"used_memory", 1000}};
        Values withKeys = full;
        withKeys["db0.keys"] = 10;
        window.add(sample(0, withKeys));
        QCOMPARE(window.value("keys"), std::optional(10.0));
        window.add(sample(1000, full));
        QCOMPARE(window.value("keys"), std::optional(0.0));
    }

    void aClockSetBackStartsAnew()
    {
        LiveWindow window(60'000);
        window.add(sample(100'000, evicted(0)));
        window.add(sample(101'000, evicted(50)));
        window.add(sample(40'000, evicted(60)));
        QVERIFY(!window.value("evictions_per_second"));
        window.add(sample(41'000, evicted(62)));
        QCOMPARE(window.value("evictions_per_second"), std::optional(2.0));
    }

    void aClockSetForwardIsAGap()
    {
        LiveWindow window(60'000);
        window.add(sample(0, evicted(0)));
        window.add(sample(1000, evicted(10)));
        window.add(sample(86'400'000, evicted(20)));
        QVERIFY(!window.value("evictions_per_second"));
        window.add(sample(86'401'000, evicted(24)));
        QCOMPARE(window.value("evictions_per_second"), std::optional(4.0));
        QCOMPARE(window.coveredMs(), 1000);
    }

    void twoSamplesAtTheSameMomentGiveNoRate()
    {
        LiveWindow window(60'000);
        window.add(sample(0, evicted(0)));
        window.add(sample(0, evicted(10)));
        QVERIFY(!window.value("evictions_per_second"));
    }

    void clearForgets()
    {
        LiveWindow window(60'000);
        window.add(sample(0, evicted(0)));
        window.clear();
        QVERIFY(!window.value("evicted_keys") && !window.latest());
    }
};

QTEST_APPLESS_MAIN(TestLiveWindow)
#include "tst_livewindow.moc"
