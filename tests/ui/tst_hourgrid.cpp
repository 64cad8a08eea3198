// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/framebuilder.h"
#include "ui/layers/heatgrid.h"
#include "ui/theme.h"

#include <QtTest/QTest>

#include <cmath>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static constexpr qint64 hourMs = 3600'000;
static constexpr TimeMs mondayMs = 1'795'996'800'000; // 2026-11-30T00:00:00Z, a Monday

static Frame hourly(TimeMs fromMs, const std::vector<double>& hits, const std::vector<double>& lookups)
{
    Frame frame;
    frame.fromMs = fromMs;
    for (std::size_t i = 0; i < hits.size(); ++i)
        frame.times.push_back(fromMs + static_cast<TimeMs>(i) * hourMs);
    frame.series.push_back({"h", Unit::Count, hits, hits, hits, hits});
    frame.series.push_back({"l", Unit::Count, lookups, lookups, lookups, lookups});
    return frame;
}

static double luminance(const QColor& color)
{
    const auto part = [](double c) { return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * part(color.redF()) + 0.7152 * part(color.greenF()) + 0.0722 * part(color.blueF());
}

class TestHourGrid : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hoursFallIntoTheirPlaceInTheZone_data()
    {
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<int>("day");
        QTest::addColumn<int>("hour");
        QTest::newRow("UTC") << QByteArray("UTC") << 0 << 0;
        QTest::newRow("India, half an hour aside") << QByteArray("Asia/Kolkata") << 0 << 5;
        QTest::newRow("New York, still Sunday") << QByteArray("America/New_York") << 6 << 19;
    }

    void hoursFallIntoTheirPlaceInTheZone()
    {
        QFETCH(QByteArray, zone);
        QFETCH(int, day);
        QFETCH(int, hour);
        const Frame frame = hourly(mondayMs, {30}, {100});
        const HourGrid grid = HourGrid::of(&frame, QTimeZone(zone), {"h"}, {"l"});
        QCOMPARE(grid.at(day, hour).ratio(), std::optional(0.3));
        int filled = 0;
        for (int d = 0; d < HourGrid::days; ++d)
            for (int h = 0; h < HourGrid::hours; ++h)
                filled += grid.at(d, h).hits.has_value();
        QCOMPARE(filled, 1);
    }

    void theSameHourOfTwoWeeksIsAddedUpBeforeItIsDivided()
    {
        std::vector<double> hits(8 * 24, 0), lookups(8 * 24, 0);
        hits[0] = 10, lookups[0] = 100;
        hits[7 * 24] = 90, lookups[7 * 24] = 900;
        const Frame frame = hourly(mondayMs, hits, lookups);
        QCOMPARE(HourGrid::of(&frame, QTimeZone::utc(), {"h"}, {"l"}).at(0, 0).ratio(), std::optional(0.1));
    }

    void noDataAndNoTrafficAreTwoThings()
    {
        const double absent = std::numeric_limits<double>::quiet_NaN();
        const Frame frame = hourly(mondayMs, {0, absent}, {0, 5});
        const HourGrid grid = HourGrid::of(&frame, QTimeZone::utc(), {"h"}, {"l"});
        QVERIFY(grid.at(0, 0).isQuiet());
        QVERIFY(!grid.at(0, 0).ratio());
        QVERIFY(!grid.at(0, 1).isQuiet());
        QCOMPARE(grid.rows()[0][1].text, u"no traffic"_s);
        QCOMPARE(grid.rows()[0][2].text, u"unknown"_s);
        QCOMPARE(grid.summary(), u"No traffic in these hours."_s);
        QCOMPARE(HourGrid().summary(), u"No counts of hits and misses in these hours."_s);
    }

    void theSummaryNamesTheExtremes()
    {
        const Frame frame = hourly(mondayMs, {10, 50}, {100, 100});
        const HourGrid grid = HourGrid::of(&frame, QTimeZone::utc(), {"h"}, {"l"});
        QCOMPARE(grid.summary(QLocale::c()),
                 u"Lowest 10.0\u00a0% on Monday 00:00, highest 50.0\u00a0% on Monday 01:00."_s);
    }

    void atLeastAWeekIsAskedForAndAtMostAQuarter()
    {
        const TimeSpan hour{mondayMs - hourMs, mondayMs + 1};
        QCOMPARE(HourGrid::columnsFor(hour), 168);
        QCOMPARE(HourGrid::spanFor(hour).toMs, mondayMs + hourMs);
        QCOMPARE(HourGrid::spanFor(hour).lengthMs(), 168 * hourMs);
        const TimeSpan year{mondayMs - 365 * 24 * hourMs, mondayMs};
        QCOMPARE(HourGrid::columnsFor(year), 13 * 168);
        QCOMPARE(HourGrid::spanFor(year).toMs, mondayMs);
    }

    void cellsCanBeReadWithoutColour()
    {
        Theme theme;
        for (const Theme::Mode mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
            theme.setMode(mode);
            double before = -1;
            for (int percent = 0; percent <= 100; percent += 5) {
                const HeatGrid::CellColors cell = HeatGrid::colorsFor(percent / 100.0, theme);
                const double a = luminance(cell.ground), b = luminance(cell.text);
                QVERIFY2((std::max(a, b) + 0.05) / (std::min(a, b) + 0.05) >= 4.5,
                         qPrintable(QString::number(percent)));
                if (before >= 0) // darker on light ground, lighter on dark: one direction, so grey tells it too
                    QVERIFY(theme.isDark() ? a >= before : a <= before);
                before = a;
            }
        }
    }

    void isSpoken()
    {
        Theme theme;
        HeatGrid view(&theme);
        const Frame frame = hourly(mondayMs, {10}, {100});
        const HourGrid grid = HourGrid::of(&frame, QTimeZone::utc(), {"h"}, {"l"});
        view.setGrid(grid);
        QCOMPARE(view.accessibleDescription(), grid.summary());
        view.resize(view.sizeHint());
        QVERIFY(!view.grab().isNull());
    }
};

QTEST_MAIN(TestHourGrid)
#include "tst_hourgrid.moc"
