// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/reportformat.h"
#include "report/reportperiod.h"

#include <QtCore/QDateTime>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestReportPeriod : public QObject
{
    Q_OBJECT

    static TimeMs at(const QString& iso, const QTimeZone& zone)
    {
        QDateTime time = QDateTime::fromString(iso, Qt::ISODate);
        time.setTimeZone(zone);
        return time.toMSecsSinceEpoch();
    }

private Q_SLOTS:
    void aPresetIsTheLastWholeOne_data()
    {
        QTest::addColumn<QString>("preset");
        QTest::addColumn<QString>("now");
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::newRow("a week begins on Monday")
            << u"last-week"_s << u"2026-11-21T17:00:00"_s << u"2026-11-09T00:00:00"_s << u"2026-11-16T00:00:00"_s;
        QTest::newRow("on Monday the week before has just ended")
            << u"last-week"_s << u"2026-11-16T00:00:00"_s << u"2026-11-09T00:00:00"_s << u"2026-11-16T00:00:00"_s;
        QTest::newRow("in January the last month was last year")
            << u"last-month"_s << u"2027-01-05T10:00:00"_s << u"2026-12-01T00:00:00"_s << u"2027-01-01T00:00:00"_s;
        QTest::newRow("a month with a change of clocks")
            << u"last-month"_s << u"2026-11-05T10:00:00"_s << u"2026-10-01T00:00:00"_s << u"2026-11-01T00:00:00"_s;
        QTest::newRow("a quarter") << u"last-quarter"_s << u"2026-11-21T17:00:00"_s << u"2026-07-01T00:00:00"_s
                                   << u"2026-10-01T00:00:00"_s;
        QTest::newRow("a year") << u"last-year"_s << u"2026-11-21T17:00:00"_s << u"2025-01-01T00:00:00"_s
                                << u"2026-01-01T00:00:00"_s;
    }
    void aPresetIsTheLastWholeOne()
    {
        QFETCH(QString, preset);
        QFETCH(QString, now);
        QFETCH(QString, from);
        QFETCH(QString, to);
        const QTimeZone zone("Europe/Berlin");
        const auto period = reportPeriod(preset, at(now, zone), zone);
        QVERIFY(period);
        QCOMPARE(period->fromMs, at(from, zone));
        QCOMPARE(period->toMs, at(to, zone));
        QVERIFY(reportPresets().contains(preset));
    }

    void anotherWordIsNoPreset() { QVERIFY(!reportPeriod(u"last-decade"_s, 0, QTimeZone::utc())); }

    void thePeriodBeforeIsOfTheSameKind()
    {
        const QTimeZone zone("Europe/Berlin");
        const auto days = [&](const char* from, const char* to) {
            return ReportPeriod{at(QString::fromLatin1(from), zone), at(QString::fromLatin1(to), zone)};
        };
        QCOMPARE(periodBefore(days("2026-03-01T00:00:00", "2026-04-01T00:00:00"), zone),
                 days("2026-02-01T00:00:00", "2026-03-01T00:00:00"));
        // The week of the change of clocks is an hour short, the one before is not.
        QCOMPARE(periodBefore(days("2026-03-23T00:00:00", "2026-03-30T00:00:00"), zone),
                 days("2026-03-16T00:00:00", "2026-03-23T00:00:00"));
        const ReportPeriod second{5000, 6000};
        QCOMPARE(periodBefore(second, zone), (ReportPeriod{4000, 5000}));
    }

    void aPeriodReadsAsPeopleSayIt()
    {
        const QTimeZone zone("Europe/Berlin");
        const ReportFormat english(QLocale(u"en_US"_s), zone), hindi(QLocale(u"hi_IN"_s), zone);
        const ReportPeriod month{at(u"2026-10-01T00:00:00"_s, zone), at(u"2026-11-01T00:00:00"_s, zone)};
        QCOMPARE(english.period(month), u"1 October 2026 to 31 October 2026"_s);
        QCOMPARE(hindi.period(month), u"2026-10-01 to 2026-10-31"_s); // our print has no Devanagari
        const ReportPeriod day{at(u"2026-10-25T00:00:00"_s, zone), at(u"2026-10-26T00:00:00"_s, zone)};
        QCOMPARE(english.period(day), u"25 October 2026"_s);
        const auto in = [&](const QString& locale) { return ReportFormat(QLocale(locale), zone).period(day); };
        QCOMPARE(in(u"de_DE"_s), u"25. Oktober 2026"_s);
        QCOMPARE(in(u"fr_FR"_s), u"25 octobre 2026"_s);
        QCOMPARE(in(u"en_GB"_s), u"25 October 2026"_s);
        const ReportPeriod second{day.fromMs, day.fromMs + 1000};
        QCOMPARE(english.period(second), u"2026-10-25 00:00:00 CEST to 2026-10-25 00:00:01 CEST"_s);
    }
};

QTEST_GUILESS_MAIN(TestReportPeriod)
#include "tst_reportperiod.moc"
