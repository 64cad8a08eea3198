// SPDX-License-Identifier: GPL-3.0-or-later
// A file that cannot be written whole is left as it was.
#include "../support/filesizelimit.h"
#include "ui/charts/chartexport.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class ChartExportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFullDiskLeavesTheFileThatWasThere_data();
    void aFullDiskLeavesTheFileThatWasThere();
    void aFolderThatIsNotThereIsNotMade();

private:
    QTemporaryDir m_folder;
};

void ChartExportTest::aFullDiskLeavesTheFileThatWasThere_data()
{
    QTest::addColumn<int>("size");
    QTest::newRow("less than a buffer") << 9000;
    QTest::newRow("more than a buffer") << 200'000;
}

void ChartExportTest::aFullDiskLeavesTheFileThatWasThere()
{
    QFETCH(int, size);
    const QString path = m_folder.filePath(u"chart.csv"_s);
    QVERIFY(chartexport::saveText(path, u"good"_s).ok());
    {
        const FileSizeLimit full(4096);
        const auto saved = chartexport::saveBytes(path, QByteArray(size, 'x'));
        QVERIFY(!saved);
        QVERIFY2(saved.error().message.startsWith(u"Could not save"_s), qPrintable(saved.error().message));
    }
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("good"));
}

void ChartExportTest::aFolderThatIsNotThereIsNotMade()
{
    const auto saved = chartexport::saveText(m_folder.filePath(u"none/chart.csv"_s), u"a"_s);
    QVERIFY(!saved && saved.error().message.contains(u"none"_s));
    QVERIFY(!QFile::exists(m_folder.filePath(u"none"_s)));
}

QTEST_GUILESS_MAIN(ChartExportTest)
#include "tst_chartexport.moc"
