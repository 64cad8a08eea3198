// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/evidencefile.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestEvidenceFile : public QObject
{
    Q_OBJECT

    static constexpr double nan = std::numeric_limits<double>::quiet_NaN();

private Q_SLOTS:
    void aTableIsReadBackAsItWas()
    {
        const EvidenceTable table{
            {u"Command"_s, u"Who, where"_s}, {{u"GET \"x\""_s, u"a, b"_s}, {u"two\r\nlines"_s, {}}}, {true, false}};
        const auto read = evidencefile::tableIn(evidencefile::toCsv(table));
        QVERIFY(read.ok());
        QCOMPARE(read->columns, table.columns);
        QCOMPARE(read->rows, table.rows);
        QCOMPARE(read->notable, table.notable);
    }

    void whatIsNoTableIsRefused_data()
    {
        QTest::addColumn<QByteArray>("csv");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("an open quote") << QByteArray("a,notable\r\n\"b,yes\r\n");
        QTest::newRow("no notable column") << QByteArray("a,b\r\n1,2\r\n");
        QTest::newRow("a short row") << QByteArray("a,b,notable\r\n1,yes\r\n");
    }
    void whatIsNoTableIsRefused()
    {
        QFETCH(QByteArray, csv);
        QVERIFY(!evidencefile::tableIn(csv).ok());
        QVERIFY(!evidencefile::chartsIn(csv).ok());
    }

    void chartsKeepGapsAndAbsentValues()
    {
        const EvidenceCharts charts{
            {1'795'352'640'000, 1'795'352'641'000, 1'795'352'700'250},
            {false, false, true},
            {{"hit_ratio", {0.1, nan, 0.3}}, {"used_memory", {1, 2, 12345678901.0}}},
        };
        const QByteArray csv = evidencefile::toCsv(charts);
        QVERIFY(csv.startsWith("time,hit_ratio,used_memory\r\n2026-11-22T13:04:00.000Z,0.1,1\r\n"));
        const auto read = evidencefile::chartsIn(csv);
        QVERIFY(read.ok());
        QCOMPARE(read->times, charts.times);
        QCOMPARE(read->breakBefore, charts.breakBefore);
        QCOMPARE(read->series[1].values, charts.series[1].values);
        QVERIFY(std::isnan(read->series[0].values[1]));
        QCOMPARE(read->series[0].values[2], 0.3);
    }

    void chartsWithoutSamplesAreEmpty()
    {
        const auto read = evidencefile::chartsIn(evidencefile::toCsv(EvidenceCharts{{}, {}, {{"hit_ratio", {}}}}));
        QVERIFY(read.ok());
        QVERIFY(read->times.empty());
        QCOMPARE(read->series.size(), std::size_t(1));
    }

    void brokenChartsAreRefused()
    {
        QVERIFY(!evidencefile::chartsIn("time,a\r\nyesterday,1\r\n").ok());
        QVERIFY(!evidencefile::chartsIn("time,a\r\n2026-11-22T13:04:00.000Z\r\n").ok());
    }

    void differencesPointOutWhatMatters_data()
    {
        QTest::addColumn<QString>("metric");
        QTest::addColumn<double>("before");
        QTest::addColumn<double>("now");
        QTest::addColumn<int>("rows");
        QTest::addColumn<bool>("notable");
        const auto row = [](const char* name, const char* metric, double before, double now, int rows, bool notable) {
            QTest::newRow(name) << QString::fromLatin1(metric) << before << now << rows << notable;
        };
        row("nothing changed", "used_memory", 5, 5, 0, false);
        row("memory by a tenth", "used_memory", 1000, 1100, 1, false);
        row("memory by half", "used_memory", 1000, 1500, 1, true);
        row("from nothing", "blocked_clients", 0, 3, 1, true);
        row("evictions", "evicted_keys", 5, 6, 1, true);
        row("hits", "keyspace_hits", 5, 600, 1, false);
        row("a counter that began anew", "keyspace_hits", 600, 5, 1, true);
        row("what always moves", "uptime_in_seconds", 5, 600, 0, false);
        row("a command of its own", "cmdstat.get.calls", 5, 600, 0, false);
    }
    void differencesPointOutWhatMatters()
    {
        QFETCH(QString, metric);
        QFETCH(double, before);
        QFETCH(double, now);
        QFETCH(int, rows);
        QFETCH(bool, notable);
        const EvidenceTable table = infoDifferences({{metric.toStdString(), before}}, {{metric.toStdString(), now}});
        QCOMPARE(static_cast<int>(table.rows.size()), rows);
        if (rows > 0)
            QCOMPARE(table.notable.front(), notable);
    }

    void aLimitThatWasLiftedReadsNoLimit()
    {
        const EvidenceTable table = infoDifferences({{"maxmemory", 1048576}}, {{"maxmemory", 0}});
        QCOMPARE(table.rows.front()[2], QStringLiteral("no limit"));
        QCOMPARE(table.rows.front()[3], QString()); // from 1 MiB to no limit is no fall by 1 MiB
        QVERIFY(table.notable.front());
    }

    void whatWasNotKnownBeforeIsNoDifference() { QVERIFY(infoDifferences({}, {{"used_memory", 5.0}}).rows.empty()); }
};

QTEST_GUILESS_MAIN(TestEvidenceFile)
#include "tst_evidencefile.moc"
