// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/retentionplan.h"

#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

namespace
{
constexpr qint64 hour = 3600'000;
constexpr qint64 day = 24 * hour;
constexpr TimeMs today = 20'000 * day;
constexpr qint64 mib = 1 << 20;

/// So many whole days before today of each tier; 24 MiB of samples a day, a tenth of minutes, a hundredth of hours.
HistoryUsage usageOf(int rawDays, int minuteDays, int hourDays)
{
    HistoryUsage usage;
    usage.newestMs = today + 12 * hour + 1234;
    const auto add = [&](Tier tier, int days, qint64 bytes) {
        for (int i = days; i >= 0; --i)
            usage.days.push_back({tier, today - i * day, 1, i == 0 ? bytes / 2 : bytes});
    };
    add(Tier::Raw, rawDays, 24 * mib);
    add(Tier::Minute, minuteDays, 24 * mib / 10);
    add(Tier::Hour, hourDays, 24 * mib / 100);
    for (const DayUsage& of : usage.days)
        usage.usedBytes += of.bytes;
    return usage;
}
} // namespace

class TestRetentionPlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsDroppedUnasked()
    {
        for (const TierCut& cut : planRetention({}, usageOf(30, 30, 30))) {
            QCOMPARE(cut.bytes, 0);
            QVERIFY(cut.beforeMs < 0);
        }
        QVERIFY(RetentionPolicy().isEverything());
        QVERIFY(!RetentionPolicy::ofDays(14, 183, 3650).isEverything());
    }

    void anEmptyHistoryHasNothingToDrop()
    {
        QCOMPARE(planRetention(RetentionPolicy::ofDays(1, 1, 1, 1), {})[0].bytes, 0);
        QVERIFY(!projectedBytes(RetentionPolicy::ofDays(1, 1, 1), {}));
    }

    void eachTierIsCutAtItsAgeInWholeHours()
    {
        const auto cuts = planRetention(RetentionPolicy::ofDays(2, 5, 20), usageOf(10, 10, 30));
        QCOMPARE(cuts[0].beforeMs, today - 2 * day + 12 * hour);
        QCOMPARE(cuts[1].beforeMs, today - 5 * day + 12 * hour);
        QCOMPARE(cuts[2].beforeMs, today - 20 * day + 12 * hour);
        QVERIFY(std::abs(cuts[0].bytes - 24 * mib * 17 / 2) < mib / 100); // days -10 to -3, and half of day -2
        QVERIFY(!cuts[0].byLimit);
    }

    void aCoarserTierIsNeverShorterThanAFinerOne()
    {
        const auto policy = RetentionPolicy::ofDays(30, 7, 1);
        QCOMPARE(policy.keepMs(Tier::Minute), 30 * day);
        QCOMPARE(policy.keepMs(Tier::Hour), 30 * day);
    }

    void theLimitTakesTheOldestRawFirst()
    {
        const HistoryUsage usage = usageOf(10, 10, 30);
        const auto policy = RetentionPolicy::ofDays(3650, 3650, 3650, static_cast<int>(usage.usedBytes / mib) - 36);
        const auto cuts = planRetention(policy, usage);
        // 36 MiB and a fiftieth of the limit: a day and a half, and five hours.
        QCOMPARE(cuts[0].beforeMs, today - 10 * day + 42 * hour);
        QVERIFY(cuts[0].byLimit);
        QVERIFY(cuts[0].bytes >= 36 * mib);
        QCOMPARE(cuts[1].bytes, 0);
        QCOMPARE(cuts[2].bytes, 0);
    }

    void theLimitTakesMinutesOnceRawIsGoneAndHoursLast()
    {
        const HistoryUsage usage = usageOf(10, 100, 400);
        auto cuts = planRetention(RetentionPolicy::ofDays(3650, 3650, 3650, 150), usage);
        QCOMPARE(cuts[0].beforeMs, today + 10 * hour);
        QVERIFY(cuts[1].byLimit && cuts[1].bytes > 0);
        QCOMPARE(cuts[2].bytes, 0);
        cuts = planRetention(RetentionPolicy::ofDays(3650, 3650, 3650, 50), usage);
        QCOMPARE(cuts[1].beforeMs, today - 2 * day + 12 * hour);
        QVERIFY(cuts[2].byLimit && cuts[2].bytes > 0);
        // What cannot be kept to still leaves the newest.
        cuts = planRetention(RetentionPolicy::ofDays(3650, 3650, 3650, 1), usage);
        QCOMPARE(cuts[2].beforeMs, today - 31 * day + 12 * hour);
    }

    void aLimitThatIsKeptTakesNothing()
    {
        const HistoryUsage usage = usageOf(10, 10, 10);
        const auto policy = RetentionPolicy::ofDays(3650, 3650, 3650, static_cast<int>(usage.usedBytes / mib) + 1);
        QCOMPARE(planRetention(policy, usage)[0].bytes, 0);
        // Nor does one that is kept once the age has taken its part.
        QVERIFY(!planRetention(RetentionPolicy::ofDays(2, 10, 10, 100), usage)[0].byLimit);
    }

    void growthIsMeasuredOnWholeDays()
    {
        QCOMPARE(*usageOf(30, 30, 90).growthPerDay(Tier::Raw), 24.0 * mib);
        QCOMPARE(*usageOf(3, 3, 3).growthPerDay(Tier::Raw), 24.0 * mib);
        QCOMPARE(*usageOf(0, 0, 0).growthPerDay(Tier::Raw), 24.0 * mib * hour * 12 / (12 * hour + 1234));
        HistoryUsage young = usageOf(0, 0, 0);
        young.newestMs = today + 1000;
        QVERIFY(!young.growthPerDay(Tier::Raw));
        // A first day begins when it does, not at midnight.
        young = usageOf(0, 0, 0);
        young.oldestMs[0] = *young.newestMs - 24'000;
        QVERIFY2(!young.growthPerDay(Tier::Raw), "nothing is said of an hour that was not seen");
        young.oldestMs[0] = *young.newestMs - 6 * hour;
        QCOMPARE(*young.growthPerDay(Tier::Raw), 48.0 * mib);
        young = usageOf(1, 1, 1);
        young.oldestMs[0] = today - hour;
        QVERIFY(std::abs(*young.growthPerDay(Tier::Raw) - 36.0 * mib * 24 / 13) < mib / 100);
        young = usageOf(2, 2, 2);
        young.oldestMs[0] = today - 36 * hour;
        QCOMPARE(*young.growthPerDay(Tier::Raw), 32.0 * mib);
        // What is not in blocks is counted with them.
        HistoryUsage usage = usageOf(30, 30, 90);
        usage.usedBytes += usage.usedBytes / 10;
        QVERIFY(*usage.growthPerDay(Tier::Raw) > 26.0 * mib);
    }

    void theProjectionAddsUpTheTiers()
    {
        const double expected = mib * 24.0 * (14 + 183 * 0.1 + 3650 * 0.01);
        const double projected = *projectedBytes(RetentionPolicy::ofDays(14, 183, 3650), usageOf(30, 30, 90));
        QVERIFY(std::abs(projected / expected - 1) < 0.001);
        QCOMPARE(*projectedBytes(RetentionPolicy::ofDays(14, 183, 3650, 100), usageOf(30, 30, 90)), 100.0 * mib);
        QVERIFY(!projectedBytes({}, usageOf(30, 30, 90)));
    }
};

QTEST_APPLESS_MAIN(TestRetentionPlan)
#include "tst_retentionplan.moc"
