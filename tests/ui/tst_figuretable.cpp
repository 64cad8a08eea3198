// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/figuretable.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestFigureTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aModelLikeAnyOther()
    {
        FigureTableModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setContent({u"Stage"_s, u"Hits"_s}, {{{u"response"_s}, {u"3"_s, true}}});
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.index(0, 1).data().toString(), u"3"_s);
        QCOMPARE(model.index(0, 1).data(Qt::TextAlignmentRole).toInt(),
                 static_cast<int>(Qt::AlignRight | Qt::AlignVCenter));
        model.setContent({u"Stage"_s, u"Hits"_s}, {{{u"response"_s}, {u"4"_s, true}}, {{u"semantic"_s}, {u"1"_s}}});
        QCOMPARE(model.rowCount(), 2);
        model.setContent({}, {});
        QCOMPARE(model.rowCount(), 0);
    }

    void newFiguresOfTheSameRowsAreNoReset()
    {
        FigureTableModel model;
        model.setContent({u"Stage"_s}, {{{u"a"_s}}});
        const QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        const QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        model.setContent({u"Stage"_s}, {{{u"b"_s}}});
        QCOMPARE(resets.count(), 0);
        QCOMPARE(changes.count(), 1);
        QCOMPARE(model.index(0, 0).data().toString(), u"b"_s);
    }

    void whatIsNotKnownAndWhatIsATotalAreRoles()
    {
        FigureTableModel model;
        model.setContent({u"x"_s}, {{{u"unknown"_s, true, false, true, u"why"_s}}});
        QCOMPARE(model.index(0, 0).data(FigureTableModel::KnownRole).toBool(), false);
        QCOMPARE(model.index(0, 0).data(FigureTableModel::StrongRole).toBool(), true);
        QCOMPARE(model.index(0, 0).data(Qt::ToolTipRole).toString(), u"why"_s);
    }

    void csvQuotesWhatNeedsIt()
    {
        FigureTableModel model;
        model.setContent({u"Stage"_s, u"Net"_s}, {{{u"say \"hi\""_s}, {u"$1,234.50"_s, true}}, {{u"b"_s}, {u"2"_s}}});
        QCOMPARE(model.toCsv(), u"Stage,Net\r\n\"say \"\"hi\"\"\",\"$1,234.50\"\r\nb,2\r\n"_s);
    }

    void aNarrowViewLeavesOutWhatCanBeMissed()
    {
        FigureTable table(u"Ledger"_s);
        table.setContent({u"Period"_s, u"Requests"_s, u"Gross"_s, u"Net"_s},
                         {{{u"Total"_s}, {u"1,234,567"_s, true}, {u"$1,234,567.00"_s, true}, {u"$9.00"_s, true}}});
        table.setOptionalColumns({2, 1});
        table.resize(800, 120);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        QVERIFY(!table.isColumnHidden(1) && !table.isColumnHidden(2));
        table.resize(table.columnWidth(1) + table.columnWidth(2) + table.columnWidth(3), 120);
        QTRY_VERIFY(table.isColumnHidden(2));
        table.resize(table.columnWidth(3) + 30, 120);
        QTRY_VERIFY(table.isColumnHidden(1) && table.isColumnHidden(2));
        QVERIFY(!table.isColumnHidden(3));
        QVERIFY(table.figures().toCsv().contains(u"1,234,567"_s)); // exports have all
        table.resize(800, 120);
        QTRY_VERIFY(!table.isColumnHidden(1) && !table.isColumnHidden(2));
    }

    void asHighAsItsRowsUpToAnEnd()
    {
        FigureTable table(u"Stages"_s, nullptr, 3);
        const int none = table.sizeHint().height();
        table.setContent({u"x"_s}, {{{u"1"_s}}, {{u"2"_s}}});
        const int two = table.sizeHint().height();
        table.setContent({u"x"_s}, std::vector<std::vector<Figure>>(3, {{u"1"_s}}));
        const int three = table.sizeHint().height();
        table.setContent({u"x"_s}, std::vector<std::vector<Figure>>(30, {{u"1"_s}}));
        QVERIFY(two > none);
        QVERIFY(three > two);
        QCOMPARE(table.sizeHint().height(), three);
    }
};

QTEST_MAIN(TestFigureTable)
#include "tst_figuretable.moc"
