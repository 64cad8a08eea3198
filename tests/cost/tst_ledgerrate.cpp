// SPDX-License-Identifier: GPL-3.0-or-later
// What is made of a ledger: its rate a month, its running total, its sensitivity.
#include "cost/ledgerrate.h"
#include "cost/ledgerwhatif.h"

#include <QtTest/QTest>

#include <cmath>
#include <functional>

using namespace cacheledger;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(std::function<void(Ledger&)>)

static constexpr qint64 hour = 3'600'000;

/// A day that saved 10 dollars less 4 of costs.
static Ledger dayLedger()
{
    const Currency usd = currencies::usd();
    Ledger ledger;
    ledger.currency = usd;
    ledger.total.fromMs = 0;
    ledger.total.toMs = 24 * hour;
    ledger.total.coverage = 1;
    ledger.total.gross = Money::parse(u"10"_s, usd).value();
    ledger.total.net = Money::parse(u"6"_s, usd).value();
    LedgerStage stage;
    stage.stage = u"response"_s;
    stage.gross = ledger.total.gross;
    ledger.total.stages = {stage};
    return ledger;
}

class LedgerRateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aDayIsMadeIntoAMeanMonth();
    void whatIsNotKnownHasNoRate_data();
    void whatIsNotKnownHasNoRate();
    void aLossIsALoss();
    void whatWasSpentOnceIsInTheRunningTotalAtItsDate_data();
    void whatWasSpentOnceIsInTheRunningTotalAtItsDate();
    void sensitivityMovesOneInputAtATime();
    void whatWasEnteredComesToACostAMonth_data();
    void whatWasEnteredComesToACostAMonth();
};

void LedgerRateTest::aDayIsMadeIntoAMeanMonth()
{
    QCOMPARE(netPerMonth(dayLedger()), std::optional(6 * 365.2425 / 12));
    Ledger hourOnly = dayLedger();
    hourOnly.total.toMs = hour;
    QCOMPARE(netPerMonth(hourOnly), std::optional(6 * 24 * 365.2425 / 12));
}

void LedgerRateTest::whatIsNotKnownHasNoRate_data()
{
    using Change = std::function<void(Ledger&)>;
    QTest::addColumn<Change>("change");
    QTest::newRow("nothing was seen") << Change([](Ledger& of) { of = {}; });
    QTest::newRow("less than an hour") << Change([](Ledger& of) { of.total.toMs = hour - 1; });
    QTest::newRow("a tenth and more has no samples") << Change([](Ledger& of) { of.total.coverage = 0.899; });
    QTest::newRow("something has no price") << Change([](Ledger& of) { of.unpriced = {u"response: why"_s}; });
    QTest::newRow("no stage is worth anything") << Change([](Ledger& of) { of.total.stages.front().gross = Money(); });
}

void LedgerRateTest::whatIsNotKnownHasNoRate()
{
    QFETCH(std::function<void(Ledger&)>, change);
    Ledger ledger = dayLedger();
    QVERIFY(netPerMonth(ledger).has_value());
    change(ledger);
    QVERIFY(!netPerMonth(ledger).has_value());
}

void LedgerRateTest::aLossIsALoss()
{
    Ledger ledger = dayLedger();
    ledger.total.net = -ledger.total.net;
    QVERIFY(netPerMonth(ledger).value() < 0);
}

void LedgerRateTest::whatWasSpentOnceIsInTheRunningTotalAtItsDate_data()
{
    QTest::addColumn<qint64>("dateMs");
    QTest::addColumn<bool>("historyBeginsHere");
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("second");
    const qint64 day = 24 * hour;
    QTest::newRow("in the first period") << 10 * day << false << u"-94"_s << u"-88"_s;
    QTest::newRow("at the beginning of the second") << 11 * day << false << u"6"_s << u"-88"_s;
    QTest::newRow("before the range, as were other savings") << 9 * day << false << u"6"_s << u"12"_s;
    QTest::newRow("before history begins") << 9 * day << true << u"-94"_s << u"-88"_s;
    QTest::newRow("after the range") << 12 * day << false << u"6"_s << u"12"_s;
}

void LedgerRateTest::whatWasSpentOnceIsInTheRunningTotalAtItsDate()
{
    QFETCH(qint64, dateMs);
    QFETCH(bool, historyBeginsHere);
    Ledger ledger = dayLedger();
    for (int i = 0; i < 2; ++i) {
        LedgerEntry entry = ledger.total;
        entry.fromMs = (10 + i) * 24 * hour;
        entry.toMs = entry.fromMs + 24 * hour;
        ledger.entries.push_back(entry);
    }
    if (historyBeginsHere)
        ledger.firstDataMs = ledger.entries.front().fromMs;
    ledger.spentOnce = {{u"set-up"_s, Money::ofUnits(ledger.currency, 100), dateMs}};
    const std::vector<Money> totals = runningTotal(ledger);
    QCOMPARE(totals.size(), std::size_t(2));
    QTEST(totals[0].toDecimalString(), "first");
    QTEST(totals[1].toDecimalString(), "second");
    QCOMPARE(spentOnceOf(ledger).toDecimalString(), u"100"_s);
}

void LedgerRateTest::sensitivityMovesOneInputAtATime()
{
    LedgerEntry entry = dayLedger().total;
    entry.embedding = Money::ofUnits(currencies::usd(), 1);
    entry.wrongHits = Money::ofUnits(currencies::usd(), 2);
    entry.cacheCost = Money::ofUnits(currencies::usd(), 1);
    entry.otherCosts = Money(currencies::usd());
    entry.requests = 100;
    entry.answered = 90; // a fifth more of them would be more than all
    QStringList nets;
    for (const LedgerSensitivity& row : sensitivityOf(entry))
        nets << u"%1 %2: %3"_s.arg(driverText(row.driver)).arg(row.percent).arg(row.net.toDouble(), 0, 'f', 3);
    QCOMPARE(nets, (QStringList{u"hit ratio -20: 4.400"_s, u"hit ratio 20: 6.889"_s, u"volume -20: 4.600"_s,
                                u"volume 20: 7.400"_s, u"price -20: 4.600"_s, u"price 20: 7.400"_s}));
    entry.gross = Money();
    for (const LedgerSensitivity& row : sensitivityOf(entry))
        QVERIFY(!row.net.isValid());
}

void LedgerRateTest::whatWasEnteredComesToACostAMonth_data()
{
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("perMonth");
    QTest::newRow("months, node hours and others together") << u"none"_s << u"637"_s;
    QTest::newRow("what ended does not count") << u"ended"_s << u"437"_s;
    QTest::newRow("what begins later does not count") << u"later"_s << u"437"_s;
    QTest::newRow("what was spent once is of no month") << u"once"_s << u"437"_s;
    QTest::newRow("what was billed for two mean months") << u"entered"_s << u"537"_s;
    QTest::newRow("lookups are not known") << u"requests"_s << u"unknown"_s;
    QTest::newRow("another currency without a rate") << u"currency"_s << u"unknown"_s;
    QTest::newRow("nothing was entered") << u"empty"_s << u"unknown"_s;
}

void LedgerRateTest::whatWasEnteredComesToACostAMonth()
{
    QFETCH(QString, change);
    const TimeMs nowMs = 1'790'000'000'000;
    CostPlan plan;
    plan.currency = currencies::usd();
    CacheCostLine redis, other;
    redis.amount = Money::ofUnits(currencies::usd(), 437);
    other.amount = Money::ofUnits(currencies::usd(), 200);
    other.isCache = false;
    if (change == u"ended"_s)
        other.validToMs = nowMs;
    if (change == u"later"_s)
        other.validFromMs = nowMs + 1;
    if (change == u"once"_s)
        other.kind = CacheCostLine::Kind::Once;
    if (change == u"requests"_s)
        other.kind = CacheCostLine::Kind::Requests;
    if (change == u"currency"_s)
        other.amount = Money::ofUnits(currencies::inr(), 200);
    if (change == u"entered"_s) {
        other.kind = CacheCostLine::Kind::Entered;
        other.validFromMs = nowMs - qint64(meanMonthMs);
        other.validToMs = nowMs + qint64(meanMonthMs);
    }
    if (change != u"empty"_s)
        plan.costs = {redis, other};
    const EnteredCost cost = enteredCostPerMonth(plan, nowMs);
    const QString amount = cost.perMonth.isValid() ? cost.perMonth.rounded().toDecimalString() : u"unknown"_s;
    QTEST(amount, "perMonth");
}

QTEST_APPLESS_MAIN(LedgerRateTest)
#include "tst_ledgerrate.moc"
