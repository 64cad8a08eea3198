// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chartpanel.h"

#include "ui/charts/chartexport.h"
#include "ui/charts/chartpanelimpl.h"
#include "ui/charts/charttext.h"
#include "ui/theme.h"

#include <QtGui/QAction>
#include <QtGui/QImage>
#include <QtGui/QPainter>
#include <QtWidgets/QTableView>

namespace cacheledger
{

ChartPanel::ChartPanel(ChartSpec spec, Theme* theme, TimeRange* range, Crosshair* crosshair, QWidget* parent)
    : QFrame(parent),
      m_impl(std::make_unique<Impl>(this, std::move(spec), theme, range, crosshair))
{
    m_impl->setUp();
    m_impl->connectParts();
}

// The parts look at the data to their last moment (a plot that has the focus says that it loses it).
ChartPanel::~ChartPanel()
{
    delete m_impl->table;
    delete m_impl->header;
    delete m_impl->plot;
}

const ChartSpec& ChartPanel::spec() const
{
    return m_impl->data.spec();
}

void ChartPanel::setFrame(const FramePtr& frame, TimeMs nowMs)
{
    m_impl->data.setFrame(frame);
    m_impl->frameNowMs = nowMs;
    m_impl->sinceFrame.start();
    m_impl->plot->setMessage(!frame ? tr("Loading…") : frame->times.empty() ? tr("No data in this range") : QString());
    std::vector<std::string> metrics;
    for (const ChartSeriesSpec& line : spec().series)
        metrics.push_back(line.metric);
    m_impl->ended = frame ? charttext::endedMs(*frame, metrics) : std::nullopt;
    m_impl->footer->setResolution(frame ? charttext::resolution(*frame) : QString());
    m_impl->showAge();
    m_impl->refresh();
}

void ChartPanel::setPrevious(const FramePtr& frame)
{
    if (!m_impl->isComparing())
        return;
    const bool waits = frame && m_impl->data.knowsPrevious() && m_impl->range->isLive() && !m_impl->range->isPaused();
    m_impl->data.setPrevious(frame);
    if (!waits)
        m_impl->refresh();
}

void ChartPanel::setBands(std::vector<TimeSpan> bands)
{
    m_impl->data.setBands(std::move(bands));
    m_impl->refresh();
}

void ChartPanel::setMessage(const QString& text)
{
    m_impl->plot->setMessage(text);
}

int ChartPanel::plotColumns() const
{
    const PlotView& plot = *m_impl->plot;
    return std::max(1, static_cast<int>(plot.geometryOfPlot().plot.width() * plot.devicePixelRatioF()));
}

void ChartPanel::setWatermark(const QString& text)
{
    m_impl->plot->setWatermark(text);
}

QImage ChartPanel::toImage() const
{
    const double ratio = devicePixelRatioF();
    QImage image((QSizeF(size()) * ratio).toSize(), QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    m_impl->paintPicture(painter, ratio, false);
    return image;
}

Result<void> ChartPanel::savePng(const QString& file) const
{
    return chartexport::savePng(file, toImage());
}

Result<void> ChartPanel::saveSvg(const QString& file) const
{
    return chartexport::saveSvg(file, size(), spec().title,
                                [this](QPainter& painter) { m_impl->paintPicture(painter, 1, true); });
}

Result<void> ChartPanel::saveCsv(const QString& file) const
{
    return chartexport::saveText(file, toCsv());
}

QString ChartPanel::toCsv() const
{
    return charttext::csv(m_impl->data);
}

bool ChartPanel::isSeriesVisible(const std::string& metric) const
{
    for (int i = 0; i < m_impl->data.seriesCount(); ++i)
        if (m_impl->data.seriesSpec(i).metric == metric)
            return m_impl->data.isVisible(i);
    return false;
}

void ChartPanel::setTableShown(bool shown)
{
    m_impl->showTable(shown);
}

void ChartPanel::setLogarithmic(bool logarithmic)
{
    m_impl->menu->logarithmicAction()->setChecked(logarithmic);
}

void ChartPanel::setNotesShown(bool shown)
{
    m_impl->menu->setNotesShown(shown);
}

std::optional<Event> ChartPanel::noteNear(TimeMs timeMs) const
{
    constexpr double nearPixels = 8;
    std::optional<Event> nearest;
    const TimeAxis& axis = m_impl->plot->timeAxis();
    double distance = nearPixels;
    for (const Event& event : m_impl->data.frame() ? m_impl->data.frame()->events : std::vector<Event>()) {
        const double away = std::abs(axis.x(event.timeMs) - axis.x(timeMs));
        if ((event.kind == EventKind::Note || event.kind == EventKind::Deploy) && away <= distance) {
            nearest = event;
            distance = away;
        }
    }
    return nearest;
}

QString ChartPanel::summary() const
{
    return charttext::summary(m_impl->data, m_impl->zone());
}

void ChartPanel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const ThemeColors& colors = m_impl->theme->colors();
    m_impl->paintCard(painter, m_impl->focusShown ? colors.accent : colors.line, m_impl->focusShown ? 2 : 1);
}

void ChartPanel::showEvent(QShowEvent* event)
{
    m_impl->ageTimer.start();
    m_impl->showAge();
    QFrame::showEvent(event);
}

void ChartPanel::hideEvent(QHideEvent* event)
{
    m_impl->ageTimer.stop();
    QFrame::hideEvent(event);
}

} // namespace cacheledger
