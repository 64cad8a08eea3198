// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/ledgerverdict.h"
#include "support/uifixture.h"
#include "ui/dialogs/costplandialog.h"
#include "ui/mainwindow.h"
#include "ui/savings/verdictcard.h"
#include "ui/timerange.h"

#include <QtTest/QTest>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static constexpr qint64 dayMs = 24 * 3600'000LL;

/// What a ledger tells of whether caching pays, and the card that says it.
class TestVerdictCard : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void amountsAreBroughtToAMonthOfTheCoveredTime();
    void whatIsNotKnownIsNotZero_data();
    void whatIsNotKnownIsNotZero();
    void theCardSaysVerdictAndReasons_data();
    void theCardSaysVerdictAndReasons();
    void itAsksForAtLeastThirtyDaysAndFollows();
    void aFailureIsSaid();
    void whatTheUserSaysOfTheTrafficCounts();

private:
    /// A mean month in which the ledger has all it needs: $3,652.80 avoided for $1,217.60.
    static Ledger month();
    QString text(const QString& name) const { return card->findChild<QLabel*>(name)->text(); }

    std::unique_ptr<cacheledger::testing::UiFixture> fixture;
    std::unique_ptr<MainWindow> window;
    VerdictCard* card = nullptr;
    void open()
    {
        fixture = std::make_unique<cacheledger::testing::UiFixture>();
        fixture->addCache(u"rag-cache"_s);
        fixture->ledger.ledger = std::make_shared<const Ledger>(month());
        window = std::make_unique<MainWindow>(fixture->services, &fixture->theme);
        window->show();
        window->showPage(u"savings"_s);
        card = window->findChild<VerdictCard*>();
        QVERIFY(card);
    }

private Q_SLOTS:
    void cleanup()
    {
        window.reset();
        fixture.reset();
    }
};

Ledger TestVerdictCard::month()
{
    Ledger ledger = cacheledger::testing::FakeLedger::threeDays();
    ledger.unpriced.clear();
    ledger.total.stages.pop_back();
    ledger.total.toMs = ledger.total.fromMs + static_cast<qint64>(meanMonthMs);
    ledger.total.coverage = 1;
    const auto dollars = [](const char* text) { return *Money::parse(QString::fromLatin1(text), currencies::usd()); };
    ledger.total.gross = dollars("3652.80");
    ledger.total.embedding = dollars("100");
    ledger.total.wrongHits = dollars("50");
    ledger.total.cacheCost = dollars("1000");
    ledger.total.otherCosts = dollars("217.60");
    ledger.total.requests = 30436.875; // 1,000 a day
    ledger.total.answered = 12174.75;
    ledger.assumptions.push_back({u"cost.Redis"_s, {}, {}, {}, {}, Confidence::Measured, 0});
    ledger.total.confidence = Confidence::Measured;
    return ledger;
}

void TestVerdictCard::amountsAreBroughtToAMonthOfTheCoveredTime()
{
    Ledger ledger = month();
    VerdictInput input = verdictInputOf(ledger, {});
    QCOMPARE(input.grossSavingPerMonth, *Money::parse(u"3502.80", currencies::usd())); // less embeddings, wrong hits
    QCOMPARE(input.cacheCostPerMonth, *Money::parse(u"1217.60", currencies::usd()));
    QCOMPARE(input.requestsPerDay.value(), 1000.0);
    QCOMPARE(input.hitRatio.value(), 0.4);
    QCOMPARE(input.observedMs, static_cast<qint64>(meanMonthMs));
    ledger.total.coverage = 0.5; // counted in half of the time, paid for in all of it
    input = verdictInputOf(ledger, {});
    QCOMPARE(input.grossSavingPerMonth, *Money::parse(u"7005.60", currencies::usd()));
    QCOMPARE(input.cacheCostPerMonth, *Money::parse(u"1217.60", currencies::usd()));
    QCOMPARE(input.requestsPerDay.value(), 2000.0);
    QVERIFY(!input.queryDiversity && !input.freshnessMs); // the ledger does not know
}

void TestVerdictCard::whatIsNotKnownIsNotZero_data()
{
    QTest::addColumn<QString>("what");
    for (const char* what : {"no data", "no costs entered", "no stage has a price", "a part without a price"})
        QTest::newRow(what) << QString::fromLatin1(what);
}

void TestVerdictCard::whatIsNotKnownIsNotZero()
{
    QFETCH(QString, what);
    Ledger ledger = month();
    if (what == u"no data"_s)
        ledger.total.coverage = 0;
    if (what == u"no costs entered"_s)
        ledger.assumptions.clear();
    if (what == u"no stage has a price"_s)
        ledger.total.stages.front().gross = Money();
    if (what == u"a part without a price"_s) {
        ledger.unpriced << u"The model has no price."_s;
        ledger.total.gross = *Money::parse(u"900", currencies::usd()); // which would not be enough
    }
    const PayVerdict verdict = verdictOf(verdictInputOf(ledger, {}));
    QCOMPARE(verdict.reasons.front().outcome, VerdictReason::Outcome::Unknown);
    QCOMPARE(verdict.state, VerdictState::NotEnoughData);
}

void TestVerdictCard::theCardSaysVerdictAndReasons_data()
{
    QTest::addColumn<QString>("gross");
    QTest::addColumn<QString>("verdict");
    QTest::addColumn<QString>("bill");
    QTest::newRow("it pays") << u"3652.80"_s << u"Caching pays here."_s << u"It saves $3,502.80 a month"_s;
    QTest::newRow("it does not pay") << u"1000"_s << u"Caching does not pay here."_s << u"not more than"_s;
}

void TestVerdictCard::theCardSaysVerdictAndReasons()
{
    QFETCH(QString, gross);
    QFETCH(QString, verdict);
    QFETCH(QString, bill);
    open();
    Ledger ledger = month();
    ledger.total.gross = *Money::parse(gross, currencies::usd());
    fixture->ledger.ledger = std::make_shared<const Ledger>(ledger);
    fixture->ledger.announce({});
    QTRY_VERIFY2(text(u"VerdictReason0"_s).contains(bill), qPrintable(text(u"VerdictReason0"_s)));
    QTRY_COMPARE(card->findChild<QLabel*>(u"VerdictText"_s)->accessibleName(), verdict);
    QVERIFY(text(u"VerdictReason1"_s).contains(u"40.0\u00a0%"_s));
    QVERIFY(text(u"VerdictReason2"_s).contains(u"1,000 requests a day"_s));
    QVERIFY(text(u"VerdictReason4"_s).contains(u"not known"_s));
    QVERIFY(text(u"VerdictAbout"_s).contains(u"Measured"_s));
}

void TestVerdictCard::itAsksForAtLeastThirtyDaysAndFollows()
{
    open();
    const auto longest = [this] {
        qint64 lengthMs = 0;
        for (const LedgerRequest& request : fixture->ledger.requests)
            lengthMs = std::max(lengthMs, request.toMs - request.fromMs);
        return lengthMs;
    };
    QTRY_COMPARE(longest(), 30 * dayMs);
    window->range()->setPreset(u"1y"_s);
    QTRY_VERIFY(longest() > 360 * dayMs);
    const CacheConfig other = fixture->addCache(u"sessions"_s);
    fixture->ledger.requests.clear();
    window->selectCache(other.id);
    QTRY_VERIFY(!fixture->ledger.requests.empty());
    QCOMPARE(fixture->ledger.requests.back().cache, other.id);
}

void TestVerdictCard::aFailureIsSaid()
{
    open();
    QTRY_VERIFY(text(u"VerdictReason1"_s).contains(u"40.0"_s));
    Q_EMIT fixture->ledger.failed(9999, {ErrorCode::Io, u"Of another question."_s, {}});
    QVERIFY(text(u"VerdictReason1"_s).contains(u"40.0"_s));
    fixture->ledger.failure = Error{ErrorCode::Io, u"The history cannot be read."_s, {}};
    fixture->ledger.announce({});
    QTRY_VERIFY(text(u"VerdictAbout"_s).contains(u"cannot be read"_s));
    QVERIFY(!text(u"VerdictReason1"_s).contains(u"40.0"_s));
}

void TestVerdictCard::whatTheUserSaysOfTheTrafficCounts()
{
    open();
    fixture->ledger.plan.currency = currencies::usd();
    QTRY_COMPARE(card->findChild<QLabel*>(u"VerdictText"_s)->accessibleName(), u"Caching pays here."_s);
    card->findChild<QPushButton*>(u"VerdictTraffic"_s)->click();
    auto* dialog = window->findChild<CostPlanDialog*>();
    QVERIFY(dialog);
    auto* age = dialog->findChild<QLineEdit*>(u"TrafficAge"_s);
    QVERIFY(age->isVisible());
    age->setText(u"30s"_s);
    dialog->findChild<QLineEdit*>(u"TrafficDistinct"_s)->setText(u"95"_s);
    dialog->findChild<QPushButton*>(u"CostPlanSave"_s)->click();
    QTRY_VERIFY2(text(u"VerdictReason4"_s).contains(u"younger than 30"_s), qPrintable(text(u"VerdictReason4"_s)));
    QVERIFY2(text(u"VerdictReason3"_s).contains(u"95.0"_s), qPrintable(text(u"VerdictReason3"_s)));
    // The saving was measured for a month, which outweighs the share of distinct requests, but not wrong answers.
    QCOMPARE(card->findChild<QLabel*>(u"VerdictText"_s)->accessibleName(), u"Caching does not pay here."_s);
}

QTEST_MAIN(TestVerdictCard)
#include "tst_verdictcard.moc"
