// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chartpanel.h"

#include "support/framebuilder.h"
#include "ui/charts/axisrenderer.h"
#include "ui/charts/chartfooter.h"
#include "ui/charts/frametablemodel.h"
#include "ui/charts/legendbutton.h"
#include "ui/charts/plotview.h"
#include "ui/theme.h"

#include <QtCore/QDateTime>
#include <QtCore/QTemporaryDir>
#include <QtGui/QAction>
#include <QtGui/QClipboard>
#include <QtGui/QPainter>
#include <QtGui/QWheelEvent>
#include <QtSvg/QSvgRenderer>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QMenu>
#include <QtWidgets/QTableView>

#include <cmath>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static const TimeMs noon = QDateTime::fromString(u"2026-11-20T12:00:00Z"_s, Qt::ISODate).toMSecsSinceEpoch();
static constexpr int columns = 100;

class TestChartPanel : public QObject
{
    Q_OBJECT

    Theme m_theme;
    std::shared_ptr<ManualClock> m_clock;
    std::unique_ptr<TimeRange> m_range;
    std::unique_ptr<Crosshair> m_crosshair;
    std::unique_ptr<ChartPanel> m_panel;

    static ChartSpec twoLines()
    {
        ChartSpec spec;
        spec.id = u"keys"_s;
        spec.title = u"Keys"_s;
        spec.unit = Unit::Count;
        spec.series = {{"a", u"first"_s}, {"b", u"second"_s}};
        return spec;
    }
    static FrameBuilder steady() { return FrameBuilder(noon, columns).line("a", {10}).line("b", {90}); }

    void open(const ChartSpec& spec = twoLines())
    {
        m_panel = std::make_unique<ChartPanel>(spec, &m_theme, m_range.get(), m_crosshair.get());
        m_panel->resize(400, 260);
        m_panel->show();
        m_panel->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));
    }
    void show(const FramePtr& frame)
    {
        m_panel->setFrame(frame, frame ? *frame->newestMs + 400 : 0);
        QCoreApplication::processEvents();
    }
    PlotView* plot() const { return m_panel->findChild<PlotView*>(u"plot"_s); }
    LegendButton* legend(const char* metric) const
    {
        return m_panel->findChild<LegendButton*>(u"legend.%1"_s.arg(QLatin1String(metric)));
    }
    void compare(const FramePtr& previous)
    {
        m_range->setComparing(true);
        m_panel->setPrevious(previous);
        QCoreApplication::processEvents();
    }
    static FrameBuilder steadyBefore(int to = columns)
    {
        return FrameBuilder(noon - columns * 1000, columns).line("a", {50}).line("b", {60}).gap(0, columns - to);
    }
    LegendButton* previousEntry() const { return legend("previous"); }
    /// Which share of the width of a horizontal line at a value is inked.
    double inkedShare(double value) const
    {
        const QImage image = picture();
        const PlotView& view = *plot();
        const QRectF area = view.geometryOfPlot().plot;
        const double y = area.bottom() - view.valueAxis().fraction(value) * area.height();
        int ink = 0;
        int all = 0;
        for (double x = area.left() + 4; x < area.right() - 4; ++x, ++all) {
            for (double dy : {-1.0, 0.0, 1.0}) {
                if (colourAt(image, x, y + dy).red() < m_theme.colors().card.red() - 60) {
                    ++ink;
                    break;
                }
            }
        }
        return double(ink) / all;
    }
    QImage picture() const { return plot()->grab().toImage().convertToFormat(QImage::Format_RGB32); }
    int xOf(double column) const { return qRound(plot()->timeAxis().x(noon + qint64(column * 1000))); }
    QPoint at(double column) const { return {xOf(column), plot()->height() / 2}; }

    /// The colour at a point of the plot, whatever the scale of the screen.
    static QColor colourAt(const QImage& image, double x, double y)
    {
        return {image.pixel((QPointF(x, y) * image.devicePixelRatio()).toPoint())};
    }

    /// How much of a column of the plot is near to a colour, in pixels of a screen at 100 per cent.
    int inked(const QImage& image, int x, const QColor& color) const
    {
        const QRect area = plot()->geometryOfPlot().plot.toAlignedRect();
        const auto near = [](int a, int b) { return std::abs(a - b) < 60; };
        const double step = 1 / image.devicePixelRatio();
        double count = 0;
        for (double y = area.top(); y < area.bottom(); y += step) {
            const QColor here = colourAt(image, x, y);
            if (near(here.red(), color.red()) && near(here.green(), color.green()) && near(here.blue(), color.blue()))
                count += step;
        }
        return static_cast<int>(std::ceil(count));
    }
    QColor first() const { return m_theme.colors().series[0]; }
    QColor second() const { return m_theme.colors().series[1]; }
    void drag(double from, double to)
    {
        QTest::mousePress(plot(), Qt::LeftButton, {}, at(from));
        for (int step = 1; step <= 4; ++step)
            QTest::mouseMove(plot(), at(from + (to - from) * step / 4));
        QTest::mouseRelease(plot(), Qt::LeftButton, {}, at(to));
    }
    static void wheel(QWidget* widget, QPoint position, int delta, Qt::KeyboardModifiers modifiers,
                      bool* accepted = nullptr)
    {
        QWheelEvent event(position, widget->mapToGlobal(position), {}, {0, delta}, Qt::NoButton, modifiers,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(widget, &event);
        if (accepted)
            *accepted = event.isAccepted();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        m_theme.install(*qApp);
        m_theme.setMode(Theme::Mode::Light);
    }
    void init()
    {
        m_clock = std::make_shared<ManualClock>(noon + columns * 1000);
        m_range = std::make_unique<TimeRange>(m_clock);
        m_range->setUtc(true);
        m_crosshair = std::make_unique<Crosshair>();
    }
    void cleanup() { m_panel.reset(); }

    void thePreviousPeriodIsDashedBehindThePresent()
    {
        open();
        show(FrameBuilder(noon, columns).line("a", {23}).line("b", {90}).build());
        QVERIFY(inkedShare(53) < 0.05);
        compare(FrameBuilder(noon - columns * 1000, columns).line("a", {53}).line("b", {90}).build());
        const double dashed = inkedShare(53);
        QVERIFY2(dashed > 0.4 && dashed < 0.9, qPrintable(QString::number(dashed)));
        QVERIFY(inkedShare(23) > 0.95); // the present one is solid as ever
        m_range->setComparing(false);
        QVERIFY(inkedShare(53) < 0.05);
    }

    void withoutComparingThePreviousPeriodIsNoPartOfTheChart()
    {
        open();
        QVERIFY(!previousEntry());
        show(steady().build());
        const QImage before = picture();
        m_panel->setPrevious(steadyBefore().build());
        QCOMPARE(picture(), before);
        QVERIFY(!previousEntry());
    }

    void theLegendSaysWhatWasBeforeAndCanHideIt()
    {
        open();
        show(steady().build());
        m_range->setComparing(true);
        QVERIFY(previousEntry() && previousEntry()->isVisible());
        QCOMPARE(previousEntry()->value(), u"…"_s);
        compare(steadyBefore().build());
        QCOMPARE(previousEntry()->text().replace(QChar(QChar::Nbsp), u' '), u"previous 1.7 min"_s);
        QCOMPARE(previousEntry()->value(), u"50 · 60"_s);
        QTest::mouseClick(legend("a"), Qt::LeftButton);
        QCOMPARE(previousEntry()->value(), u"60"_s);
        QTest::mouseClick(legend("a"), Qt::LeftButton);
        QTest::mouseClick(previousEntry(), Qt::LeftButton);
        QVERIFY(inkedShare(50) < 0.05);
        QTest::keyClick(previousEntry(), Qt::Key_Space);
        QVERIFY(inkedShare(50) > 0.4);
        QVERIFY2(m_panel->summary().endsWith(u"between 50 and 50."_s), qPrintable(m_panel->summary()));
        m_range->setComparing(false);
        QVERIFY(!previousEntry()->isVisible());
        QVERIFY(!m_panel->summary().contains(u"previous"_s));
    }

    void theCrosshairReadsBothPeriods()
    {
        open();
        std::vector<double> now;
        std::vector<double> then;
        for (int i = 0; i < columns; ++i)
            now.push_back(i), then.push_back(1000 + i);
        show(FrameBuilder(noon, columns).line("a", now).line("b", {90}).build());
        compare(FrameBuilder(noon - columns * 1000, columns).line("a", then).line("b", {80}).gap(60, 90).build());
        m_crosshair->set(noon + 30'000);
        QCOMPARE(legend("a")->value(), u"30"_s);
        QCOMPARE(previousEntry()->value(), u"1030 · 80"_s);
        m_crosshair->set(noon + 75'000);
        QCOMPARE(legend("a")->value(), u"75"_s);
        QCOMPARE(previousEntry()->value(), u"unknown"_s);
        m_crosshair->set(std::nullopt);
        QCOMPARE(previousEntry()->value(), u"1099 · 80"_s);
    }

    void valuesOfThePastShareTheirUnit()
    {
        ChartSpec spec = twoLines();
        spec.unit = Unit::PerSecond;
        open(spec);
        show(steady().build());
        compare(steadyBefore().build());
        QCOMPARE(previousEntry()->value().replace(QChar(QChar::Nbsp), u' '), u"50 · 60 /s"_s);
    }

    void wherePastHistoryHasNothingTheLegendSaysSo()
    {
        open();
        show(steady().build());
        compare(steadyBefore(0).build());
        QCOMPARE(previousEntry()->value(), u"no data"_s);
        QVERIFY(inkedShare(10) > 0.95);
    }

    void whileLiveALaterPreviousPeriodComesWithTheNextFrame()
    {
        open();
        show(steady().build());
        compare(steadyBefore().build());
        const FramePtr later = FrameBuilder(noon - columns * 1000, columns).line("a", {51}).line("b", {61}).build();
        m_panel->setPrevious(later);
        QCOMPARE(previousEntry()->value(), u"50 · 60"_s);
        show(steady().build());
        QCOMPARE(previousEntry()->value(), u"51 · 61"_s);
        m_range->setCustom({noon, noon + columns * 1000});
        m_panel->setPrevious(steadyBefore().build());
        QCOMPARE(previousEntry()->value(), u"50 · 60"_s);
    }

    void aChartWhoseDashesTellLinesApartIsNotCompared()
    {
        ChartSpec spec = twoLines();
        for (const char* more : {"c", "d", "e"})
            spec.series.push_back({more, QString::fromLatin1(more)});
        open(spec);
        show(steady().build());
        compare(steadyBefore().build());
        QVERIFY(!previousEntry());
        QVERIFY(!m_panel->summary().contains(u"previous"_s));
    }

    void drawsEachLineInItsColour()
    {
        open();
        show(steady().build());
        const QImage image = picture();
        QVERIFY(inked(image, xOf(50), first()) > 0);
        QVERIFY(inked(image, xOf(50), second()) > 0);
    }

    void aSpikeInsideOneColumnIsVisible()
    {
        open();
        show(FrameBuilder(noon, columns).line("a", {1}).line("b", {1}).spike(0, 40, 100).build());
        const QImage image = picture();
        QVERIFY(inked(image, xOf(40), first()) > plot()->geometryOfPlot().plot.height() / 2);
        QVERIFY(inked(image, xOf(60), first()) < 6);
    }

    void aGapHasNoLineAndIsShaded()
    {
        open();
        show(FrameBuilder(steady()).gap(30, 60).build());
        const QImage image = picture();
        for (double column : {33.0, 45.0, 56.0}) {
            QCOMPARE(inked(image, xOf(column), first()), 0);
            QCOMPARE(inked(image, xOf(column), second()), 0);
        }
        QCOMPARE(colourAt(image, xOf(33), plot()->height() / 3), m_theme.colors().noData);
        QVERIFY(inked(image, xOf(20), first()) > 0 && inked(image, xOf(80), first()) > 0);
    }

    void aValueThatIsAbsentBreaksTheLine()
    {
        open();
        std::vector<double> values(columns, 10);
        for (size_t i = 40; i < 50; ++i)
            values[i] = qQNaN();
        show(FrameBuilder(noon, columns).line("a", values).line("b", {90}).build());
        const QImage image = picture();
        QCOMPARE(inked(image, xOf(45), first()), 0);
        QVERIFY(inked(image, xOf(45), second()) > 0);
    }

    void aLoneValueIsADot()
    {
        open();
        std::vector<double> values(columns, qQNaN());
        values[50] = 40;
        show(FrameBuilder(noon, columns).line("a", values).line("b", {90}).build());
        QVERIFY(inked(picture(), xOf(50), first()) >= 2);
    }

    void aBreachIsShadedAndItsThresholdDrawn()
    {
        ChartSpec spec = twoLines();
        spec.threshold = 50;
        open(spec);
        std::vector<double> values(columns, 10);
        std::fill(values.begin() + 60, values.begin() + 80, 70);
        show(FrameBuilder(noon, columns).line("a", values).line("b", {20}).build());
        const QImage image = picture();
        const QRectF area = plot()->geometryOfPlot().plot;
        QCOMPARE(colourAt(image, xOf(70), int(area.bottom()) - 4), m_theme.colors().criticalGround);
        QCOMPARE(colourAt(image, xOf(30), int(area.bottom()) - 4), m_theme.colors().card);
        int dashes = 0;
        for (int x = xOf(5); x < xOf(55); ++x)
            dashes += inked(image, x, m_theme.colors().critical) > 0 ? 1 : 0;
        QVERIFY(dashes > 20);
    }

    void aRestartIsMarked()
    {
        open();
        show(FrameBuilder(steady()).event(50, EventKind::Restart).build());
        const int marked = inked(picture(), xOf(50), m_theme.colors().dimText);
        show(steady().build());
        QVERIFY(marked > inked(picture(), xOf(50), m_theme.colors().dimText) + 20);
    }

    void aLimitOfZeroReadsNoLimit()
    {
        ChartSpec spec = twoLines();
        spec.series[1].style = ChartSeriesSpec::Style::Limit;
        open(spec);
        show(FrameBuilder(noon, columns).line("a", {10}).line("b", {0}).build());
        QCOMPARE(legend("b")->value(), u"no limit"_s);
    }

    void aLimitThatIsLiftedEndsAndReadsNoLimit()
    {
        ChartSpec spec = twoLines();
        spec.series[1].style = ChartSeriesSpec::Style::Limit;
        open(spec);
        std::vector<double> limit(columns, 0);
        std::fill_n(limit.begin(), columns / 2, 20.0);
        show(FrameBuilder(noon, columns).line("a", {10}).line("b", limit).build());
        QCOMPARE(legend("b")->value(), u"no limit"_s);
        m_crosshair->set(noon + 10'000);
        QCOMPARE(legend("b")->value(), u"20"_s);
        m_crosshair->set({});
        const QImage lifted = picture();
        std::fill(limit.begin() + columns / 2, limit.end(), std::nan(""));
        show(FrameBuilder(noon, columns).line("a", {10}).line("b", limit).build());
        QCOMPARE(picture(), lifted); // no line at zero
    }

    void theLegendSaysTheNewestValueAndUnknownWhereThereIsNone()
    {
        open();
        show(FrameBuilder(noon, columns).line("a", {10, 12}).build());
        QCOMPARE(legend("a")->value(), u"12"_s);
        QCOMPARE(legend("b")->value(), u"unknown"_s);
    }

    void aClickHidesALineAndTheAxisFits()
    {
        open();
        show(steady().build());
        const double before = plot()->valueAxis().max();
        QTest::mouseClick(legend("b"), Qt::LeftButton);
        QVERIFY(!m_panel->isSeriesVisible("b"));
        QVERIFY(plot()->valueAxis().max() < before);
        QCOMPARE(inked(picture(), xOf(50), second()), 0);
        QTest::mouseClick(legend("b"), Qt::LeftButton);
        QVERIFY(m_panel->isSeriesVisible("b"));
        QVERIFY(inked(picture(), xOf(50), second()) > 0);
    }

    void aDoubleClickShowsOneLineAloneAndThenAllAgain()
    {
        open();
        show(steady().build());
        const auto doubleClick = [this](const char* metric) {
            QTest::mouseClick(legend(metric), Qt::LeftButton);
            QTest::mouseDClick(legend(metric), Qt::LeftButton);
        };
        doubleClick("a");
        QVERIFY(m_panel->isSeriesVisible("a") && !m_panel->isSeriesVisible("b"));
        QVERIFY(legend("a")->isChecked() && !legend("b")->isChecked());
        doubleClick("a");
        QVERIFY(m_panel->isSeriesVisible("a") && m_panel->isSeriesVisible("b"));
    }

    void theLegendWorksByKeyboard_data()
    {
        QTest::addColumn<int>("key");
        QTest::newRow("Space") << int(Qt::Key_Space);
        QTest::newRow("Return") << int(Qt::Key_Return);
    }
    void theLegendWorksByKeyboard()
    {
        QFETCH(int, key);
        open();
        show(steady().build());
        legend("b")->setFocus(Qt::TabFocusReason);
        QTest::keyClick(legend("b"), Qt::Key(key));
        QVERIFY(!m_panel->isSeriesVisible("b"));
        QTest::keyClick(legend("b"), Qt::Key(key), Qt::ShiftModifier);
        QVERIFY(m_panel->isSeriesVisible("b") && !m_panel->isSeriesVisible("a"));
    }

    void everythingIsReachedByTab()
    {
        open();
        show(steady().build());
        m_panel->setFocus(Qt::TabFocusReason);
        QSet<QString> seen;
        for (int i = 0; i < 8; ++i) {
            seen << QApplication::focusWidget()->objectName();
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        }
        QVERIFY(seen.contains(u"plot"_s) && seen.contains(u"menuButton"_s));
        QVERIFY(seen.contains(u"legend.a"_s) && seen.contains(u"legend.b"_s));
    }

    void draggingZooms()
    {
        open();
        show(steady().build());
        drag(20, 60);
        QVERIFY(!m_range->isLive());
        QVERIFY(std::abs(m_range->span().fromMs - (noon + 20000)) < 800);
        QVERIFY(std::abs(m_range->span().toMs - (noon + 60000)) < 800);
        QTest::mouseDClick(plot(), Qt::LeftButton, {}, at(50));
        QVERIFY(m_range->isLive());
    }

    void aClickIsNotAZoom()
    {
        open();
        show(steady().build());
        QTest::mouseClick(plot(), Qt::LeftButton, {}, at(50));
        QVERIFY(m_range->isLive());
    }

    void escapeGivesUpADrag()
    {
        open();
        show(steady().build());
        QTest::mousePress(plot(), Qt::LeftButton, {}, at(20));
        QTest::mouseMove(plot(), at(40));
        QTest::mouseMove(plot(), at(60));
        QTest::keyClick(plot(), Qt::Key_Escape);
        QTest::mouseRelease(plot(), Qt::LeftButton, {}, at(60));
        QVERIFY(m_range->isLive());
    }

    void thePlainWheelIsThePagesAndWithControlItZooms()
    {
        open();
        show(steady().build());
        bool accepted = true;
        wheel(plot(), at(50), 120, Qt::NoModifier, &accepted);
        QVERIFY(!accepted);
        QVERIFY(m_range->isLive());
        m_range->setCustom({noon, noon + columns * 1000});
        wheel(plot(), at(25), 120, Qt::ControlModifier, &accepted);
        QVERIFY(accepted);
        QCOMPARE(m_range->span().lengthMs(), qint64(columns * 800));
        QVERIFY(std::abs(m_range->span().fromMs - (noon + 5000)) < 800); // the moment under the mouse stays there
    }

    void keysZoomPanAndGoBack()
    {
        open();
        show(steady().build());
        m_range->setCustom({noon, noon + columns * 1000});
        QTest::keyClick(plot(), Qt::Key_Plus);
        QCOMPARE(m_range->span().lengthMs(), qint64(columns * 700));
        QTest::keyClick(plot(), Qt::Key_Backspace);
        QCOMPARE(m_range->span().lengthMs(), qint64(columns * 1000));
        QTest::keyClick(plot(), Qt::Key_Left);
        QCOMPARE(m_range->span().fromMs, noon - 10000);
        QTest::keyClick(plot(), Qt::Key_Right);
        QCOMPARE(m_range->span().fromMs, noon);
        QTest::keyClick(plot(), Qt::Key_Minus);
        QVERIFY(m_range->span().lengthMs() > columns * 1000);
        QTest::keyClick(plot(), Qt::Key_Home);
        QVERIFY(m_range->isLive());
    }

    void theMouseMovesTheSharedCrosshair()
    {
        open();
        std::vector<double> values;
        for (int i = 0; i < columns; ++i)
            values.push_back(i);
        show(FrameBuilder(noon, columns).line("a", values).line("b", {90}).build());
        QTest::mouseMove(plot(), at(30));
        QVERIFY(m_crosshair->time().has_value());
        const double read = legend("a")->value().toDouble();
        QVERIFY2(std::abs(read - 30) <= 1, qPrintable(legend("a")->value()));
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(plot(), &leave);
        QVERIFY(!m_crosshair->time().has_value());
        QCOMPARE(legend("a")->value(), u"99"_s);
    }

    void aCrosshairSetElsewhereIsShownHere()
    {
        open();
        show(steady().build());
        const QImage before = picture();
        m_crosshair->set(noon + 30000);
        QVERIFY(inked(picture(), xOf(30), m_theme.colors().controlLine) >
                inked(before, xOf(30), m_theme.colors().controlLine) + 50);
        m_crosshair->set(std::nullopt);
        QCOMPARE(picture(), before);
    }

    void inAGapTheReadOutIsUnknown()
    {
        open();
        show(FrameBuilder(steady()).gap(30, 60).build());
        m_crosshair->set(noon + 45000);
        QCOMPARE(legend("a")->value(), u"unknown"_s);
        m_crosshair->set(noon + 70000);
        QCOMPARE(legend("a")->value(), u"10"_s);
    }

    void arrowsWithShiftMoveTheCrosshair()
    {
        open();
        show(steady().build());
        QTest::keyClick(plot(), Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(m_crosshair->time(), std::optional(noon + (columns - 1) * 1000));
        QTest::keyClick(plot(), Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(m_crosshair->time(), std::optional(noon + (columns - 2) * 1000));
        QTest::keyClick(plot(), Qt::Key_Escape);
        QVERIFY(!m_crosshair->time());
    }

    void theFooterSaysResolutionAndAge()
    {
        open();
        show(steady().build());
        auto* footer = m_panel->findChild<ChartFooter*>();
        QVERIFY(footer->resolution().contains(u"every sample"_s));
        QCOMPARE(footer->ageText().replace(QChar(QChar::Nbsp), u' '), u"0.4 s ago"_s);
        m_panel->setFrame(steady().build(), noon + (columns + 60) * 1000);
        QVERIFY(footer->ageText().startsWith(u"stale since"_s));
    }

    void aTotalThatEndedWithItsPrimarySaysSinceWhen()
    {
        open();
        std::vector<double> line(columns, 1.0);
        std::fill(line.begin() + 50, line.end(), qQNaN());
        const auto shown = [&](const std::string& metric) {
            ChartSpec spec;
            spec.id = u"ended"_s;
            spec.series = {{metric, u"Used"_s}};
            ChartPanel panel(spec, &m_theme, m_range.get(), m_crosshair.get());
            const FramePtr frame = FrameBuilder(noon, columns).line(metric, line).build();
            panel.setFrame(frame, *frame->newestMs);
            return panel.findChild<ChartFooter*>()->ageText();
        };
        QCOMPARE(shown("used_memory"), u"stale since 12:00:49"_s);
        QVERIFY(shown("connected_clients").endsWith(u"ago"_s));
    }

    void theAgeGoesOnWhileNoFrameComes()
    {
        open();
        Frame frame = steady().frame();
        frame.intervalMs = 100; // stale after 0.3 s
        m_panel->setFrame(std::make_shared<Frame>(frame), *frame.newestMs);
        auto* footer = m_panel->findChild<ChartFooter*>();
        QVERIFY(footer->ageText().endsWith(u"ago"_s));
        QTRY_VERIFY(footer->ageText().startsWith(u"stale since"_s));
    }

    void aPastRangeIsNotStale()
    {
        open();
        m_range->zoomTo({noon, noon + 50'000});
        m_panel->setFrame(steady().build(), noon + (columns + 60) * 1000);
        QCOMPARE(m_panel->findChild<ChartFooter*>()->ageText(), u"until 12:01:39"_s);
    }

    void aPausedPictureIsNotStale()
    {
        open();
        Frame frame = steady().frame();
        frame.intervalMs = 400; // paused a second after its newest sample: not stale yet
        m_range->setPaused(true);
        m_panel->setFrame(std::make_shared<Frame>(frame), *frame.newestMs + 60'000); // shown anew for a note
        auto* footer = m_panel->findChild<ChartFooter*>();
        QCOMPARE(footer->ageText(), u"paused at 12:01:40"_s);
        m_range->setPaused(false);
        QTRY_VERIFY(footer->ageText().startsWith(u"stale since"_s));
    }

    void withoutAFrameOrDataItSaysSo()
    {
        open();
        QCOMPARE(plot()->message(), u"Loading…"_s);
        Frame empty;
        empty.fromMs = noon;
        empty.toMs = noon + 1000;
        m_panel->setFrame(std::make_shared<Frame>(empty), noon);
        QCOMPARE(plot()->message(), u"No data in this range"_s);
        m_panel->setMessage(u"The history file is locked."_s);
        QCOMPARE(plot()->message(), u"The history file is locked."_s);
        picture();
        show(steady().build());
        QVERIFY(plot()->message().isEmpty());
        m_panel->setFrame(nullptr, noon);
        QCOMPARE(plot()->message(), u"Loading…"_s);
        QVERIFY(m_panel->toCsv().startsWith(u"time"_s));
    }

    void itTellsAScreenReaderWhatItShows()
    {
        open();
        show(steady().build());
        QCOMPARE(m_panel->accessibleName(), u"Keys"_s);
        QCOMPARE(m_panel->accessibleDescription(), m_panel->summary());
        QCOMPARE(plot()->accessibleDescription(), m_panel->summary());
        QVERIFY(m_panel->summary().startsWith(u"Keys, first: 10"_s));
    }

    void theTableShowsTheSameData()
    {
        open();
        show(steady().build());
        auto* action = m_panel->findChild<QAction*>(u"showTable"_s);
        action->trigger();
        auto* table = m_panel->findChild<QTableView*>(u"table"_s);
        QVERIFY(table && table->isVisible() && !plot()->isVisible());
        QCOMPARE(table->model()->rowCount(), columns);
        QCOMPARE(table->model()->index(0, 1).data(FrameTableModel::RawRole).toDouble(), 10.0);
        QCOMPARE(action->text(), u"Show chart"_s);
        show(FrameBuilder(noon, 20).line("a", {3}).line("b", {4}).build());
        QCOMPARE(table->model()->rowCount(), 20);
        action->trigger();
        QVERIFY(!table->isVisible() && plot()->isVisible());
    }

    void logarithmicIsASwitch()
    {
        open();
        show(steady().build());
        auto* action = m_panel->findChild<QAction*>(u"logarithmic"_s);
        action->trigger();
        QVERIFY(plot()->valueAxis().isLogarithmic());
        QVERIFY(inked(picture(), xOf(50), second()) > 0);
        action->trigger();
        QVERIFY(!plot()->valueAxis().isLogarithmic());
    }

    void notesAreAskedForAtTheCrosshair()
    {
        open();
        show(steady().build());
        QSignalSpy asked(m_panel.get(), &ChartPanel::noteRequested);
        m_crosshair->set(noon + 30'000);
        QTest::keyClick(plot(), Qt::Key_N);
        QCOMPARE(asked.size(), 0); // nobody keeps notes here
        QVERIFY(!m_panel->findChild<QAction*>(u"addNote"_s)->isVisible());
        m_panel->setNotesShown(true);
        QTest::keyClick(plot(), Qt::Key_N);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked[0][0].toLongLong(), noon + 30'000);
    }

    void theMenuIsAboutThePlaceOfTheClick()
    {
        open();
        m_panel->setNotesShown(true);
        show(FrameBuilder(steady()).event(50, EventKind::Deploy).event(70, EventKind::Restart).build());
        QSignalSpy asked(m_panel.get(), &ChartPanel::noteRequested);
        QSignalSpy removed(m_panel.get(), &ChartPanel::noteRemovalRequested);
        QAction* remove = m_panel->findChild<QAction*>(u"removeNote"_s);
        const auto rightClick = [this](double column) {
            Q_EMIT m_panel->customContextMenuRequested(plot()->mapTo(m_panel.get(), at(column)));
            auto* menu = m_panel->findChild<QMenu*>();
            QVERIFY(menu && menu->isVisible());
            menu->close();
            QCoreApplication::sendPostedEvents(menu, QEvent::DeferredDelete);
        };
        rightClick(20);
        QVERIFY(!remove->isVisible());
        m_panel->findChild<QAction*>(u"addNote"_s)->trigger();
        QCOMPARE(asked.size(), 1);
        QVERIFY(std::abs(asked[0][0].toLongLong() - (noon + 20'000)) < 500);
        rightClick(70);
        QVERIFY2(!remove->isVisible(), "a restart is no note");
        rightClick(50);
        QVERIFY(remove->isVisible());
        remove->trigger();
        QCOMPARE(removed.size(), 1);
        QCOMPARE(removed[0][0].value<Event>().timeMs, noon + 50'000);
    }

    void thePictureIsTheCardWithoutItsCrosshair()
    {
        open();
        show(steady().build());
        const QImage plain = m_panel->toImage();
        QCOMPARE(plain.size(), m_panel->size() * m_panel->devicePixelRatioF());
        m_crosshair->set(noon + 30000);
        m_panel->findChild<QAction*>(u"copyPicture"_s)->trigger();
        QCOMPARE(QApplication::clipboard()->image().size(), plain.size());
    }

    void filesAreSaved()
    {
        open();
        show(FrameBuilder(steady()).gap(30, 40).event(50, EventKind::Restart).build());
        const QTemporaryDir folder;
        QVERIFY(m_panel->savePng(folder.filePath(u"a.png"_s)).ok());
        QCOMPARE(QImage(folder.filePath(u"a.png"_s)).size(), m_panel->toImage().size());

        QVERIFY(m_panel->saveSvg(folder.filePath(u"a.svg"_s)).ok());
        QVERIFY(QSvgRenderer(folder.filePath(u"a.svg"_s)).isValid());
        QFile svg(folder.filePath(u"a.svg"_s));
        QVERIFY(svg.open(QIODevice::ReadOnly));
        const QByteArray drawing = svg.readAll();
        QVERIFY(!drawing.contains("<image")); // vectors all through
        QVERIFY(drawing.contains("restart"));

        QVERIFY(m_panel->saveCsv(folder.filePath(u"a.csv"_s)).ok());
        QFile csv(folder.filePath(u"a.csv"_s));
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromUtf8(csv.readAll()), m_panel->toCsv());
        QCOMPARE(m_panel->toCsv().count(u'\n'), columns - 10 + 1);
    }

    void aPictureAsVectorsKeepsItsLinesInThePlot()
    {
        ChartSpec spec = twoLines();
        spec.series[1].style = ChartSeriesSpec::Style::Limit; // far away: not on the axis
        spec.axisMin = 0;
        spec.axisMax = 100;
        open(spec);
        std::vector<double> values(columns, 20);
        for (size_t i = 0; i < columns; i += 7)
            values[i] = i % 2 == 0 ? 100 : 900; // on the edge, and far beyond it
        show(FrameBuilder(noon, columns).line("a", values).line("b", {1e6}).spike(0, 50, 5000).build());
        const QTemporaryDir folder;
        QVERIFY(m_panel->saveSvg(folder.filePath(u"a.svg"_s)).ok());
        QImage drawn(m_panel->size(), QImage::Format_RGB32);
        drawn.fill(Qt::white);
        QPainter painter(&drawn);
        QSvgRenderer(folder.filePath(u"a.svg"_s)).render(&painter);
        painter.end();
        const QRect area = plot()->geometryOfPlot().plot.translated(plot()->pos()).toAlignedRect();
        int outside = 0;
        for (int y = plot()->y(); y < area.top() - 2; ++y)
            for (int x = area.left(); x < area.right(); ++x)
                outside += QColor(drawn.pixel(x, y)).lightness() < 220 ? 1 : 0;
        QCOMPARE(outside, 0);
        int inside = 0;
        for (int y = area.top(); y < area.bottom(); ++y)
            for (int x = area.left(); x < area.right(); ++x)
                inside += QColor(drawn.pixel(x, y)) == first() ? 1 : 0;
        QVERIFY(inside > 100);
    }

    void aPictureAsVectorsNamesAFontThatEveryViewerHas()
    {
        open();
        show(steady().build());
        const QTemporaryDir folder;
        QVERIFY(m_panel->saveSvg(folder.filePath(u"a.svg"_s)).ok());
        QFile svg(folder.filePath(u"a.svg"_s));
        QVERIFY(svg.open(QIODevice::ReadOnly));
        const QByteArray drawing = svg.readAll();
        QVERIFY(drawing.count("font-family=\"") > 0);
        QCOMPARE(drawing.count(", sans-serif\""), drawing.count("font-family=\""));
    }

    void thePicturesCaptionEndsWithThePlot()
    {
        open();
        show(steady().build());
        const QImage image = m_panel->toImage().convertToFormat(QImage::Format_RGB32);
        const QColor card = m_theme.colors().card;
        const double right = plot()->x() + plot()->geometryOfPlot().plot.right();
        const double top = plot()->y() - 40; // the title's row
        double last = 0;
        for (double x = m_panel->width() / 2.0; x < m_panel->width() - 4; ++x)
            for (double y = top - 14; y < top + 14; ++y)
                if (std::abs(colourAt(image, x, y).lightness() - card.lightness()) > 40)
                    last = x;
        QVERIFY2(std::abs(last - right) <= 2, qPrintable(u"%1 instead of %2"_s.arg(last).arg(right)));
    }

    void savingAsksForAFileAndTellsHowItWent_data()
    {
        QTest::addColumn<QString>("action");
        QTest::addColumn<bool>("possible");
        for (const char* name : {"savePng", "saveSvg", "saveCsv"}) {
            QTest::addRow("%s works", name) << QString::fromLatin1(name) << true;
            QTest::addRow("%s into a folder that is not there", name) << QString::fromLatin1(name) << false;
        }
    }
    void savingAsksForAFileAndTellsHowItWent()
    {
        QFETCH(QString, action);
        QFETCH(bool, possible);
        QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        open();
        show(steady().build());
        const QTemporaryDir folder;
        const QString file = folder.filePath(possible ? u"chart.out"_s : u"nowhere/chart.out"_s);
        QSignalSpy notice(m_panel.get(), &ChartPanel::notice);
        m_panel->findChild<QAction*>(action)->trigger();
        auto* dialog = m_panel->window()->findChild<QFileDialog*>();
        QVERIFY(dialog);
        QVERIFY(!dialog->selectedFiles().isEmpty());
        QVERIFY(dialog->selectedFiles().first().contains(u"keys-"_s));
        Q_EMIT dialog->fileSelected(file);
        dialog->close();
        QCOMPARE(notice.count(), 1);
        QCOMPARE(QFile::exists(file), possible);
        const QString text = notice.first().first().toString();
        QVERIFY2(text.startsWith(possible ? u"Saved"_s : u"Could not save"_s), qPrintable(text));
        QVERIFY(text.contains(file));
    }

    void axesAreDrawnOnceARangeNotOnceATick()
    {
        open();
        show(steady().build());
        picture();
        const int before = AxisRenderer::of(&m_theme)->renderings();
        for (int i = 0; i < 5; ++i) {
            show(steady().build());
            m_crosshair->set(noon + i * 7000);
            picture();
        }
        QCOMPARE(AxisRenderer::of(&m_theme)->renderings(), before);
        show(FrameBuilder(noon + 5000, columns).line("a", {10}).line("b", {90}).build());
        picture();
        QCOMPARE(AxisRenderer::of(&m_theme)->renderings(), before + 1); // the times moved, the values did not
    }

    void chartsOfOneWidthShareTheTimeAxis()
    {
        open();
        ChartPanel other(twoLines(), &m_theme, m_range.get(), m_crosshair.get());
        other.resize(m_panel->size());
        other.show();
        QCoreApplication::processEvents();
        const FramePtr frame = steady().build();
        show(frame);
        picture();
        other.setFrame(frame, noon);
        const int before = AxisRenderer::of(&m_theme)->renderings();
        other.toImage();
        QCOMPARE(AxisRenderer::of(&m_theme)->renderings(), before + 1); // its own values only
    }

    void aChangeOfThemeRepaints()
    {
        open();
        show(steady().build());
        m_theme.setMode(Theme::Mode::Dark);
        const QImage image = picture();
        m_theme.setMode(Theme::Mode::Light);
        QCOMPARE(QColor(image.pixel(2, 2)), Theme::colorsFor(true).card);
        QCOMPARE(QColor(picture().pixel(2, 2)), Theme::colorsFor(false).card);
    }

    void tinyAndHugePlotsDoNoHarm()
    {
        open();
        show(FrameBuilder(steady()).gap(10, 20).event(5, EventKind::Restart).event(5, EventKind::Deploy).build());
        for (QSize size : {QSize(60, 60), QSize(200, 120), QSize(2400, 900)}) {
            m_panel->resize(size);
            m_panel->toImage();
            QVERIFY(m_panel->plotColumns() >= 1);
        }
        QVERIFY(m_panel->plotColumns() > 2000);
    }

    /// Of the kept grid only what is not the bare card is copied: its lines and labels are all there.
    void eachTickHasItsLineAndItsLabel()
    {
        open();
        show(steady().build());
        const QImage image = picture();
        const QRectF area = plot()->geometryOfPlot().plot;
        const QColor card = m_theme.colors().card;
        QVERIFY(plot()->valueAxis().ticks().size() >= 3);
        for (const ValueTick& tick : plot()->valueAxis().ticks()) {
            const double y = area.bottom() - plot()->valueAxis().fraction(tick.value) * area.height();
            for (double x : {area.left() + 3, area.center().x(), area.right() - 3}) {
                const bool lined = colourAt(image, x, y - 1) != card || colourAt(image, x, y) != card;
                QVERIFY2(lined, qPrintable(tick.label));
            }
            bool labelled = false;
            for (double x = 0; x < area.left() - 2; ++x)
                labelled = labelled || colourAt(image, x, y) != card;
            QVERIFY2(labelled, qPrintable(tick.label));
        }
    }

    void theWatermarkIsVisible()
    {
        open();
        show(steady().build());
        const QImage plain = picture();
        m_panel->setWatermark(u"DEMO"_s);
        QVERIFY(picture() != plain);
    }
};

QTEST_MAIN(TestChartPanel)
#include "tst_chartpanel.moc"
