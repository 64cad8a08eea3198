// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/infodumps.h"

#include <QtCore/QBuffer>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static constexpr TimeMs noon = 1'780'315'200'000; // 2026-06-01T12:00:00Z

class TestInfoDumps : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("TZ", "UTC-2"); } // two hours ahead: a mistaken zone shows
    void textsAreTakenApart_data();
    void textsAreTakenApart();
    void datesInLines_data();
    void datesInLines();
    void noDatesInLines_data();
    void noDatesInLines();
    void datesInNames_data();
    void datesInNames();
    void theServersClock();
};

void TestInfoDumps::textsAreTakenApart_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QList<qint64>>("lines");
    QTest::addColumn<QList<qint64>>("dates"); // 0: none
    const QByteArray one =
        "# Server\r\nredis_version:7.0.15\r\nuptime_in_seconds:5\r\n\r\n# Clients\r\nconnected_clients:1\r\n";
    const QByteArray bare = "redis_version:7.0.15\nuptime_in_seconds:5\n";
    QTest::newRow("nothing") << QByteArray() << QList<qint64>{} << QList<qint64>{};
    QTest::newRow("blank lines and dates alone")
        << QByteArray("\n\n# 2026-06-01T12:00:00Z\n") << QList<qint64>{} << QList<qint64>{};
    QTest::newRow("one") << one << QList<qint64>{1} << QList<qint64>{0};
    QTest::newRow("two") << one + one << QList<qint64>{1, 7} << QList<qint64>{0, 0};
    QTest::newRow("two without sections") << bare + bare << QList<qint64>{1, 3} << QList<qint64>{0, 0};
    QTest::newRow("dates before each") << "# 2026-06-01T12:00:00Z\n" + one + "\n1780315201\n" + one
                                       << QList<qint64>{2, 10} << QList<qint64>{noon, noon + 1000};
    QTest::newRow("a date before the second only")
        << bare + "=== 1780315201 ===\n" + bare << QList<qint64>{1, 4} << QList<qint64>{0, noon + 1000};
    QTest::newRow("the last of two dates counts")
        << "1780315200\n1780315201\n" + bare << QList<qint64>{3} << QList<qint64>{noon + 1000};
    QTest::newRow("a section without fields twice")
        << QByteArray("# Server\n# Server\n") + bare << QList<qint64>{2} << QList<qint64>{0};
}

void TestInfoDumps::textsAreTakenApart()
{
    QFETCH(QByteArray, text);
    QBuffer in(&text);
    in.open(QIODevice::ReadOnly);
    InfoDumpReader reader(in);
    QList<qint64> lines;
    QList<qint64> dates;
    while (const auto dump = reader.next()) {
        lines << dump->line;
        dates << dump->dateMs.value_or(0);
        QVERIFY(dump->text.find("uptime_in_seconds:5\r\n") != std::string::npos);
        QCOMPARE(QByteArray::fromStdString(dump->text).count("uptime_in_seconds"), qsizetype(1));
    }
    QTEST(lines, "lines");
    QTEST(dates, "dates");
}

void TestInfoDumps::datesInLines_data()
{
    QTest::addColumn<qint64>("expected");
    for (const char* line :
         {"# 2026-06-01T12:00:00Z", "2026-06-01T12:00:00.000Z", "# date: 2026-06-01 12:00:00Z", "Timestamp: 1780315200",
          "# 1780315200000", "=== Mon Jun  1 12:00:00 UTC 2026 ===", "Mon Jun  1 14:00:00 2026", "2026-06-01 14:00:00",
          "[2026-06-01T08:30:00-0330]", "2026-06-01T14:00:00+02:00"})
        QTest::newRow(line) << noon;
}

void TestInfoDumps::datesInLines()
{
    QFETCH(qint64, expected);
    QCOMPARE(dateLine(QTest::currentDataTag()).value_or(-1), expected);
}

void TestInfoDumps::noDatesInLines_data()
{
    QTest::addColumn<int>("unused");
    for (const char* line :
         {"# Server", "redis_version:7.0.15", "uptime_in_seconds:1780315200", "server_time_usec:1780315200000000",
          "redis_git_sha1:00000000", "db0:keys=1,expires=0", "1780", "17803152001", "9999999999",
          "# 2026-13-01T12:00:00Z", "rdb_last_save_time:1780315200", "Mon Foo  1 12:00:00 UTC 2026"})
        QTest::newRow(line) << 0;
}

void TestInfoDumps::noDatesInLines()
{
    QVERIFY(!dateLine(QTest::currentDataTag()));
}

void TestInfoDumps::datesInNames_data()
{
    QTest::addColumn<qint64>("expected");
    const auto row = [](const char* name, qint64 expected) { QTest::newRow(name) << expected; };
    row("info-2026-06-01T12-00-00Z.txt", noon);
    row("info-20260601T120000Z.txt", noon);
    row("redis_20260601_140000.info", noon);
    row("2026-06-01_14-00.txt", noon);
    row("info.1780315200.txt", noon);
    row("info-1780315200250", noon + 250);
    row("6379-2026-06-01 14:00:00.txt", noon);
    row("info-2026-06-02.txt", noon + 10 * 3600'000); // midnight here
    row("backup20250101-of-2026-06-01T12:00:00Z.txt", noon);
    row("info.txt", -1);
    row("info-7.0.15.txt", -1);
    row("info-123456.txt", -1);
    row("info-99999999.txt", -1);
}

void TestInfoDumps::datesInNames()
{
    QFETCH(qint64, expected);
    QCOMPARE(dateInName(QString::fromLatin1(QTest::currentDataTag())).value_or(-1), expected);
}

void TestInfoDumps::theServersClock()
{
    QCOMPARE(infoServerTime("redis_version:7\r\nserver_time_usec:1780315200123456\r\n"),
             std::optional<TimeMs>(noon + 123));
    QVERIFY(!infoServerTime("x_server_time_usec:1780315200123456\r\n"));
    QVERIFY(!infoServerTime("server_time_usec:soon\r\n"));
    QVERIFY(!infoServerTime(""));
}

QTEST_GUILESS_MAIN(TestInfoDumps)
#include "tst_infodumps.moc"
