// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/moneyformat.h"
#include "cost/scenariofile.h"
#include "support/savingspane.h"
#include "ui/dialogs/formfield.h"
#include "ui/figuretable.h"
#include "ui/noticebar.h"
#include "ui/savings/barchart.h"
#include "ui/savings/economicspane.h"
#include "ui/savings/economicsview.h"
#include "ui/savings/rowtable.h"
#include "ui/savings/scenarioform.h"

#include <QtCore/QDir>
#include <QtTest/QTest>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTableView>

using namespace cacheledger;
using namespace Qt::StringLiterals;

/// The economics calculator in the main window: what it shows, what it refuses, what it keeps.
class TestEconomicsPane : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void testVectorA();
    void testVectorB();
    void publishedExamplesAreThere_data();
    void publishedExamplesAreThere();
    void whatIsEnteredCountsAtOnce();
    void whatCannotBeReadIsNamedAtItsField_data();
    void whatCannotBeReadIsNamedAtItsField();
    void paybackThatIsNotReachedIsSaid();
    void scenariosAreSavedDuplicatedAndDeleted();
    void scenariosStandSideBySide();
    void changesThatAreLeftCanBeTakenBack();
    void aFolderThatCannotBeWrittenIsSaid();
    void linesReadBackAsTheyWere();

private:
    template <typename T>
    T* find(const QString& name) const
    {
        return pane->findChild<T*>(name);
    }
    const FigureTableModel& figures(const QString& name) const { return find<FigureTable>(name)->figures(); }
    QString result(const QString& name) const
    {
        const FigureTableModel& model = figures(u"EconomicsResults"_s);
        for (int row = 0; row < model.rowCount(); ++row)
            if (model.index(row, 0).data().toString() == name)
                return model.index(row, 1).data().toString();
        return {};
    }
    void show(const char* preset) { pane->setScenario(*scenariofile::preset(QString::fromLatin1(preset)), {}); }
    void type(const QString& field, const QString& text)
    {
        auto* line = find<QLineEdit>(u"Scenario."_s + field);
        line->setFocus();
        line->selectAll();
        QTest::keyClicks(line, text);
        if (text.isEmpty())
            QTest::keyClick(line, Qt::Key_Delete);
    }
    void setCell(const QString& table, int row, int column, const QString& text)
    {
        QAbstractItemModel* model = find<QTableView>(u"Lines."_s + table)->model();
        QVERIFY(model->setData(model->index(row, column), text, Qt::EditRole));
    }
    std::size_t saved() const { return scenariofile::savedIn(fixture->services.scenariosFolder).scenarios.size(); }
    QStringList problems() const
    {
        QStringList all;
        for (const FormField* each : pane->findChildren<FormField*>())
            if (!each->problem().isEmpty())
                all << each->editor()->objectName();
        for (const QString& table : {u"Before"_s, u"After"_s, u"Calls"_s})
            if (!find<QLabel>(u"LineProblem."_s + table)->text().isEmpty())
                all << u"Lines."_s + table;
        return all;
    }
    QString notice() const { return window->findChild<NoticeBar*>()->text(); }
    void undo() { window->findChild<NoticeBar*>()->findChild<QPushButton*>()->click(); }

    std::unique_ptr<cacheledger::testing::UiFixture> fixture;
    std::unique_ptr<MainWindow> window;
    EconomicsPane* pane = nullptr;
};

void TestEconomicsPane::init()
{
    fixture = std::make_unique<cacheledger::testing::UiFixture>();
    pane = cacheledger::testing::openSavingsPane<EconomicsPane>(*fixture, window, u"economics"_s);
    QVERIFY(pane->isVisible());
}

void TestEconomicsPane::cleanup()
{
    window.reset();
    fixture.reset();
    pane = nullptr;
}

/// 10,000 questions a day, embedding $0.0001 and generation $0.002 a call, a month of 30 days: $630 without a cache; at
/// a full-hit ratio of 30 % $441, which saves $189, that is 30 %.
void TestEconomicsPane::testVectorA()
{
    Scenario empty;
    empty.name = u"A"_s;
    empty.currency = currencies::usd();
    empty.implementationCost = Money(currencies::usd());
    pane->setScenario(empty, {});
    find<QCheckBox>(u"ScenarioHasCalls"_s)->click();
    type(u"requests"_s, u"10000"_s);
    type(u"days"_s, u"30"_s);
    type(u"hitRatio"_s, u"30"_s);
    for (int row = 0; row < 2; ++row)
        find<QPushButton>(u"LineAdd.Calls"_s)->click();
    setCell(u"Calls"_s, 0, 0, u"embedding"_s);
    setCell(u"Calls"_s, 0, 1, u"0.0001"_s);
    setCell(u"Calls"_s, 1, 0, u"generation"_s);
    setCell(u"Calls"_s, 1, 1, u"0.002"_s);
    QCOMPARE(problems(), QStringList());
    QCOMPARE(result(u"A month without the cache"_s), u"$630.00"_s);
    QCOMPARE(result(u"A month with the cache"_s), u"$441.00"_s);
    QCOMPARE(result(u"Saving a month"_s), u"$189.00"_s);
    QCOMPARE(result(u"of what it was"_s), u"30\u00a0%"_s);
    QCOMPARE(result(u"Saving a year"_s), u"$2,268.00"_s);
}

/// The start-up of the published analysis.
void TestEconomicsPane::testVectorB()
{
    show("startup");
    QCOMPARE(result(u"A month without the cache"_s), u"₹2,50,000.00"_s);
    QCOMPARE(result(u"A month with the cache"_s), u"₹1,90,000.00"_s);
    QCOMPARE(result(u"Saving a month"_s), u"₹60,000.00"_s);
    QCOMPARE(result(u"Saving a year"_s), u"₹7,20,000.00"_s);
    QCOMPARE(result(u"Introducing it costs"_s), u"₹3,00,000.00"_s);
    QCOMPARE(result(u"Payback"_s), u"5 months"_s);
    QCOMPARE(result(u"Saving in three years, net"_s), u"₹18,60,000.00"_s);
    QCOMPARE(result(u"Three-year ROI, of introducing it"_s), u"620\u00a0%"_s);
    QCOMPARE(result(u"Return a month after payback"_s), u"20\u00a0%"_s);
    QCOMPARE(find<BarChart>(u"EconomicsChart"_s)->mark(), std::optional<std::size_t>(5));
    QCOMPARE(find<BarChart>(u"EconomicsChart"_s)->bars().size(), 37U);
    QCOMPARE(figures(u"EconomicsSensitivity"_s).rowCount(), 6);
}

void TestEconomicsPane::publishedExamplesAreThere_data()
{
    QTest::addColumn<QString>("preset");
    for (const QString& name : scenariofile::presetNames())
        QTest::newRow(qPrintable(name)) << name;
}

void TestEconomicsPane::publishedExamplesAreThere()
{
    QFETCH(QString, preset);
    auto* choice = find<QComboBox>(u"ScenarioChoice"_s);
    const int row = choice->findData(u"preset:"_s + preset);
    QVERIFY(row >= 0);
    choice->setCurrentIndex(row);
    Q_EMIT choice->activated(row);
    const Scenario scenario = *scenariofile::preset(preset);
    QCOMPARE(find<QLineEdit>(u"Scenario.name"_s)->text(), scenario.name);
    QCOMPARE(result(u"Saving a month"_s), formatMoney(economicsOf(scenario).monthlySaving));
    QCOMPARE(find<QLabel>(u"ScenarioNote"_s)->text(), scenario.note);
    QVERIFY(!find<QPushButton>(u"ScenarioRemove"_s)->isEnabled()); // it comes along
}

void TestEconomicsPane::whatIsEnteredCountsAtOnce()
{
    show("startup");
    setCell(u"After"_s, 0, 1, u"25000"_s); // Redis was 15,000
    QCOMPARE(result(u"Saving a month"_s), u"₹50,000.00"_s);
    find<QPushButton>(u"LineAdd.After"_s)->click();
    QCOMPARE(result(u"Saving a month"_s), u"₹50,000.00"_s);
    find<QTableView>(u"Lines.After"_s)->selectRow(0);
    find<QPushButton>(u"LineRemove.After"_s)->click();
    QCOMPARE(result(u"Saving a month"_s), u"₹75,000.00"_s);
    type(u"implementation"_s, u"750000"_s);
    QCOMPARE(result(u"Payback"_s), u"10 months"_s);
    auto* currency = find<QComboBox>(u"Scenario.currency"_s);
    currency->setCurrentIndex(currency->findData(u"USD"_s));
    Q_EMIT currency->activated(currency->currentIndex());
    QCOMPARE(result(u"Saving a month"_s), u"$75,000.00"_s); // nothing is converted
}

void TestEconomicsPane::whatCannotBeReadIsNamedAtItsField_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("entry");
    QTest::newRow("no name") << u"Scenario.name"_s << -1 << QString();
    QTest::newRow("introducing it costs no amount") << u"Scenario.implementation"_s << -1 << u"much"_s;
    QTest::newRow("introducing it costs a negative amount") << u"Scenario.implementation"_s << -1 << u"-5"_s;
    QTest::newRow("a line without an amount") << u"Lines.Before"_s << 1 << u"much"_s;
    QTest::newRow("a line with a negative amount") << u"Lines.Before"_s << 1 << u"-5"_s;
    QTest::newRow("a line with NaN") << u"Lines.After"_s << 1 << u"nan"_s;
    QTest::newRow("a line without a name") << u"Lines.Before"_s << 0 << QString();
    QTest::newRow("a line of no such kind") << u"Lines.After"_s << 2 << u"guess"_s;
}

void TestEconomicsPane::whatCannotBeReadIsNamedAtItsField()
{
    QFETCH(QString, field);
    QFETCH(int, column);
    QFETCH(QString, entry);
    show("startup");
    if (column < 0)
        type(field.section(u'.', 1), entry);
    else
        setCell(field.section(u'.', 1), 1, column, entry);
    QCOMPARE(problems(), QStringList{field});
    if (column >= 0)
        QVERIFY(find<QLabel>(u"LineProblem."_s + field.section(u'.', 1))->text().contains(u"Row 2"_s));
    QVERIFY(!pane->form()->scenario());
    QVERIFY(!find<QPushButton>(u"ScenarioSave"_s)->isEnabled());
    QCOMPARE(result(u"Saving a month"_s), QString()); // no figures beside what they are not of
    QVERIFY(find<BarChart>(u"EconomicsChart"_s)->bars().empty());
}

void TestEconomicsPane::paybackThatIsNotReachedIsSaid()
{
    Scenario loss = *scenariofile::preset(u"startup"_s);
    std::swap(loss.before, loss.after);
    pane->setScenario(loss, {});
    QCOMPARE(result(u"Payback"_s), u"not reached"_s);
    QCOMPARE(result(u"Saving a month"_s), formatMoney(Money::ofUnits(currencies::inr(), -60'000)));
    QVERIFY(!find<BarChart>(u"EconomicsChart"_s)->mark());
    QVERIFY(find<BarChart>(u"EconomicsChart"_s)->accessibleDescription().contains(u"not reached"_s));
}

void TestEconomicsPane::scenariosAreSavedDuplicatedAndDeleted()
{
    show("startup");
    type(u"name"_s, u"Ours"_s);
    find<QPushButton>(u"ScenarioSave"_s)->click();
    QTRY_COMPARE(saved(), 1U);
    auto* choice = find<QComboBox>(u"ScenarioChoice"_s);
    QTRY_COMPARE(choice->currentText(), u"Ours"_s);
    setCell(u"Before"_s, 0, 1, u"60000"_s);
    find<QPushButton>(u"ScenarioSave"_s)->click(); // the same file
    const auto amount = [this] {
        const auto all = scenariofile::savedIn(fixture->services.scenariosFolder).scenarios;
        return all.empty() ? QString() : all.front().scenario.before.front().perMonth.toDecimalString();
    };
    QTRY_COMPARE(amount(), u"60000"_s);
    QCOMPARE(saved(), 1U);
    find<QPushButton>(u"ScenarioDuplicate"_s)->click();
    QTRY_COMPARE(saved(), 2U);
    QTRY_COMPARE(choice->currentText(), u"Copy of Ours"_s);
    find<QPushButton>(u"ScenarioRemove"_s)->click();
    QTRY_COMPARE(saved(), 1U);
    QTRY_VERIFY(notice().contains(u"is deleted"_s));
    undo();
    QTRY_COMPARE(saved(), 2U);
    QTRY_COMPARE(choice->currentText(), u"Copy of Ours"_s);
}

void TestEconomicsPane::scenariosStandSideBySide()
{
    show("startup");
    type(u"name"_s, u"Ours"_s);
    find<QPushButton>(u"ScenarioSave"_s)->click();
    const auto headings = [this] {
        const FigureTableModel& model = figures(u"EconomicsComparison"_s);
        QStringList all;
        for (int column = 0; column < model.columnCount(); ++column)
            all << model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        return all;
    };
    QTRY_COMPARE(headings().size(), 5); // what is figured, ours, three examples
    QTRY_COMPARE(headings().value(1), u"Ours"_s);
    QCOMPARE(figures(u"EconomicsComparison"_s).index(2, 1).data().toString(), u"₹60,000.00"_s);
    const auto compared = [this] { return find<QPushButton>(u"ScenarioCompare"_s)->menu()->actions(); };
    QTRY_COMPARE(compared().size(), 4);
    compared().last()->setChecked(false);
    QCOMPARE(headings().size(), 4);
}

void TestEconomicsPane::changesThatAreLeftCanBeTakenBack()
{
    auto* choice = find<QComboBox>(u"ScenarioChoice"_s);
    Q_EMIT choice->activated(0);
    type(u"name"_s, u"Half done"_s);
    Q_EMIT choice->activated(1);
    QVERIFY(find<QLineEdit>(u"Scenario.name"_s)->text() != u"Half done"_s);
    QVERIFY(notice().contains(u"Half done"_s));
    undo();
    QCOMPARE(find<QLineEdit>(u"Scenario.name"_s)->text(), u"Half done"_s);
}

void TestEconomicsPane::aFolderThatCannotBeWrittenIsSaid()
{
    QFile inTheWay(fixture->services.scenariosFolder); // a file where the folder should be
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    show("growth");
    find<QPushButton>(u"ScenarioSave"_s)->click();
    QTRY_VERIFY(!notice().isEmpty());
    QVERIFY(!notice().contains(u"is saved"_s));
    QVERIFY(pane->form()->scenario()); // nothing that was entered is lost
}

void TestEconomicsPane::linesReadBackAsTheyWere()
{
    const Scenario scenario = *scenariofile::preset(u"growth"_s);
    const auto read = economicsview::lines(economicsview::rows(scenario.before), scenario.currency);
    QVERIFY(read.ok());
    QVERIFY(*read == scenario.before);
}

QTEST_MAIN(TestEconomicsPane)
#include "tst_economicspane.moc"
