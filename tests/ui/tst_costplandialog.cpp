// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/uifixture.h"
#include "ui/dialogs/costplandialog.h"
#include "ui/savings/entrytable.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QTest>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTableView>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;
using costplanrows::Part;

static CostPlan examplePlan()
{
    CostPlan plan;
    plan.cache = CacheId{u"c"_s};
    plan.currency = currencies::usd();
    plan.timeZone = "Asia/Kolkata";
    StageValue value;
    value.stage = u"response"_s;
    value.costPerHit = *Money::parse(u"0.0021", currencies::usd());
    value.savedMs = 800;
    value.source = u"invoice of May"_s;
    value.isDefault = true;
    plan.values = {value};
    CacheCostLine line;
    line.name = u"Redis"_s;
    line.amount = Money::ofUnits(currencies::usd(), 40);
    line.validFromMs = 1'777'573'800'000; // 2026-05-01 in Kolkata
    plan.costs = {line};
    plan.lookups = {{u"semantic"_s, u"text-embedding-3-small"_s, Decimal(20), {}, u"measured"_s, false}};
    plan.rates = {{currencies::eur(), currencies::usd(), *Decimal::parse(u"1.08"), 1'777'573'800'000, u"bank"_s}};
    return plan;
}

/// The dialog of costs and values, and the rows of texts that it edits.
class TestCostPlanDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsReadBackAsTheyWere()
    {
        const CostPlan plan = examplePlan();
        for (const Part part : {Part::Values, Part::Costs, Part::Lookups, Part::Rates}) {
            const std::vector<QStringList> rows = costplanrows::rows(plan, part);
            QCOMPARE(rows.size(), 1U);
            QCOMPARE(rows[0].size(), costplanrows::headings(part).size());
            CostPlan read = plan;
            QVERIFY(costplanrows::apply(rows, part, read).ok());
            QVERIFY(read == plan);
        }
        QCOMPARE(costplanrows::rows(plan, Part::Costs)[0][6], u"2026-05-01"_s);
    }

    void whatIsChangedIsNoDefaultAnyMore()
    {
        CostPlan plan = examplePlan();
        std::vector<QStringList> rows = costplanrows::rows(plan, Part::Values);
        rows[0][2] = u"0.003 EUR"_s;
        QVERIFY(costplanrows::apply(rows, Part::Values, plan).ok());
        QVERIFY(!plan.values[0].isDefault);
        QCOMPARE(plan.values[0].costPerHit, *Money::parse(u"0.003", currencies::eur()));
        QCOMPARE(costplanrows::rows(plan, Part::Values)[0][2], u"0.003 EUR"_s);
    }

    void whatCannotBeReadIsNamed_data()
    {
        QTest::addColumn<int>("part");
        QTest::addColumn<int>("column");
        QTest::addColumn<QString>("entry");
        QTest::newRow("no stage") << int(Part::Values) << 0 << QString();
        QTest::newRow("no such basis") << int(Part::Values) << 1 << u"guess"_s;
        QTest::newRow("words for an amount") << int(Part::Values) << 2 << u"much"_s;
        QTest::newRow("an unknown currency") << int(Part::Values) << 2 << u"1 XXX"_s;
        QTest::newRow("negative tokens") << int(Part::Values) << 4 << u"-5"_s;
        QTest::newRow("no date") << int(Part::Costs) << 6 << u"yesterday"_s;
        QTest::newRow("no currency") << int(Part::Rates) << 0 << QString();
        QTest::newRow("no number") << int(Part::Lookups) << 2 << u"many"_s;
    }

    void whatCannotBeReadIsNamed()
    {
        QFETCH(int, part);
        QFETCH(int, column);
        QFETCH(QString, entry);
        CostPlan plan = examplePlan();
        std::vector<QStringList> rows = costplanrows::rows(plan, static_cast<Part>(part));
        rows[0][column] = entry;
        const auto read = costplanrows::apply(rows, static_cast<Part>(part), plan);
        QVERIFY(!read);
        QVERIFY2(read.error().text().startsWith(u"Row 1: "_s), qPrintable(read.error().text()));
        QVERIFY(plan == examplePlan());
    }

    void aModelLikeAnyOther()
    {
        EntryTableModel model({u"a"_s, u"b"_s});
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows({{u"1"_s}});
        QCOMPARE(model.add({u"2"_s, u"3"_s}), 1);
        QVERIFY(model.setData(model.index(0, 1), u" x "_s, Qt::EditRole));
        QCOMPARE(model.rows()[0], (QStringList{u"1"_s, u"x"_s}));
        model.removeAt(0);
        model.removeAt(5);
        QCOMPARE(model.rowCount(), 1);
    }

    void aNewVersionLeavesTheOldOne()
    {
        open();
        auto* table = dialog->findChild<QTableView*>(u"Entries1"_s);
        table->setCurrentIndex(table->model()->index(0, 0));
        click("RowVersion1");
        const auto& rows = dialog->model(Part::Costs)->rows();
        QCOMPARE(rows.size(), 2U);
        QCOMPARE(rows[0][7], u"2026-11-22"_s); // ends where the new one begins
        QCOMPARE(rows[1][6], u"2026-11-22"_s);
        click("CostPlanSave");
        QCOMPARE(saved.size(), 1U);
        QCOMPARE(saved[0].costs.size(), 2U);
        QVERIFY(saved[0].costs[0].validToMs == std::optional(saved[0].costs[1].validFromMs));
        QVERIFY(saved[0].values == examplePlan().values);
    }

    void rowsAreAddedAndRemoved()
    {
        open();
        click("RowAdd0");
        QCOMPARE(dialog->model(Part::Values)->rows().size(), 2U);
        QCOMPARE(dialog->model(Part::Values)->rows()[1][0], u"response"_s);
        auto* table = dialog->findChild<QTableView*>(u"Entries0"_s);
        table->setCurrentIndex(table->model()->index(0, 0));
        click("RowRemove0");
        QCOMPARE(dialog->model(Part::Values)->rows().size(), 1U);
    }

    void anotherCurrencyConvertsNothing()
    {
        open();
        auto* currency = dialog->findChild<QComboBox*>(u"PlanCurrency"_s);
        currency->setCurrentIndex(currency->findData(u"EUR"_s));
        Q_EMIT currency->activated(currency->currentIndex());
        QCOMPARE(dialog->model(Part::Values)->rows()[0][2], u"0.0021 USD"_s);
        click("CostPlanSave");
        QCOMPARE(saved[0].currency, currencies::eur());
        QVERIFY(saved[0].values == examplePlan().values);
        QVERIFY(saved[0].costs == examplePlan().costs);
    }

    void faultsAreShownAndNothingIsSaved()
    {
        open();
        dialog->findChild<QLineEdit*>(u"PlanZone"_s)->setText(u"Mars/Olympus"_s);
        click("CostPlanSave");
        QVERIFY(message().contains(u"Mars/Olympus"_s));
        dialog->findChild<QLineEdit*>(u"PlanZone"_s)->setText(u"UTC"_s);
        dialog->findChild<QLineEdit*>(u"PlanWrongHit"_s)->setText(u"dear"_s);
        click("CostPlanSave");
        QVERIFY(message().startsWith(u"▲"_s));
        dialog->findChild<QLineEdit*>(u"PlanWrongHit"_s)->setText(u"0.5"_s);
        dialog->model(Part::Rates)->setRows({{u"EUR"_s, u"USD"_s, u"much"_s}});
        click("CostPlanSave");
        QVERIFY(message().contains(u"Row 1"_s));
        QVERIFY(saved.empty());
        dialog->model(Part::Rates)->setRows({});
        click("CostPlanSave");
        QCOMPARE(saved.size(), 1U);
        QVERIFY(saved[0].wrongHitCost == std::optional(*Money::parse(u"0.5", currencies::usd())));
    }

    void whatPeopleKnowOfTheTrafficIsKept()
    {
        open();
        QCOMPARE(entry("TrafficDistinct")->text(), QString());
        entry("TrafficDistinct")->setText(u"37.5"_s);
        entry("TrafficAge")->setText(u"10m"_s);
        click("CostPlanSave");
        QCOMPARE(saved.size(), 1U);
        QVERIFY(saved[0].traffic == (TrafficFacts{0.375, 600'000}));
        QVERIFY(saved[0].values == examplePlan().values);
        entry("TrafficDistinct")->clear();
        entry("TrafficAge")->clear();
        click("CostPlanSave");
        QVERIFY(saved[1].traffic == TrafficFacts());
    }

    void trafficThatCannotBeReadIsNotSaved_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QString>("text");
        QTest::newRow("more than all") << QByteArray("TrafficDistinct") << u"101"_s;
        QTest::newRow("less than none") << QByteArray("TrafficDistinct") << u"-1"_s;
        QTest::newRow("no share at all") << QByteArray("TrafficDistinct") << u"nan"_s;
        QTest::newRow("a word") << QByteArray("TrafficAge") << u"fresh"_s;
        QTest::newRow("a number without a unit") << QByteArray("TrafficAge") << u"600"_s;
        QTest::newRow("eleven years") << QByteArray("TrafficAge") << u"11y"_s;
    }

    void trafficThatCannotBeReadIsNotSaved()
    {
        QFETCH(QByteArray, field);
        QFETCH(QString, text);
        open();
        entry(field.constData())->setText(text);
        click("CostPlanSave");
        QVERIFY(saved.empty());
        QVERIFY(entry(field.constData())->isVisible()); // its tab is shown
        QVERIFY(!entry(field.constData())->accessibleDescription().isEmpty());
    }

    void cleanup()
    {
        dialog.reset();
        saved.clear();
    }

private:
    void open()
    {
        dialog = std::make_unique<CostPlanDialog>(examplePlan(), QStringList{u"response"_s, u"semantic"_s},
                                                  QDate(2026, 11, 22), &fixture.theme);
        connect(dialog.get(), &CostPlanDialog::saveRequested, this,
                [this](const CostPlan& plan) { saved.push_back(plan); });
        dialog->show();
    }
    void click(const char* name) const { dialog->findChild<QPushButton*>(QLatin1String(name))->click(); }
    QLineEdit* entry(const char* name) const { return dialog->findChild<QLineEdit*>(QLatin1String(name)); }
    QString message() const { return dialog->findChild<QLabel*>(u"CostPlanMessage"_s)->text(); }

    UiFixture fixture;
    std::unique_ptr<CostPlanDialog> dialog;
    std::vector<CostPlan> saved;
};

QTEST_MAIN(TestCostPlanDialog)
#include "tst_costplandialog.moc"
