// SPDX-License-Identifier: GPL-3.0-or-later
// What fewer hits than usual cost, and when that is not known.
#include "cost/lostsaving.h"

#include <QtTest/QTest>

#include <functional>

using namespace cacheledger;
using namespace Qt::StringLiterals;

using LedgerChange = std::function<void(Ledger& before, Ledger& during)>;
Q_DECLARE_METATYPE(LedgerChange)

/// Of 1,000 requests 600 were answered, which saved 12 dollars: 2 cents each.
static Ledger usualLedger()
{
    Ledger ledger;
    ledger.currency = currencies::usd();
    ledger.total.coverage = 1;
    ledger.total.requests = 1000;
    ledger.total.answered = 600;
    ledger.total.gross = Money::ofUnits(ledger.currency, 12);
    LedgerStage stage;
    stage.gross = ledger.total.gross;
    ledger.total.stages = {stage};
    return ledger;
}

class LostSavingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(u"en_US"_s)); }

    void hitsLostTimesWhatOneSaves_data()
    {
        QTest::addColumn<double>("requests");
        QTest::addColumn<double>("answered");
        QTest::addColumn<QString>("text");
        QTest::newRow("half of the hits are gone") << 500.0 << 150.0 << u"$3.00 (150 hits lost; Estimated)"_s;
        QTest::newRow("all are") << 500.0 << 0.0 << u"$6.00 (300 hits lost; Estimated)"_s;
        QTest::newRow("as many as usual") << 500.0 << 300.0 << u"$0.00 (0 hits lost; Estimated)"_s;
        QTest::newRow("more than usual is no gain") << 500.0 << 400.0 << u"$0.00 (0 hits lost; Estimated)"_s;
        QTest::newRow("no requests") << 0.0 << 0.0 << u"$0.00 (0 hits lost; Estimated)"_s;
    }

    void hitsLostTimesWhatOneSaves()
    {
        QFETCH(double, requests);
        QFETCH(double, answered);
        Ledger during = usualLedger();
        during.total.requests = requests;
        during.total.answered = answered;
        QTEST(lostSavingText(lostSaving(usualLedger(), during)), "text");
    }

    void itIsAsSureAsWhatItIsMadeOf()
    {
        Ledger before = usualLedger();
        before.total.confidence = Confidence::Assumed;
        QCOMPARE(lostSaving(before, usualLedger()).confidence, Confidence::Assumed);
    }

    void whatIsNotKnownHasAReason_data()
    {
        QTest::addColumn<LedgerChange>("change");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* name, LedgerChange change, const QString& reason) {
            QTest::newRow(name) << change << reason;
        };
        row(
            "nothing before", [](Ledger& before, Ledger&) { before = {}; }, u"in the day before"_s);
        row(
            "no requests before", [](Ledger& before, Ledger&) { before.total.requests = 0; }, u"in the day before"_s);
        row(
            "no price", [](Ledger& before, Ledger&) { before.total.stages[0].gross = {}; }, u"no price"_s);
        row(
            "nothing while it lasted", [](Ledger&, Ledger& during) { during = {}; }, u"while it lasted"_s);
        row(
            "no counts while it lasted", [](Ledger&, Ledger& during) { during.total.answered.reset(); },
            u"while it lasted"_s);
    }

    void whatIsNotKnownHasAReason()
    {
        QFETCH(LedgerChange, change);
        QFETCH(QString, reason);
        Ledger before = usualLedger(), during = usualLedger();
        change(before, during);
        const LostSaving lost = lostSaving(before, during);
        QVERIFY(!lost.amount.isValid() && lostSavingText(lost).isEmpty());
        QVERIFY2(lost.reason.contains(reason), qPrintable(lost.reason));
    }
};

QTEST_GUILESS_MAIN(LostSavingTest)
#include "tst_lostsaving.moc"
