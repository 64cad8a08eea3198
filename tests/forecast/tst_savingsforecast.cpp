// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/savingsforecast.h"

#include "forecast/forecastwords.h"

#include <QtCore/QDateTime>
#include <QtCore/QTimeZone>
#include <QtTest/QTest>

#include <functional>
#include <random>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static TimeMs momentOf(const QByteArray& zone, int month, int day, int hour = 0)
{
    return QDateTime(QDate(2026, month, day), QTime(hour, 0), QTimeZone(zone)).toMSecsSinceEpoch();
}

/// Days from `fromMs` up to `nowMs`, each with what `net` says of it.
static Ledger ledgerOf(TimeMs fromMs, TimeMs nowMs, const QByteArray& zone, const std::function<double(QDate)>& net)
{
    Ledger ledger;
    ledger.currency = currencies::usd();
    ledger.timeZone = zone;
    ledger.total.net = Money::ofUnits(ledger.currency, 0);
    LedgerStage stage{u"response"_s, {}, true, 1.0, 1.0, 1.0, {}, {}, {}, {}, {}};
    stage.gross = Money::ofUnits(ledger.currency, 1);
    ledger.total.stages = {stage};
    const QTimeZone place(zone);
    for (TimeMs at = fromMs; at < nowMs;) {
        const QDate date = QDateTime::fromMSecsSinceEpoch(at, place).date();
        const TimeMs end = date.addDays(1).startOfDay(place).toMSecsSinceEpoch();
        LedgerEntry entry;
        entry.fromMs = at;
        entry.toMs = std::min(end, nowMs);
        entry.coverage = 1;
        const double share =
            double(entry.toMs - entry.fromMs) / double(end - date.startOfDay(place).toMSecsSinceEpoch());
        entry.net = Money::ofUnits(ledger.currency, *Decimal::fromDouble(net(date) * share));
        ledger.entries.push_back(entry);
        at = end;
    }
    return ledger;
}

class TestSavingsForecast : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theMeasuredPartIsKeptAndTheRestIsLikeTheMedian_data()
    {
        QTest::addColumn<QByteArray>("zone");
        QTest::newRow("UTC") << QByteArray("UTC");
        QTest::newRow("India") << QByteArray("Asia/Kolkata");
        QTest::newRow("a month with a change of clocks") << QByteArray("America/New_York");
    }
    void theMeasuredPartIsKeptAndTheRestIsLikeTheMedian()
    {
        QFETCH(QByteArray, zone);
        const TimeMs now = momentOf(zone, 11, 16);
        const Ledger ledger = ledgerOf(savingsLedgerFrom(now, zone), now, zone,
                                       [](QDate date) { return date.day() == 3 ? -500.0 : 10.0; }); // one bad day
        const SavingsForecast made = forecastSavings(ledger, now);
        QCOMPARE(made.answer, SavingsForecast::Answer::Told);
        QCOMPARE(made.days, 28);
        QCOMPARE(made.soFar.toDouble(), 14 * 10.0 - 500);
        QCOMPARE(made.expected.toDouble(), 14 * 10.0 - 500 + 15 * 10); // the bad day is not expected again
        QCOMPARE(made.low, made.expected);                             // days that are all alike
        QVERIFY(forecastwords::savingsText(made).contains(u"28"_s));
    }

    void theLedgerBeginsWithTheMonthOrFourWeeksBack()
    {
        QCOMPARE(savingsLedgerFrom(momentOf("UTC", 10, 31, 12), "UTC"), momentOf("UTC", 10, 1));
        QCOMPARE(savingsLedgerFrom(momentOf("UTC", 11, 5, 12), "UTC"), momentOf("UTC", 10, 8));
    }

    void tooLittleHistoryIsAnAnswer_data()
    {
        QTest::addColumn<int>("fromDay");
        QTest::addColumn<SavingsForecast::Answer>("answer");
        QTest::newRow("six whole days and two halves") << 9 << SavingsForecast::Answer::TooShort;
        QTest::newRow("seven") << 8 << SavingsForecast::Answer::Told;
    }
    void tooLittleHistoryIsAnAnswer()
    {
        QFETCH(int, fromDay);
        const TimeMs now = momentOf("UTC", 11, 16, 12);
        const Ledger ledger = ledgerOf(momentOf("UTC", 11, fromDay, 12), now, "UTC", [](QDate) { return 10.0; });
        const SavingsForecast made = forecastSavings(ledger, now);
        QTEST(made.answer, "answer");
        QVERIFY(made.soFar.toDouble() >= 70);
        QCOMPARE(made.expected.isValid(), made.answer == SavingsForecast::Answer::Told);
        QVERIFY(forecastwords::savingsText(made).contains(u"$"_s));
    }

    void daysWithGapsAreNoMeasure()
    {
        const TimeMs now = momentOf("UTC", 11, 16);
        Ledger ledger = ledgerOf(savingsLedgerFrom(now, "UTC"), now, "UTC", [](QDate) { return 10.0; });
        for (std::size_t i = 0; i < ledger.entries.size(); i += 2) {
            ledger.entries[i].coverage = 0.5;
            ledger.entries[i].net = Money::ofUnits(ledger.currency, -40); // costs go on
        }
        const SavingsForecast made = forecastSavings(ledger, now);
        QCOMPARE(made.days, 14);
        QCOMPARE(made.expected.toDouble() - made.soFar.toDouble(), 150.0);
    }

    void whatHasNoPriceIsNotForecast_data()
    {
        QTest::addColumn<int>("what");
        QTest::newRow("a stage without a price") << 0;
        QTest::newRow("nothing counted") << 1;
        QTest::newRow("no net saving") << 2;
    }
    void whatHasNoPriceIsNotForecast()
    {
        QFETCH(int, what);
        const TimeMs now = momentOf("UTC", 11, 16);
        Ledger ledger = ledgerOf(savingsLedgerFrom(now, "UTC"), now, "UTC", [](QDate) { return 10.0; });
        if (what == 0)
            ledger.unpriced << u"The model has no price."_s;
        else if (what == 1)
            ledger.total.stages.clear();
        else
            ledger.total.net = Money();
        QCOMPARE(forecastSavings(ledger, now).answer, SavingsForecast::Answer::Unpriced);
        QVERIFY(forecastwords::savingsText(forecastSavings(ledger, now)).contains(u"price"_s));
    }

    /// Made-up caches whose days scatter, with and without weekends: how many months end within the interval.
    void theIntervalHoldsAsOftenAsItSays_data()
    {
        QTest::addColumn<double>("weekend"); // of a weekday
        QTest::newRow("days that scatter") << 1.0;
        QTest::newRow("and weekends with half of it") << 0.5;
    }
    void theIntervalHoldsAsOftenAsItSays()
    {
        QFETCH(double, weekend);
        constexpr int caches = 400;
        int held = 0;
        const TimeMs now = momentOf("UTC", 11, 16), end = momentOf("UTC", 12, 1);
        for (unsigned seed = 1; seed <= caches; ++seed) {
            std::mt19937 random(seed);
            std::normal_distribution<double> noise(0, 15);
            const auto day = [&](QDate date) { return (date.dayOfWeek() > 5 ? weekend : 1) * 100 + noise(random); };
            const Ledger known = ledgerOf(savingsLedgerFrom(now, "UTC"), now, "UTC", day);
            double rest = 0;
            for (const LedgerEntry& entry : ledgerOf(now, end, "UTC", day).entries)
                rest += entry.net.toDouble();
            const SavingsForecast made = forecastSavings(known, now);
            const double month = made.soFar.toDouble() + rest;
            held += made.low.toDouble() <= month && month <= made.high.toDouble() ? 1 : 0;
        }
        QVERIFY2(held >= caches * 0.9, qPrintable(QString::number(held)));
    }
};

QTEST_GUILESS_MAIN(TestSavingsForecast)
#include "tst_savingsforecast.moc"
