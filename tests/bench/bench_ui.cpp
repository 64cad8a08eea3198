// SPDX-License-Identifier: GPL-3.0-or-later
// One live tick: twelve charts get a new frame whose range moved by a second, and paint. CPU time of the GUI thread,
// from the first setFrame() to the last paint event; so that every column is a pixel column, a chart is 2,000 pixels
// wide.
#include "figure.h"
#include "ui/charts/chartpanel.h"
#include "ui/theme.h"

#include <QtCharts/QChartView>
#include <QtCharts/QDateTimeAxis>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>
#include <QtCore/QDateTime>
#include <QtWidgets/QApplication>
#include <QtWidgets/QGridLayout>

#include <cmath>
#include <ctime>
#include <functional>
#include <random>

using namespace cacheledger;
using namespace Qt::StringLiterals;

namespace
{

constexpr int charts = 12;
constexpr int columns = 2000;
constexpr int ticks = 40;
constexpr qint64 columnMs = 1000;
constexpr TimeMs startMs = 1'700'000'000'000;
constexpr QSize chartSize(2052, 220); // with labels: a plot of 2,000 pixels

double threadCpuMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// Counts the widgets that painted since the last reset.
class PaintCounter : public QObject
{
public:
    using QObject::QObject;
    int painted = 0;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        painted += event->type() == QEvent::Paint ? 1 : 0;
        return QObject::eventFilter(watched, event);
    }
};

/// A ratio with the noise of one minute's traffic: what a hit ratio looks like.
std::vector<double> signal(int chart)
{
    std::mt19937 random(static_cast<unsigned>(chart));
    std::uniform_real_distribution<double> noise(-0.01, 0.01);
    std::vector<double> values;
    for (int i = 0; i < columns + ticks + 20; ++i)
        values.push_back(0.8 + 0.1 * std::sin((i + chart * 97) / 150.0) + noise(random));
    return values;
}

FramePtr frameAt(const std::vector<double>& values, int tick)
{
    auto frame = std::make_shared<Frame>();
    frame->fromMs = startMs + tick * columnMs;
    frame->toMs = frame->fromMs + columns * columnMs;
    frame->columnMs = columnMs;
    frame->intervalMs = 1000;
    frame->newestMs = frame->toMs - 1;
    FrameSeries series;
    series.metric = "hit_ratio";
    series.unit = Unit::Ratio;
    for (int i = 0; i < columns; ++i) {
        const double value = values[static_cast<size_t>(i + tick)];
        frame->times.push_back(frame->fromMs + i * columnMs);
        frame->breakBefore.push_back(false);
        series.value.push_back(value);
        series.min.push_back(value - 0.003);
        series.max.push_back(value + 0.003);
    }
    frame->series.push_back(std::move(series));
    return frame;
}

double medianTick(PaintCounter& counter, const std::function<void(int)>& update)
{
    std::vector<double> costs;
    for (int tick = 0; tick < ticks; ++tick) {
        counter.painted = 0;
        const double before = threadCpuMs();
        update(tick);
        while (counter.painted < charts)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        costs.push_back(threadCpuMs() - before);
    }
    return bench::median(costs);
}

void arrange(QWidget& window, const std::vector<QWidget*>& widgets)
{
    auto* grid = new QGridLayout(&window);
    for (size_t i = 0; i < widgets.size(); ++i) {
        widgets[i]->setFixedSize(chartSize);
        grid->addWidget(widgets[i], static_cast<int>(i / 3), static_cast<int>(i % 3));
    }
    window.show();
    QCoreApplication::processEvents();
}

double panels(Theme& theme)
{
    QWidget window;
    TimeRange range(std::make_shared<ManualClock>(startMs));
    Crosshair crosshair;
    PaintCounter counter;
    std::vector<std::vector<FramePtr>> frames(charts);
    std::vector<ChartPanel*> all;
    for (int i = 0; i < charts; ++i) {
        ChartSpec spec;
        spec.id = spec.title = u"Hit ratio"_s;
        spec.unit = Unit::Ratio;
        spec.series = {{"hit_ratio", u"hit ratio"_s}};
        all.push_back(new ChartPanel(spec, &theme, &range, &crosshair, &window));
        all.back()->findChild<QWidget*>(u"plot"_s)->installEventFilter(&counter);
        const std::vector<double> values = signal(i);
        for (int tick = 0; tick < ticks; ++tick)
            frames[static_cast<size_t>(i)].push_back(frameAt(values, tick));
    }
    arrange(window, {all.begin(), all.end()});
    return medianTick(counter, [&](int tick) {
        for (size_t i = 0; i < all.size(); ++i)
            all[i]->setFrame(frames[i][static_cast<size_t>(tick)], startMs + (columns + tick) * columnMs);
    });
}

struct PlainChart {
    QChartView* view;
    QLineSeries* line;
    QDateTimeAxis* times;
};

PlainChart plainChart(QWidget* parent)
{
    auto* line = new QLineSeries;
    auto* chart = new QChart;
    chart->addSeries(line);
    auto* times = new QDateTimeAxis;
    auto* values = new QValueAxis;
    values->setRange(0.6, 1);
    chart->addAxis(times, Qt::AlignBottom);
    chart->addAxis(values, Qt::AlignLeft);
    line->attachAxis(times);
    line->attachAxis(values);
    auto* view = new QChartView(chart, parent);
    view->setRenderHint(QPainter::Antialiasing);
    return {view, line, times};
}

double plainCharts()
{
    QWidget window;
    PaintCounter counter;
    std::vector<PlainChart> all;
    std::vector<QWidget*> views;
    std::vector<std::vector<QList<QPointF>>> points(charts);
    for (int i = 0; i < charts; ++i) {
        all.push_back(plainChart(&window));
        views.push_back(all.back().view);
        all.back().view->viewport()->installEventFilter(&counter);
        const std::vector<double> values = signal(i);
        for (int tick = 0; tick < ticks; ++tick) {
            QList<QPointF> line;
            for (int k = 0; k < columns; ++k)
                line.append(
                    {static_cast<double>(startMs + (tick + k) * columnMs), values[static_cast<size_t>(tick + k)]});
            points[static_cast<size_t>(i)].push_back(line);
        }
    }
    arrange(window, views);
    return medianTick(counter, [&](int tick) {
        const QDateTime from = QDateTime::fromMSecsSinceEpoch(startMs + tick * columnMs);
        for (size_t i = 0; i < all.size(); ++i) {
            all[i].line->replace(points[i][static_cast<size_t>(tick)]);
            all[i].times->setRange(from, from.addMSecs(columns * columnMs));
        }
    });
}

} // namespace

int main(int argc, char** argv)
{
    if (bench::listed(argc, argv, {"ui.tick_ms"}))
        return 0;
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    Theme theme;
    theme.install(application);
    const double ours = panels(theme);
    application.setStyleSheet({});
    const double plain = plainCharts();
    bench::print({u"ui.tick_ms"_s, ours, u"ms"_s, u"the same data in 12 QChartViews with QLineSeries"_s, plain,
                  ours > 0 ? plain / ours : 0});
    return 0;
}
