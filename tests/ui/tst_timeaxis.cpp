// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/timeaxis.h"

#include <QtCore/QDateTime>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static constexpr qint64 second = 1000;
static constexpr qint64 minute = 60 * second;
static constexpr qint64 hour = 60 * minute;
static constexpr qint64 day = 24 * hour;

static TimeMs utc(const char* text)
{
    return QDateTime::fromString(QString::fromLatin1(text), Qt::ISODate).toMSecsSinceEpoch();
}

/// Six pixels a letter, as a stand-in for a font.
static double letters(const QString& text)
{
    return static_cast<double>(text.size()) * 6;
}

static QStringList labels(const std::vector<TimeTick>& ticks)
{
    QStringList texts;
    for (const TimeTick& tick : ticks)
        texts << tick.label;
    return texts;
}

class TestTimeAxis : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mapsTimeToPixelsAndBack()
    {
        const TimeAxis axis({1000, 11000}, 40, 500);
        QCOMPARE(axis.x(1000), 40.0);
        QCOMPARE(axis.x(11000), 540.0);
        QCOMPARE(axis.x(6000), 290.0);
        QCOMPARE(axis.time(290), 6000);
        QCOMPARE(axis.time(-100), 1000);
        QCOMPARE(axis.time(9999), 11000);
    }

    void anEmptySpanOrNoWidthDoesNotDivideByZero()
    {
        const TimeAxis axis({5000, 5000}, 0, 0);
        QVERIFY(std::isfinite(axis.x(5000)));
        QVERIFY(axis.ticks(letters, 0, 1, 5000).size() <= 1);
    }

    void ticksAreRound_data()
    {
        QTest::addColumn<qint64>("from");
        QTest::addColumn<qint64>("length");
        QTest::addColumn<QStringList>("expected");
        const TimeMs noon = utc("2026-11-20T12:00:00Z");
        QTest::newRow("ten seconds have second ticks")
            << noon + 300 << 10 * second << QStringList{u"12:00:02"_s, u"12:00:04"_s, u"12:00:06"_s, u"12:00:08"_s};
        QTest::newRow("five minutes") << noon + 7 * second << 5 * minute
                                      << QStringList{u"12:01"_s, u"12:02"_s, u"12:03"_s, u"12:04"_s};
        QTest::newRow("an hour") << noon << hour
                                 << QStringList{u"12:10"_s, u"12:20"_s, u"12:30"_s, u"12:40"_s, u"12:50"_s};
        QTest::newRow("a day across midnight says which day")
            << noon << day
            << QStringList{u"15:00"_s, u"18:00"_s, u"21:00"_s, u"21 Nov"_s, u"03:00"_s, u"06:00"_s, u"09:00"_s};
        QTest::newRow("a week") << noon << 7 * day << QStringList{u"21 Nov"_s, u"22 Nov"_s, u"23 Nov"_s, u"24 Nov"_s,
                                                                  u"25 Nov"_s, u"26 Nov"_s, u"27 Nov"_s};
        QTest::newRow("a month has weeks from Monday")
            << noon << 30 * day << QStringList{u"23 Nov"_s, u"30 Nov"_s, u"7 Dec"_s, u"14 Dec"_s};
        QTest::newRow("a year says the new year")
            << noon << 365 * day << QStringList{u"Jan 2027"_s, u"Mar"_s, u"May"_s, u"Jul"_s, u"Sep"_s, u"Nov"_s};
        QTest::newRow("ten years") << noon << 3650 * day
                                   << QStringList{u"2028"_s, u"2030"_s, u"2032"_s, u"2034"_s, u"2036"_s};
    }
    void ticksAreRound()
    {
        QFETCH(qint64, from);
        QFETCH(qint64, length);
        QFETCH(QStringList, expected);
        const TimeAxis axis({from, from + length}, 0, 480);
        QCOMPARE(labels(axis.ticks(letters, 0, 480, from + length - 1)), expected);
    }

    void labelsNeverOverlapOrStickOut_data()
    {
        QTest::addColumn<QByteArray>("zone");
        for (const char* zone : {"UTC", "Europe/Berlin", "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe"})
            QTest::newRow(zone) << QByteArray(zone);
    }
    void labelsNeverOverlapOrStickOut()
    {
        QFETCH(QByteArray, zone);
        if (!QTimeZone::isTimeZoneIdAvailable(zone))
            QSKIP("no time zone data on this machine");
        for (double width : {160.0, 320.0, 700.0, 2000.0}) {
            for (qint64 length = 5 * second; length < 3650 * day; length = length * 7 / 4) {
                const TimeMs to = utc("2026-10-26T06:30:17Z") + 977;
                const TimeAxis axis({to - length, to}, 40, width, QTimeZone(zone));
                const auto ticks = axis.ticks(letters, 0, width + 48, to);
                double end = 0;
                for (const TimeTick& tick : ticks) {
                    QVERIFY(tick.x - letters(tick.label) / 2 >= end);
                    end = tick.x + letters(tick.label) / 2;
                    QVERIFY(tick.timeMs >= to - length && tick.timeMs < to);
                }
                QVERIFY(end <= width + 48);
                QVERIFY2(ticks.size() >= 1 || width < 200, qPrintable(u"%1 ms on %2 px"_s.arg(length).arg(width)));
                QVERIFY(ticks.size() <= 12);
            }
        }
    }

    void ticksStandOnTheWallClocksRoundHours_data()
    {
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<QByteArray>("from");
        QTest::newRow("the clock goes forward in Berlin")
            << QByteArray("Europe/Berlin") << QByteArray("2026-03-28T12:00:00Z");
        QTest::newRow("the clock goes back in Berlin")
            << QByteArray("Europe/Berlin") << QByteArray("2026-10-24T12:00:00Z");
        QTest::newRow("half an hour in Lord Howe")
            << QByteArray("Australia/Lord_Howe") << QByteArray("2026-04-04T06:00:00Z");
        QTest::newRow("half past in Kolkata") << QByteArray("Asia/Kolkata") << QByteArray("2026-05-01T03:11:00Z");
    }
    void ticksStandOnTheWallClocksRoundHours()
    {
        QFETCH(QByteArray, zone);
        QFETCH(QByteArray, from);
        if (!QTimeZone::isTimeZoneIdAvailable(zone))
            QSKIP("no time zone data on this machine");
        const TimeMs start = utc(from.constData());
        const QTimeZone there(zone);
        const TimeAxis axis({start, start + day}, 0, 900, there);
        const auto ticks = axis.ticks(letters, 0, 900, start + day - 1);
        QVERIFY(ticks.size() >= 5);
        for (const TimeTick& tick : ticks) {
            const QTime wall = QDateTime::fromMSecsSinceEpoch(tick.timeMs, there).time();
            QCOMPARE(wall.minute(), 0);
            QCOMPARE(wall.hour() % 3, 0);
        }
    }

    void theRepeatedHourHasTicksInBothItsRounds()
    {
        if (!QTimeZone::isTimeZoneIdAvailable("Europe/Berlin"))
            QSKIP("no time zone data on this machine");
        const TimeMs start = utc("2026-10-24T23:30:00Z"); // 01:30 summer time
        const TimeAxis axis({start, start + 3 * hour}, 0, 600, QTimeZone("Europe/Berlin"));
        QCOMPARE(labels(axis.ticks(letters, 0, 600, start + hour)),
                 (QStringList{u"02:00"_s, u"02:30"_s, u"02:00"_s, u"02:30"_s, u"03:00"_s}));
    }

    void anotherDayIsNamedOnce()
    {
        const TimeMs noon = utc("2026-11-20T12:00:00Z");
        const TimeAxis axis({noon, noon + hour}, 0, 480);
        const QStringList then = labels(axis.ticks(letters, 0, 480, noon + 3 * day));
        QCOMPARE(then.filter(u"20 Nov"_s).size(), 1);
        QCOMPARE(labels(axis.ticks(letters, 0, 480, noon + hour)).filter(u"Nov"_s).size(), 0);
    }

    void describesAMomentAsFinelyAsTheSpanNeeds()
    {
        const TimeMs noon = utc("2026-11-20T12:00:00Z");
        QCOMPARE(TimeAxis({noon, noon + hour}, 0, 100).describe(noon + 61 * second), u"12:01:01"_s);
        QCOMPARE(TimeAxis({noon, noon + day}, 0, 100).describe(noon + 61 * second), u"20 Nov 12:01:01"_s);
        QCOMPARE(TimeAxis({noon, noon + 7 * day}, 0, 100).describe(noon + 61 * second), u"20 Nov 12:01"_s);
        QCOMPARE(TimeAxis({noon, noon + 365 * day}, 0, 100).describe(noon), u"20 Nov 2026 12:00"_s);
    }
};

QTEST_GUILESS_MAIN(TestTimeAxis)
#include "tst_timeaxis.moc"
