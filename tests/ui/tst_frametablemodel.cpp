// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/frametablemodel.h"

#include "support/framebuilder.h"

#include <QtCore/QDateTime>
#include <QtCore/QLocale>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static const TimeMs noon = QDateTime::fromString(u"2026-11-20T12:00:00Z"_s, Qt::ISODate).toMSecsSinceEpoch();

class TestFrameTableModel : public QObject
{
    Q_OBJECT

    static ChartSpec spec()
    {
        ChartSpec made;
        made.unit = Unit::Ratio;
        made.series = {{"hit_ratio", u"Hit ratio"_s}, {"missing", u"Missing"_s}};
        return made;
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void showsTheFrameNewestFirst()
    {
        PlotData data(spec());
        FrameTableModel model(&data);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 0);
        data.setFrame(FrameBuilder(noon, 3).line("hit_ratio", {0.5, qQNaN(), 0.714}, Unit::Ratio).build());
        model.refresh(QTimeZone::utc());
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.columnCount(), 3);
        QCOMPARE(model.headerData(0, Qt::Horizontal, Qt::DisplayRole).toString(), u"Time"_s);
        QCOMPARE(model.headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(), u"Hit ratio"_s);
        QCOMPARE(model.index(0, 0).data().toString(), u"2026-11-20 12:00:02"_s);
        QCOMPARE(model.index(0, 1).data().toString().replace(QChar(QChar::Nbsp), u' '), u"71.4 %"_s);
        QCOMPARE(model.index(0, 1).data(FrameTableModel::RawRole).toDouble(), 0.714);
        QCOMPARE(model.index(0, 1).data(FrameTableModel::UnitRole).toInt(), int(Unit::Ratio));
        QCOMPARE(model.index(2, 0).data(FrameTableModel::RawRole).toLongLong(), noon);
    }

    void absentIsUnknownNotZero()
    {
        PlotData data(spec());
        FrameTableModel model(&data);
        data.setFrame(FrameBuilder(noon, 1).line("hit_ratio", {qQNaN()}).build());
        model.refresh(QTimeZone::utc());
        QCOMPARE(model.index(0, 1).data().toString(), u"unknown"_s);
        QCOMPARE(model.index(0, 2).data().toString(), u"unknown"_s);
        QVERIFY(!model.index(0, 1).data(FrameTableModel::RawRole).isValid());
    }

    void noLimitIsNotZeroBytes()
    {
        ChartSpec memory;
        memory.unit = Unit::Bytes;
        memory.series = {{"used_memory", u"used"_s}, {"maxmemory", u"limit"_s}};
        PlotData data(memory);
        FrameTableModel model(&data);
        data.setFrame(FrameBuilder(noon, 2).line("used_memory", {0, 0}).line("maxmemory", {1024, 0}).build());
        model.refresh(QTimeZone::utc());
        QCOMPARE(model.index(0, 2).data().toString(), u"no limit"_s);
        QCOMPARE(model.index(0, 2).data(FrameTableModel::RawRole).toDouble(), 0.0);
        QCOMPARE(model.index(1, 2).data().toString().replace(QChar(QChar::Nbsp), u' '), u"1 KiB"_s);
        QCOMPARE(model.index(0, 1).data().toString().replace(QChar(QChar::Nbsp), u' '), u"0 B"_s);
    }

    void framesThatGrowShrinkAndVanishKeepTheModelSound()
    {
        PlotData data(spec());
        FrameTableModel model(&data);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        for (int rows : {3, 10, 10, 2, 0, 5}) {
            data.setFrame(rows > 0 ? FrameBuilder(noon, rows).line("hit_ratio", {0.5}).build() : nullptr);
            model.refresh(QTimeZone::utc());
            QCOMPARE(model.rowCount(), rows);
        }
    }

    void aTickKeepsTheRows()
    {
        PlotData data(spec());
        FrameTableModel model(&data);
        data.setFrame(FrameBuilder(noon, 5).line("hit_ratio", {0.5}).build());
        model.refresh(QTimeZone::utc());
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        data.setFrame(FrameBuilder(noon + 1000, 5).line("hit_ratio", {0.6}).build());
        model.refresh(QTimeZone::utc());
        QCOMPARE(reset.count(), 0);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(model.index(4, 0).data(FrameTableModel::RawRole).toLongLong(), noon + 1000);
    }
};

QTEST_GUILESS_MAIN(TestFrameTableModel)
#include "tst_frametablemodel.moc"
