// SPDX-License-Identifier: GPL-3.0-or-later
// What a ledger comes to a month, and when that is not known.
#include "cost/ledgerrate.h"

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

QTEST_APPLESS_MAIN(LedgerRateTest)
#include "tst_ledgerrate.moc"
