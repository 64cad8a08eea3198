// SPDX-License-Identifier: GPL-3.0-or-later
// Moments and durations of format.h: written and read.
#include "metrics/format.h"

#include <QtCore/QDateTime>
#include <QtCore/QObject>
#include <QtTest/QTest>

#include <limits>

using namespace cacheledger;

namespace
{
const QLocale english(QLocale::English, QLocale::UnitedStates);
constexpr TimeMs now = 1'795'205'975'974; // 2026-11-20T20:19:35.974Z
} // namespace

class TestTimeText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("TZ", "Asia/Kolkata"); // half an hour off, so that a mistake about local time shows
        tzset();
    }

    void duration_data()
    {
        QTest::addColumn<qint64>("ms");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, qint64 ms, const char* expected) {
            QTest::newRow(name) << ms << QString::fromLatin1(expected);
        };
        row("zero", 0, "0 ms");
        row("milliseconds", 350, "350 ms");
        row("one second", 1000, "1 s");
        row("a few seconds", 5250, "5.2 s");
        row("not 10.0 s", 9999, "9.9 s");
        row("seconds", 59'999, "59 s");
        row("minutes and seconds", 125'000, "2 min 5 s");
        row("whole minutes", 120'999, "2 min");
        row("hours and minutes", 3'600'000 + 60'000, "1 h 1 min");
        row("days and hours", 3 * 86'400'000LL + 4 * 3'600'000, "3 d 4 h");
        row("days and minutes are days", 3 * 86'400'000LL + 60'000, "3 d");
        row("negative", -125'000, "-2 min 5 s");
        row("longest", std::numeric_limits<qint64>::min(), "-106,751,991,167 d 7 h");
    }

    void duration()
    {
        QFETCH(qint64, ms);
        QTEST(format::duration(ms, english).replace(QChar(QChar::Nbsp), QLatin1Char(' ')), "expected");
    }

    void isoUtc()
    {
        QCOMPARE(format::isoUtc(now), QStringLiteral("2026-11-20T20:19:35.974Z"));
        QCOMPARE(format::isoUtc(0), QStringLiteral("1970-01-01T00:00:00.000Z"));
        QCOMPARE(format::isoUtc(-1), QStringLiteral("1969-12-31T23:59:59.999Z"));
    }

    void parseTime_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("expected");
        const auto row = [](const char* text, qint64 expected) {
            QTest::newRow(text) << QString::fromLatin1(text) << expected;
        };
        row("now", now);
        row("NOW", now);
        row("now-15m", now - 900'000);
        row("now-0", now);
        row("now+5m", now + 300'000);
        row("now-7d", now - 7 * 86'400'000LL);
        row(" now-500ms ", now - 500);
        row("2026-11-20T19:57:08.123Z", 1'795'204'628'123);
        row("2026-11-20T19:57:08Z", 1'795'204'628'000);
        row("2026-11-20T19:57Z", 1'795'204'620'000);
        row("2026-11-21T01:27:08+05:30", 1'795'204'628'000);
        row("2026-11-21T01:27:08", 1'795'204'628'000); // no zone: local time
        row("2026-11-21 01:27:08", 1'795'204'628'000);
        row("2026-11-21", 1'795'199'400'000); // local midnight
        row("-15m", now - 900'000);
        row("1795204628", 1'795'204'628'000);
        row("1795204628.5", 1'795'204'628'500);
        row("1795204628123", 1'795'204'628'123);
        row("0", 0);
    }

    void parseTime()
    {
        QFETCH(QString, text);
        const auto parsed = cacheledger::parseTime(text, now);
        QVERIFY(parsed);
        QTEST(*parsed, "expected");
    }

    void withoutAZoneItIsOfTheOneThatIsMeant_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const char* text, const char* zone, const char* expected) {
            QTest::newRow(name) << QString::fromLatin1(text) << QByteArray(zone) << QString::fromLatin1(expected);
        };
        row("a day in India", "2026-11-01", "Asia/Kolkata", "2026-10-31T18:30:00.000Z");
        row("a time there", "2026-11-01T06:00", "Asia/Kolkata", "2026-11-01T00:30:00.000Z");
        row("a zone in the text goes first", "2026-11-01T06:00Z", "Asia/Kolkata", "2026-11-01T06:00:00.000Z");
        row("before clocks go forward", "2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00.000Z");
        row("after they went", "2026-03-30", "Europe/Berlin", "2026-03-29T22:00:00.000Z");
        row("before they go back", "2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00.000Z");
        row("after that", "2026-10-26", "Europe/Berlin", "2026-10-25T23:00:00.000Z");
        row("a day that begins at one", "2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00.000Z");
        row("a day in UTC", "2026-11-01", "UTC", "2026-11-01T00:00:00.000Z");
    }

    void withoutAZoneItIsOfTheOneThatIsMeant()
    {
        QFETCH(QString, text);
        QFETCH(QByteArray, zone);
        QVERIFY(QTimeZone(zone).isValid());
        const auto parsed = cacheledger::parseTime(text, now, QTimeZone(zone));
        QVERIFY(parsed);
        QTEST(format::isoUtc(*parsed), "expected");
    }

    void notATime_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"",
                                 " ",
                                 "soon",
                                 "now-",
                                 "now+",
                                 "now++5m",
                                 "now+-5m",
                                 "+5m",
                                 "nowadays",
                                 "now--5m",
                                 "2026-13-40",
                                 "2026-02-30",
                                 "25:00",
                                 "-5",
                                 "-m",
                                 "-",
                                 "--5m",
                                 "1e9",
                                 "99999999999999999999",
                                 "1.2.3",
                                 "nan",
                                 "inf",
                                 "0x10"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }

    void notATime()
    {
        QFETCH(QString, text);
        QVERIFY(!cacheledger::parseTime(text, now));
    }

    void isoUtcReadsBack()
    {
        for (TimeMs time : {TimeMs(0), TimeMs(1), now, TimeMs(4'102'444'800'000)})
            QCOMPARE(cacheledger::parseTime(format::isoUtc(time), now), std::optional(time));
    }

    void parseDuration_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("expected");
        const auto row = [](const char* text, qint64 expected) {
            QTest::newRow(text) << QString::fromLatin1(text) << expected;
        };
        row("500ms", 500);
        row("10s", 10'000);
        row("5m", 300'000);
        row("2h", 7'200'000);
        row("7d", 604'800'000);
        row("30", 30'000);
        row("1.5h", 5'400'000);
        row("0", 0);
        row("0.25s", 250);
        row(" 10S ", 10'000);
        row("36525d", 36525LL * 86'400'000);
    }

    void parseDuration()
    {
        QFETCH(QString, text);
        const auto parsed = parseDurationMs(text);
        QVERIFY(parsed);
        QTEST(*parsed, "expected");
    }

    void notADuration_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"", "s", "ms", "-5s", "+5s", "5 s", "5x", "1h30m", "1e3", "1.", ".5", "nan", "36526d",
                                 "99999999999999999999999", "5,5s"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }

    void notADuration()
    {
        QFETCH(QString, text);
        QVERIFY(!parseDurationMs(text));
    }
};

QTEST_APPLESS_MAIN(TestTimeText)
#include "tst_timetext.moc"
