// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/ledgerwhatif.h"
#include "cost/moneyformat.h"
#include "support/uifixture.h"
#include "ui/banner.h"
#include "ui/dialogs/costplandialog.h"
#include "ui/figuretable.h"
#include "ui/mainwindow.h"
#include "ui/noticebar.h"
#include "ui/pages/savingspage.h"
#include "ui/savings/barchart.h"
#include "ui/savings/entrytable.h"
#include "ui/savings/ledgerview.h"
#include "ui/savings/whatifcard.h"
#include "ui/timerange.h"

#include <QtGui/QClipboard>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSlider>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

/// The page "Savings" in the main window, and what it makes of a ledger.
class TestSavingsPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        fixture = std::make_unique<UiFixture>();
        ledger = &fixture->ledger;
        cache = fixture->addCache(u"rag-cache"_s);
    }
    void cleanup()
    {
        window.reset();
        fixture.reset();
    }

    void showsWhatTheLedgerSays()
    {
        open();
        QTRY_COMPARE(text("Savings.net"), u"$228.00"_s);
        QCOMPARE(text("Savings.thousand"), u"$7.60"_s);
        QCOMPARE(text("Savings.breakEvenRatio"), u"13.9\u00a0%"_s);
        const FigureTableModel& entries = find<FigureTable>("LedgerEntries")->figures();
        QCOMPARE(entries.rowCount(), 4);
        QCOMPARE(entries.index(0, 0).data().toString(), u"Total"_s);
        QCOMPARE(entries.index(0, 8).data().toString(), u"$228.00"_s);
        QCOMPARE(entries.index(0, 6).data().toString(), formatMoney(Money::ofUnits(currencies::usd(), -120)));
        QCOMPARE(entries.index(0, 10).data().toString(), u"◐ Estimated"_s);
        const FigureTableModel& stages = find<FigureTable>("LedgerStages")->figures();
        QCOMPARE(stages.index(1, 5).data().toString(), u"unpriced"_s); // never 0
        QVERIFY(find<QLabel>("LedgerNotes")->text().contains(u"▲ Unpriced: The model"_s));
        QVERIFY(find<QLabel>("LedgerNotes")->text().contains(u"99.6"_s));
        QCOMPARE(ledger->requests.back().cache, cache.id);
    }

    void theMonthIsForetold()
    {
        open();
        QTRY_COMPARE(text("Savings.net"), u"$228.00"_s);
        QVERIFY(!find<QWidget>("MonthCard")->isVisible()); // a part has no price
        Ledger month = FakeLedger::threeDays();
        month.unpriced.clear();
        const LedgerEntry day = month.entries.front();
        month.entries.clear();
        for (int i = -14; i < 0; ++i) {
            LedgerEntry& each = month.entries.emplace_back(day);
            each.fromMs += i * 24 * 3600'000LL;
            each.toMs += i * 24 * 3600'000LL;
        }
        ledger->ledger = std::make_shared<const Ledger>(month);
        ledger->announce(cache.id);
        QTRY_VERIFY(find<QWidget>("MonthCard")->isVisible());
        QVERIFY2(text("MonthText").contains(u"by the end of the month"_s), qPrintable(text("MonthText")));
        QVERIFY2(text("MonthText").contains(u"last 14"_s), qPrintable(text("MonthText")));
        ledger->ledger = std::make_shared<const Ledger>();
        ledger->announce(cache.id);
        QTRY_VERIFY(!find<QWidget>("MonthCard")->isVisible());
    }

    void withoutALedgerItSaysSo()
    {
        fixture->services.ledger = nullptr;
        open();
        QVERIFY(page->findChild<Banner*>()->isVisible());
        QVERIFY(!find<QLabel>("Savings.net")->isVisible());
        QCOMPARE(page->paletteItems().size(), 2U); // the calculator and the price book need no ledger
        QCOMPARE(page->csv(), QString());
    }

    void aRangeWithoutCountsIsNotZeroSavings()
    {
        ledger->ledger = std::make_shared<const Ledger>();
        open();
        QTRY_VERIFY(!ledger->requests.empty());
        QTRY_VERIFY(bannerText().contains(u"Nothing was counted"_s));
        QVERIFY(!find<QLabel>("Savings.net")->isVisible());
    }

    void withoutCountersItLeadsToTheLayers()
    {
        auto empty = std::make_shared<Ledger>(FakeLedger::threeDays());
        empty->total.coverage = 0;
        ledger->ledger = empty;
        open();
        QPushButton* leads = nullptr;
        const auto found = [&] {
            for (QPushButton* each : page->findChildren<QPushButton*>())
                if (each->isVisible() && each->text() == u"Open Layers"_s)
                    leads = each;
            return leads != nullptr;
        };
        QTRY_VERIFY(found());
        leads->click();
        QVERIFY(window->page(u"layers"_s)->isVisible());
    }

    void withoutARateOfExchangeTheNetIsNotKnown()
    {
        Ledger mixed = FakeLedger::threeDays();
        mixed.total.apart = mixed.entries.back().apart = {*Money::parse(u"-500", currencies::eur())};
        mixed.total.net = mixed.entries.back().net = Money();
        mixed.perThousandRequests = {};
        ledger->ledger = std::make_shared<const Ledger>(mixed);
        open();
        QTRY_COMPARE(text("Savings.net"), u"unknown"_s);
        QCOMPARE(text("Savings.thousand"), u"unknown"_s);
        QVERIFY(text("Savings.note.net").contains(u"rate of exchange"_s));
        QVERIFY(text("Payback").contains(u"not known"_s));
        QCOMPARE(ledgerview::waterfall(mixed.total).back().value, u"unknown"_s);
        QCOMPARE(int(ledgerview::cumulative(mixed, LedgerStep::Day, Money()).back().kind), int(Bar::Kind::Unknown));
        const QStringList lines = ledgerview::csv(mixed).trimmed().split(u"\r\n"_s);
        QCOMPARE(lines.last().split(u',')[11], QString()); // net
        QVERIFY(!lines[1].split(u',')[11].isEmpty());      // of a day on which everything was in one currency
    }

    void theStepIsChosenWhereTheLedgerIsShownAlone()
    {
        open();
        QVERIFY(find<QComboBox>("LedgerStep")->isVisible());
        window->showPage(u"overview"_s);
        static_cast<SavingsPage*>(page)->showView(u"prices"_s);
        window->showPage(u"savings"_s);
        QVERIFY(!find<QComboBox>("LedgerStep")->isVisible());
        static_cast<SavingsPage*>(page)->showView(u"ledger"_s);
        QVERIFY(find<QComboBox>("LedgerStep")->isVisible());
    }

    void aFailureIsShown()
    {
        ledger->failure = Error{ErrorCode::Io, u"The history cannot be read."_s, {}};
        open();
        QTRY_VERIFY(bannerText().contains(u"cannot be read"_s));
    }

    void followsRangeCacheAndInputs()
    {
        open();
        QTRY_COMPARE(text("Savings.net"), u"$228.00"_s);
        window->range()->setPreset(u"1y"_s);
        QTRY_COMPARE(ledger->requests.back().by, LedgerStep::Month);
        window->range()->setPreset(u"30d"_s);
        QTRY_COMPARE(ledger->requests.back().by, LedgerStep::Day);
        find<QComboBox>("LedgerStep")->setCurrentIndex(0);
        Q_EMIT find<QComboBox>("LedgerStep")->activated(0);
        QTRY_COMPARE(ledger->requests.back().by, LedgerStep::Hour);
        window->range()->setPreset(u"7d"_s);
        QTRY_COMPARE(ledger->requests.back().toMs - ledger->requests.back().fromMs, 7 * 24 * 3600'000LL);
        QCOMPARE(ledger->requests.back().by, LedgerStep::Hour); // as chosen
        const std::size_t before = ledger->requests.size();
        ledger->announce(CacheId{u"another"_s});
        ledger->announce({});
        QTRY_COMPARE(ledger->requests.size(), before + 1);
        const CacheConfig other = fixture->addCache(u"sessions"_s);
        window->selectCache(other.id);
        QTRY_COMPARE(ledger->requests.back().cache, other.id);
    }

    void csvHasDecimalAmountsThatAddUp()
    {
        open();
        QTRY_COMPARE(text("Savings.net"), u"$228.00"_s);
        const QStringList lines = page->csv().split(u"\r\n"_s, Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 5);
        QVERIFY(lines[1].startsWith(u"period,2026-11-19T00:00:00.000Z,2026-11-20T00:00:00.000Z,USD,10000,4000,120.00,"
                                    "3.00,1.00,40.00,0.00,76.00,"_s));
        QVERIFY(lines[4].startsWith(u"total,"_s) && lines[4].contains(u",228.00,"_s));
        find<QPushButton>("CopyCsv")->click();
        QCOMPARE(QApplication::clipboard()->text(), page->csv());
    }

    void whatIfNeverTouchesTheLedger()
    {
        open();
        QTRY_COMPARE(text("Savings.net"), u"$228.00"_s);
        const QString before = page->csv();
        find<QSlider>("WhatIf.HitRatio")->setValue(10);
        // gross 360 and wrong hits 3 by 1.1, embedding 9 and cache 120 as they were
        QCOMPARE(text("WhatIfResult"), u"Net: $228.00 → $263.70"_s);
        QCOMPARE(text("WhatIf.value.HitRatio"), u"+10\u00a0% (40.0\u00a0% → 44.0\u00a0%)"_s);
        QCOMPARE(text("Savings.net"), u"$228.00"_s);
        QCOMPARE(page->csv(), before);
        find<QPushButton>("WhatIfReset")->click();
        QCOMPARE(text("WhatIfResult"), u"Net: $228.00 → $228.00"_s);
    }

    void whatIf_data()
    {
        QTest::addColumn<QString>("hitRatio");
        QTest::addColumn<QString>("volume");
        QTest::addColumn<QString>("price");
        QTest::addColumn<QString>("net");
        QTest::newRow("as it was") << u"1"_s << u"1"_s << u"1"_s << u"228"_s;
        QTest::newRow("no traffic leaves the cache's cost") << u"1"_s << u"0"_s << u"1"_s << u"-120"_s;
        QTest::newRow("no hits leave embeddings and the cache") << u"0"_s << u"1"_s << u"1"_s << u"-129"_s;
        QTest::newRow("twice the volume") << u"1"_s << u"2"_s << u"1"_s << u"576"_s;
        QTest::newRow("half the prices") << u"1"_s << u"1"_s << u"0.5"_s << u"54"_s;
        QTest::newRow("more than every request cannot be answered") << u"9"_s << u"1"_s << u"1"_s << u"763.5"_s;
    }

    void whatIf()
    {
        QFETCH(QString, hitRatio);
        QFETCH(QString, volume);
        QFETCH(QString, price);
        QFETCH(QString, net);
        const WhatIf factors{*Decimal::parse(hitRatio), *Decimal::parse(volume), *Decimal::parse(price)};
        QCOMPARE(netIf(FakeLedger::threeDays().total, factors).toDecimalString(), net);
    }

    void noAmountStaysNoAmount()
    {
        LedgerEntry entry = FakeLedger::threeDays().total;
        entry.gross = {};
        entry.net = {};
        QVERIFY(!netIf(entry, {}).isValid());
        QCOMPARE(ledgerview::waterfall(entry).front().kind, Bar::Kind::Unknown);
        QCOMPARE(ledgerview::waterfall(entry).back().value, u"unknown"_s);
        QVERIFY(!hitRatioIf({}, Decimal(1)));
    }

    void theWaterfallEndsAtTheNet()
    {
        const std::vector<Bar> bars = ledgerview::waterfall(FakeLedger::threeDays().total);
        QCOMPARE(bars.size(), 6U);
        for (std::size_t i = 1; i + 1 < bars.size(); ++i)
            QCOMPARE(bars[i].from, bars[i - 1].to);
        QCOMPARE(bars[4].to, bars[5].to);
        QCOMPARE(bars[5].to, 228.0);
    }

    void costsAreEditedAndUndone()
    {
        open();
        QTRY_COMPARE(text("Savings.net"), u"$228.00"_s);
        find<QPushButton>("EditCosts")->click();
        auto* dialog = window->findChild<CostPlanDialog*>();
        dialog->model(costplanrows::Part::Costs)
            ->setRows({{u"Redis"_s, u"per month"_s, u"40"_s, u"1"_s, u"the cache"_s, u"invoice"_s}});
        ledger->failure = Error{ErrorCode::Io, u"The disk is full."_s, {}};
        find<QPushButton>("CostPlanSave")->click();
        QVERIFY(dialog->isVisible());
        QVERIFY(find<QLabel>("CostPlanMessage")->text().contains(u"disk is full"_s));
        ledger->failure.reset();
        find<QPushButton>("CostPlanSave")->click();
        QCOMPARE(ledger->plan.costs.size(), 1U);
        QCOMPARE(ledger->plan.costs[0].amount, Money::ofUnits(currencies::usd(), 40));
        const std::size_t before = ledger->requests.size();
        QTRY_VERIFY(ledger->requests.size() > before); // it is computed anew
        window->findChild<NoticeBar*>()->findChild<QPushButton*>()->click();
        QVERIFY(ledger->plan.costs.empty());
    }

    void cardAndDashboardTellTheNet()
    {
        open();
        window->showPage(u"overview"_s);
        QCoreApplication::processEvents();
        QVERIFY(!find<QLabel>("CardSavings")); // without a source nothing is asked
        const std::size_t before = ledger->requests.size();
        fillLayers(*fixture, cache);
        window->range()->setPreset(u"24h"_s);
        QTRY_VERIFY(find<QLabel>("CardSavings"));
        QVERIFY(ledger->requests.size() > before);
        QCOMPARE(text("CardSavings"), u"Net saving $228.00 · ◐ Estimated · coverage 99.6\u00a0%"_s);
        window->showPage(u"dashboard"_s);
        QTRY_VERIFY(find<QLabel>("DashboardSavings"));
        QCOMPARE(text("DashboardSavings"), text("CardSavings"));
        ledger->failure = Error{ErrorCode::Io, u"The history cannot be read."_s, {}};
        ledger->announce(cache.id);
        QTRY_VERIFY(text("DashboardSavings").isEmpty()); // not a figure of before
    }

    void paybackIsWhereTheTotalStaysAbove()
    {
        Ledger lossAtFirst = FakeLedger::threeDays();
        lossAtFirst.entries[0].net = Money::ofUnits(currencies::usd(), -100);
        std::vector<Bar> bars = ledgerview::cumulative(lossAtFirst, LedgerStep::Day, Money());
        QCOMPARE(bars[0].to, -100.0);
        QCOMPARE(bars[2].to, 52.0);
        QCOMPARE(ledgerview::paybackBar(bars), std::optional<std::size_t>(2));
        bars = ledgerview::cumulative(lossAtFirst, LedgerStep::Day, Money::ofUnits(currencies::usd(), 1000));
        QVERIFY(!ledgerview::paybackBar(bars));
        ledger->ledger = std::make_shared<const Ledger>(lossAtFirst);
        open();
        window->range()->setPreset(u"30d"_s); // by day
        QTRY_COMPARE(find<BarChart>("Cumulative")->mark(), std::optional<std::size_t>(2));
        QTRY_COMPARE(text("Payback"), u"Above zero for good since 21 Nov."_s);
    }

    void periodsThatAreNotWholeArePaler()
    {
        Ledger partly = FakeLedger::threeDays();
        partly.entries[1].coverage = 0.5;
        partly.entries[2].coverage = 0;
        const auto bars = ledgerview::periods(partly, LedgerStep::Day, partly.entries[2].toMs);
        QCOMPARE(bars[0].kind, Bar::Kind::Gain);
        QCOMPARE(bars[1].kind, Bar::Kind::Partial);
        QCOMPARE(bars[2].kind, Bar::Kind::Unknown);
        QCOMPARE(ledgerview::periods(partly, LedgerStep::Day, partly.entries[0].toMs - 1)[0].kind, Bar::Kind::Partial);
    }

    void chartsPaintWhateverTheyAreGiven()
    {
        BarChart chart(u"Bars"_s, &fixture->theme);
        chart.resize(400, 200);
        QVERIFY(!chart.grab().isNull());
        std::vector<Bar> many;
        for (int i = 0; i < 400; ++i)
            many.push_back({u"label"_s, u"$1.00"_s, 0, i % 2 ? -1e9 : 1e9, static_cast<Bar::Kind>(i % 5)});
        chart.setBars(many, u"Many bars."_s);
        chart.setMark(399, u"paid back"_s);
        chart.setWatermark(u"DEMO"_s);
        QVERIFY(!chart.grab().isNull());
        QCOMPARE(chart.accessibleDescription(), u"Many bars."_s);
    }

private:
    void open()
    {
        window = std::make_unique<MainWindow>(fixture->services, &fixture->theme);
        window->show();
        window->showPage(u"savings"_s);
        page = static_cast<SavingsPage*>(window->page(u"savings"_s));
    }
    template <typename T>
    T* find(const char* name) const
    {
        return window->findChild<T*>(QLatin1String(name));
    }
    QString text(const char* name) const { return find<QLabel>(name)->text(); }
    QString bannerText() const
    {
        QStringList texts;
        for (const QLabel* label : page->findChild<Banner*>()->findChildren<QLabel*>())
            texts << label->text();
        return texts.join(u' ');
    }

    std::unique_ptr<UiFixture> fixture;
    FakeLedger* ledger = nullptr;
    std::unique_ptr<MainWindow> window;
    SavingsPage* page = nullptr;
    CacheConfig cache;
};

QTEST_MAIN(TestSavingsPage)
#include "tst_savingspage.moc"
