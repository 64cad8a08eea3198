// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/pricefile.h"
#include "support/savingspane.h"
#include "ui/dialogs/formfield.h"
#include "ui/dialogs/pricedialog.h"
#include "ui/figuretable.h"
#include "ui/noticebar.h"
#include "ui/savings/pricespane.h"
#include "ui/savings/pricetable.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QTest>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTableView>

using namespace cacheledger;
using namespace Qt::StringLiterals;

/// The price book in the main window, over a real file.
class TestPricesPane : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void theSampleIsMarkedAsToBeChecked();
    void aPriceIsAddedAndTakenBack();
    void aChangeIsANewVersion();
    void aPriceEnds();
    void badEntriesAreNamedAtTheirField_data();
    void badEntriesAreNamedAtTheirField();
    void anOverlapIsNamedAtItsDay();
    void aListIsImportedAndWhatIsLeftOutIsTold();
    void aListThatIsNoneIsRefused_data();
    void aListThatIsNoneIsRefused();
    void anUnreadableBookIsSaidAndLeftAlone();
    void whatAnotherProcessWritesIsTakenOver();
    void aModelIsFound();

private:
    template <typename T>
    T* find(const char* name) const
    {
        return pane->findChild<T*>(QLatin1String(name));
    }
    const PriceTableModel& model() const
    {
        return *static_cast<PriceTableModel*>(find<QTableView>("PriceTable")->model());
    }
    QString cell(const QString& name, int column) const
    {
        for (int row = 0; row < model().rowCount(); ++row)
            if (model().at(row)->model == name)
                return model().index(row, column).data().toString();
        return {};
    }
    void choose(const QString& name)
    {
        for (int row = 0; row < model().rowCount(); ++row)
            if (model().at(row)->model == name)
                return find<QTableView>("PriceTable")->selectRow(row);
        QFAIL("no such model");
    }
    PriceDialog* dialog() const { return window->findChildren<PriceDialog*>().value(0); }
    void type(const char* field, const QString& text)
    {
        dialog()->findChild<QLineEdit*>(u"Price."_s + QLatin1String(field))->setText(text);
    }
    QStringList problems() const
    {
        QStringList all;
        for (const FormField* each : dialog()->findChildren<FormField*>())
            if (!each->problem().isEmpty())
                all << each->editor()->objectName().mid(6);
        return all;
    }
    void save() { dialog()->findChild<QPushButton*>(u"PriceSave"_s)->click(); }
    std::vector<PriceVersion> kept() const
    {
        const auto book = pricefile::load(fixture->services.pricesFile);
        return book ? book->versions() : std::vector<PriceVersion>();
    }
    QString message() const { return find<QLabel>("PricesMessage")->text(); }
    QString write(const QByteArray& content)
    {
        const QString path = fixture->dir.filePath(u"list.json"_s);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write %s", qPrintable(path));
        return path;
    }
    void enterOurs()
    {
        find<QPushButton>("PriceAdd")->click();
        type("model", u"ours"_s);
        type("input", u"0.15"_s);
        type("output", u"0.60"_s);
        type("from", u"2026-01-01"_s);
        type("source", u"invoice of January"_s);
        save();
    }

    std::unique_ptr<cacheledger::testing::UiFixture> fixture;
    std::unique_ptr<MainWindow> window;
    PricesPane* pane = nullptr;
};

void TestPricesPane::init()
{
    fixture = std::make_unique<cacheledger::testing::UiFixture>();
    pane = cacheledger::testing::openSavingsPane<PricesPane>(*fixture, window, u"prices"_s);
    QVERIFY(pane->isVisible());
    QTRY_VERIFY(model().rowCount() > 0);
}

void TestPricesPane::cleanup()
{
    window.reset();
    fixture.reset();
    pane = nullptr;
}

void TestPricesPane::theSampleIsMarkedAsToBeChecked()
{
    QCOMPARE(cell(u"gpt-4o-mini"_s, PriceTableModel::Origin), u"▲ default, to be checked"_s);
    QCOMPARE(cell(u"gpt-4o-mini"_s, PriceTableModel::Input), u"$0.15"_s);
    QCOMPARE(cell(u"gpt-4o-mini"_s, PriceTableModel::Output), u"$0.60"_s);
    QCOMPARE(cell(u"gpt-4o-mini"_s, PriceTableModel::Per), u"1M tokens"_s);
    QCOMPARE(cell(u"gpt-4o-mini"_s, PriceTableModel::From), u"ever since"_s);
    choose(u"gpt-4o-mini"_s);
    QVERIFY(find<QPushButton>("PriceVersion")->isEnabled());
    QVERIFY(!find<QPushButton>("PriceEnd")->isEnabled()); // not the user's to end
    QVERIFY(kept().empty());
}

void TestPricesPane::aPriceIsAddedAndTakenBack()
{
    enterOurs();
    QTRY_COMPARE(kept().size(), 1U);
    const PriceVersion version = kept().front();
    QCOMPARE(version.price(PriceKind::Input).value(), *Decimal::parse(u"0.00000015"));
    QCOMPARE(version.origin, PriceOrigin::Entered);
    QCOMPARE(version.source, u"invoice of January"_s);
    QTRY_COMPARE(cell(u"ours"_s, PriceTableModel::Origin), u"entered"_s);
    QCOMPARE(cell(u"ours"_s, PriceTableModel::Input), u"$0.15"_s);
    auto* notice = window->findChild<NoticeBar*>();
    QTRY_VERIFY(notice->text().contains(u"ours"_s));
    notice->findChild<QPushButton*>()->click();
    QTRY_VERIFY(kept().empty());
}

void TestPricesPane::aChangeIsANewVersion()
{
    enterOurs();
    QTRY_VERIFY(!cell(u"ours"_s, PriceTableModel::Model).isEmpty());
    QTRY_VERIFY(!dialog());
    choose(u"ours"_s);
    find<QPushButton>("PriceVersion")->click();
    type("input", u"0.12"_s);
    type("from", u"2026-06-01"_s);
    save();
    QTRY_COMPARE(kept().size(), 2U);
    const auto versions = kept();
    QCOMPARE(versions[0].price(PriceKind::Input).value(), *Decimal::parse(u"0.00000015")); // earlier periods keep it
    QCOMPARE(versions[0].toMs.value(), versions[1].fromMs);
    QCOMPARE(versions[1].price(PriceKind::Output).value(), *Decimal::parse(u"0.0000006"));
    QTRY_COMPARE(cell(u"ours"_s, PriceTableModel::From), u"2026-06-01"_s); // the newest on top
}

void TestPricesPane::aPriceEnds()
{
    enterOurs();
    QTRY_VERIFY(!cell(u"ours"_s, PriceTableModel::Model).isEmpty());
    QTRY_VERIFY(!dialog());
    choose(u"ours"_s);
    find<QPushButton>("PriceEnd")->click();
    QVERIFY(!dialog()->findChild<QLineEdit*>(u"Price.input"_s)->isEnabled());
    type("until", u"2025-12-31"_s);
    save();
    QCOMPARE(problems(), QStringList{u"until"_s});
    type("until", u"2026-09-01"_s);
    save();
    QTRY_COMPARE(cell(u"ours"_s, PriceTableModel::Until), u"2026-09-01"_s);
    QVERIFY(kept().front().toMs.has_value());
    choose(u"ours"_s);
    QVERIFY(!find<QPushButton>("PriceEnd")->isEnabled());
}

void TestPricesPane::badEntriesAreNamedAtTheirField_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("entry");
    QTest::newRow("no model") << u"model"_s << QString();
    QTest::newRow("a negative price") << u"output"_s << u"-1"_s;
    QTest::newRow("a price that is no number") << u"input"_s << u"nan"_s;
    QTest::newRow("a day that is none") << u"from"_s << u"2026-13-01"_s;
    QTest::newRow("an end before the beginning") << u"until"_s << u"2025-01-01"_s;
    QTest::newRow("a currency that nobody knows") << u"currency"_s << u"XYZ"_s;
}

void TestPricesPane::badEntriesAreNamedAtTheirField()
{
    QFETCH(QString, field);
    QFETCH(QString, entry);
    find<QPushButton>("PriceAdd")->click();
    type("model", u"ours"_s);
    type("input", u"0.15"_s);
    type("from", u"2026-01-01"_s);
    if (field == u"currency"_s)
        dialog()->findChild<QComboBox*>(u"Price.currency"_s)->setCurrentText(entry);
    else
        type(field.toLatin1().constData(), entry);
    save();
    QCOMPARE(problems(), QStringList{field});
    QVERIFY(dialog()->isVisible());
    QVERIFY(kept().empty());
}

void TestPricesPane::anOverlapIsNamedAtItsDay()
{
    enterOurs();
    QTRY_VERIFY(!cell(u"ours"_s, PriceTableModel::Model).isEmpty());
    QTRY_VERIFY(!dialog());
    enterOurs(); // the same time again
    QTRY_COMPARE(problems(), QStringList{u"from"_s});
    QCOMPARE(kept().size(), 1U);
}

void TestPricesPane::aListIsImportedAndWhatIsLeftOutIsTold()
{
    enterOurs();
    QTRY_VERIFY(!cell(u"ours"_s, PriceTableModel::Model).isEmpty());
    const QString file = write(R"({"sample_spec": {"mode": "chat"},
        "a-model": {"input_cost_per_token": 1.5e-07, "output_cost_per_token": 6e-07, "mode": "chat"},
        "negative": {"input_cost_per_token": -1, "mode": "chat"},
        "ours": {"input_cost_per_token": 9e-07, "mode": "chat"},
        "free-of-prices": {"mode": "image_generation"}})");
    find<QLineEdit>("PriceImportFrom")->setText(u"2026-02-01"_s);
    pane->importList(file);
    QTRY_VERIFY2(message().contains(u"Models added: 1, with a new price: 0, unchanged: 0, not taken: "_s),
                 qPrintable(message()));
    QTRY_COMPARE(cell(u"a-model"_s, PriceTableModel::Origin), u"imported"_s);
    QCOMPARE(cell(u"a-model"_s, PriceTableModel::From), u"2026-02-01"_s);
    QCOMPARE(cell(u"ours"_s, PriceTableModel::Input), u"$0.15"_s); // what was entered stays
    const FigureTableModel& skipped = find<FigureTable>("PricesSkipped")->figures();
    QVERIFY(find<FigureTable>("PricesSkipped")->isVisible());
    QStringList models;
    for (int row = 0; row < skipped.rowCount(); ++row) {
        models << skipped.index(row, 0).data().toString();
        QVERIFY(!skipped.index(row, 1).data().toString().isEmpty());
    }
    for (const QString& left : {u"negative"_s, u"ours"_s, u"free-of-prices"_s})
        QVERIFY2(models.contains(left), qPrintable(models.join(u' ')));
    QVERIFY(find<QPushButton>("PriceImport")->isEnabled());
}

void TestPricesPane::aListThatIsNoneIsRefused_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("no JSON") << QByteArray("{\n\"a\": ");
    QTest::newRow("a list without models") << QByteArray("{}");
    QTest::newRow("an empty file") << QByteArray();
}

void TestPricesPane::aListThatIsNoneIsRefused()
{
    QFETCH(QByteArray, content);
    pane->importList(write(content));
    QTRY_VERIFY(message().startsWith(u"▲"_s));
    QVERIFY(message().contains(u"list.json"_s));
    QVERIFY(kept().empty());
    QVERIFY(find<QPushButton>("PriceImport")->isEnabled());
    pane->importList(fixture->dir.filePath(u"nothing.json"_s));
    QTRY_VERIFY(message().contains(u"nothing.json"_s) && message().startsWith(u"▲"_s));
}

void TestPricesPane::anUnreadableBookIsSaidAndLeftAlone()
{
    QFile book(fixture->services.pricesFile);
    QVERIFY(book.open(QIODevice::WriteOnly));
    book.write("{ broken");
    book.close();
    QTRY_VERIFY(message().startsWith(u"▲"_s));
    enterOurs();
    QTRY_VERIFY(dialog() && !dialog()->findChild<QLabel*>(u"PriceMessage"_s)->text().isEmpty());
    QVERIFY(book.open(QIODevice::ReadOnly));
    QCOMPARE(book.readAll(), QByteArray("{ broken"));
}

void TestPricesPane::whatAnotherProcessWritesIsTakenOver()
{
    PriceBook book;
    PriceVersion version;
    version.model = u"from-the-command-line"_s;
    version.currency = currencies::eur();
    version.price(PriceKind::Input) = Decimal(1);
    version.unit = PriceUnit::Call;
    QVERIFY(book.add(version));
    QVERIFY(pricefile::save(book, fixture->services.pricesFile));
    QTRY_COMPARE(cell(version.model, PriceTableModel::Per), u"call"_s);
}

void TestPricesPane::aModelIsFound()
{
    const QAbstractItemModelTester tester(find<QTableView>("PriceTable")->model(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    const int all = model().rowCount();
    find<QLineEdit>("PriceSearch")->setText(u"EMBEDDING-3"_s);
    QVERIFY(model().rowCount() > 0 && model().rowCount() < all);
    find<QLineEdit>("PriceSearch")->setText(u"no such thing"_s);
    QCOMPARE(model().rowCount(), 0);
    find<QLineEdit>("PriceSearch")->clear();
    QCOMPARE(model().rowCount(), all);
}

QTEST_MAIN(TestPricesPane)
#include "tst_pricespane.moc"
