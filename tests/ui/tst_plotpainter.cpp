// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/plotpainter.h"
#include "ui/theme.h"

#include <QtGui/QImage>
#include <QtGui/QPainter>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

/// What a plot paints over its lines.
class TestPlotPainter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEventLeavesTheLimitReadable_data();
    void anEventLeavesTheLimitReadable();
    void theCrosshairsBubbleSaysWhenItWasBefore();
};

static constexpr TimeMs beginMs = 1'795'211'892'000;
static constexpr TimeMs spanMs = 300'000;

static ChartSpec hitRatioChart()
{
    ChartSpec spec;
    spec.unit = Unit::Ratio;
    spec.series = {{"hit_ratio", u"hit ratio"_s}};
    spec.threshold = 0.8;
    spec.thresholdAbove = false;
    spec.axisMin = 0;
    spec.axisMax = 1;
    return spec;
}

static FramePtr frameWith(std::vector<Event> events)
{
    auto frame = std::make_shared<Frame>();
    frame->fromMs = beginMs;
    frame->toMs = beginMs + spanMs;
    frame->columnMs = frame->intervalMs = 1000;
    for (TimeMs time = beginMs; time < beginMs + spanMs; time += 1000)
        frame->times.push_back(time);
    const std::vector<double> values(frame->times.size(), 0.4);
    frame->breakBefore.resize(frame->times.size());
    frame->series = {{"hit_ratio", Unit::Ratio, values, values, values, values}};
    frame->events = std::move(events);
    return frame;
}

static QImage painted(const Theme& theme, const FramePtr& frame)
{
    PlotData data(hitRatioChart());
    data.setFrame(frame);
    const PlotGeometry geometry{QSizeF(360, 140), QRectF(40, 10, 310, 117)};
    const TimeAxis times(data.span(), geometry.plot.left(), geometry.plot.width());
    const ValueAxis values = data.valueAxis(2);
    QImage image(geometry.size.toSize(), QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::white);
    QPainter painter(&image);
    PlotPainter(data, times, values, geometry, theme).paintMarks(painter);
    return image;
}

/// The colour in which only the limit and its words are painted.
static bool isOfLimit(QColor color)
{
    return color.red() > color.blue() + 60;
}

/// What the limit's words take: rows that hold less of its colour than its own dashed line.
static QRect limitWords(const QImage& image)
{
    QRect words;
    for (int y = 0; y < image.height(); ++y) {
        std::vector<int> found;
        for (int x = 0; x < image.width(); ++x)
            if (isOfLimit(image.pixelColor(x, y)))
                found.push_back(x);
        if (!found.empty() && found.size() < 60)
            words |= QRect(QPoint(found.front(), y), QPoint(found.back(), y));
    }
    return words;
}

void TestPlotPainter::anEventLeavesTheLimitReadable_data()
{
    QTest::addColumn<int>("secondsBeforeEnd");
    for (const int seconds : {0, 2, 10, 15, 20, 25, 30, 35, 40, 60})
        QTest::addRow("%d s before the end", seconds) << seconds;
}

void TestPlotPainter::anEventLeavesTheLimitReadable()
{
    QFETCH(int, secondsBeforeEnd);
    const Theme theme;
    const QImage alone = painted(theme, frameWith({}));
    const QRect words = limitWords(alone);
    QVERIFY(words.width() > 30 && words.height() > 4 && words.height() < 20);
    const Event restart{
        {}, {}, beginMs + spanMs - secondsBeforeEnd * 1000, EventKind::Restart, u"The server restarted."_s};
    const QImage beside = painted(theme, frameWith({restart}));
    QVERIFY(beside != alone);
    QCOMPARE(beside.copy(words), alone.copy(words));
}

void TestPlotPainter::theCrosshairsBubbleSaysWhenItWasBefore()
{
    const Theme theme;
    PlotData data(hitRatioChart());
    data.setFrame(frameWith({}));
    const PlotGeometry geometry{QSizeF(360, 140), QRectF(40, 10, 310, 117)};
    const TimeAxis times(data.span(), geometry.plot.left(), geometry.plot.width());
    const ValueAxis values = data.valueAxis(2);
    const PlotPainter painter(data, times, values, geometry, theme);
    const TimeMs moment = beginMs + 61'000;
    QCOMPARE(painter.bubbleText(moment), times.describe(moment));
    auto before = std::make_shared<Frame>(*data.frame());
    before->fromMs -= spanMs;
    before->toMs -= spanMs;
    for (TimeMs& time : before->times)
        time -= spanMs + 400; // polls do not fall on the same millisecond
    data.setPrevious(before);
    QCOMPARE(painter.bubbleText(moment),
             times.describe(moment) + u" · before: "_s + times.describe(moment - spanMs - 400));
    data.setPreviousVisible(false);
    QCOMPARE(painter.bubbleText(moment), times.describe(moment));
}

QTEST_MAIN(TestPlotPainter)
#include "tst_plotpainter.moc"
