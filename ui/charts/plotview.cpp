// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/plotview.h"

#include "ui/charts/chartpanel.h"
#include "ui/charts/plotpainter.h"
#include "ui/theme.h"

#include <QtGui/QFontMetricsF>
#include <QtGui/QPaintEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QApplication>

#include <algorithm>
#include <cmath>

namespace cacheledger
{

static constexpr double topMargin = 8;
static constexpr double rightMargin = 8;
static constexpr double timeStrip = 20;
static constexpr double leastLabels = 36; // equal for most charts, so that plots stand under each other
static constexpr double pixelsAnInterval = 28;

PlotView::PlotView(const PlotData* plotData, Theme* theme, TimeRange* range, Crosshair* crosshair, QWidget* parent)
    : QWidget(parent),
      m_data(plotData),
      m_theme(theme),
      m_range(range),
      m_crosshair(crosshair)
{
    setObjectName(QStringLiteral("plot"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setCursor(Qt::CrossCursor);
    connect(crosshair, &Crosshair::moved, this, &PlotView::showCrosshair);
    connect(theme, &Theme::changed, this, [this] {
        m_valueLayer = {};
        layOut();
    });
}

AxisRenderer* PlotView::axes()
{
    if (!m_axes)
        m_axes = AxisRenderer::of(m_theme);
    return m_axes;
}

PlotPainter PlotView::plotPainter() const
{
    PlotPainter painter(*m_data, m_timeAxis, m_valueAxis, m_geometry, *m_theme);
    painter.setDimmed(m_dimmed);
    return painter;
}

void PlotView::refresh(TimeMs nowMs)
{
    m_nowMs = nowMs;
    layOut();
    if (m_hovered && m_shownCrosshair) // the chart moved on under a mouse that stands still
        m_crosshair->set(m_timeAxis.time(mapFromGlobal(QCursor::pos()).x()));
}

void PlotView::setMessage(const QString& text)
{
    if (text == m_message)
        return;
    m_message = text;
    update();
}

void PlotView::setWatermark(const QString& text)
{
    m_watermark = text;
    m_valueLayer = {};
    update();
}

void PlotView::setDimmed(bool dimmed)
{
    if (dimmed == m_dimmed)
        return;
    m_dimmed = dimmed;
    update();
}

double PlotView::labelWidth(const ValueAxis& axis) const
{
    const QFontMetricsF metrics(m_theme->font(FontRole::Small));
    double width = leastLabels;
    for (const ValueTick& tick : axis.ticks())
        width = std::max(width, std::ceil(metrics.horizontalAdvance(tick.label)) + 8);
    return width;
}

void PlotView::layOut()
{
    const double plotHeight = std::max(10.0, height() - topMargin - timeStrip);
    const int intervals = std::clamp(static_cast<int>(plotHeight / pixelsAnInterval), 2, 6);
    const ValueAxis values = m_data->valueAxis(intervals);
    if (!(values == m_valueAxis) || m_labelWidth == 0)
        m_labelWidth = labelWidth(values);
    const PlotGeometry geometry{
        QSizeF(size()), {m_labelWidth, topMargin, std::max(10.0, width() - m_labelWidth - rightMargin), plotHeight}};
    if (!(geometry == m_geometry) || !(values == m_valueAxis))
        m_valueLayer = {};
    m_geometry = geometry;
    m_valueAxis = values;
    m_timeAxis = TimeAxis(m_data->span(), geometry.plot.left(), geometry.plot.width(), m_range->zone());
    update();
    Q_EMIT layoutChanged();
}

void PlotView::resizeEvent(QResizeEvent*)
{
    layOut();
}

/// In pixels of the layer: the labels, and the rows in which there is more than the ground right of them.
static std::vector<QRect> drawnParts(const QImage& layer, int labels, QRgb ground)
{
    std::vector<QRect> parts{{0, 0, labels, layer.height()}};
    for (int y = 0; y < layer.height(); ++y) {
        const auto* row = reinterpret_cast<const QRgb*>(layer.constScanLine(y));
        if (std::all_of(row + labels, row + layer.width(), [ground](QRgb pixel) { return pixel == ground; }))
            continue;
        if (parts.size() > 1 && parts.back().bottom() == y - 1)
            parts.back().setBottom(y);
        else
            parts.emplace_back(labels, y, layer.width() - labels, 1);
    }
    return parts;
}

// Where nothing is shaded the grid stands on the card and the watermark; of that, a tick copies only what is not the
// bare card, since a whole copy waits for memory. Where shading must come between, the grid is kept transparent.
void PlotView::makeValueLayer(const PlotPainter& plot, double pixelRatio, bool shaded)
{
    const QColor card = m_theme->colors().card;
    m_valueLayer = axes()->valueLayer(m_valueAxis, m_geometry, pixelRatio, shaded ? QColor(Qt::transparent) : card);
    m_layerParts = {m_valueLayer.rect()};
    if (shaded)
        return;
    {
        QPainter layerPainter(&m_valueLayer);
        plot.paintWatermark(layerPainter, m_watermark);
    }
    const int labels = std::min(static_cast<int>(std::ceil(m_geometry.plot.left() * pixelRatio)), m_valueLayer.width());
    if (pixelRatio == std::floor(pixelRatio)) // else parts would not fall on pixels
        m_layerParts = drawnParts(m_valueLayer.toImage().convertToFormat(QImage::Format_RGB32), labels, card.rgb());
}

void PlotView::paintGrid(QPainter& painter, const PlotPainter& plot, double pixelRatio)
{
    const bool shaded = plot.hasGrounds();
    if (m_valueLayer.isNull() || m_valueLayer.devicePixelRatio() != pixelRatio || m_valueLayer.hasAlpha() != shaded)
        makeValueLayer(plot, pixelRatio, shaded);
    painter.fillRect(QRectF(QPointF(0, 0), m_geometry.size), m_theme->colors().card);
    if (shaded) {
        plot.paintGrounds(painter);
        plot.paintWatermark(painter, m_watermark);
    }
    for (const QRect& part : m_layerParts)
        painter.drawPixmap(QRectF(QPointF(part.topLeft()) / pixelRatio, QSizeF(part.size()) / pixelRatio), m_valueLayer,
                           QRectF(part));
}

void PlotView::paintContent(QPainter& painter, const QRectF& exposed, double pixelRatio)
{
    const PlotPainter plot = plotPainter();
    if (!m_message.isEmpty()) {
        painter.fillRect(QRectF(QPointF(0, 0), m_geometry.size), m_theme->colors().card);
        plot.paintWatermark(painter, m_watermark);
        plot.paintMessage(painter, m_message);
        return;
    }
    paintGrid(painter, plot, pixelRatio);
    painter.drawPixmap(QPointF(0, m_geometry.plot.bottom()),
                       axes()->timeLayer(m_timeAxis, m_geometry, m_nowMs, pixelRatio));
    plot.paintLines(painter, exposed, pixelRatio, axes()->stroker());
    plot.paintMarks(painter);
}

void PlotView::paintEvent(QPaintEvent* event)
{
    QPainter painter(this);
    paintContent(painter, event->rect(), devicePixelRatioF());
    if (m_shownCrosshair && m_message.isEmpty())
        plotPainter().paintCrosshair(painter, *m_shownCrosshair, m_hovered || hasFocus());
    if (m_dragging)
        paintBand(painter);
}

void PlotView::paintPicture(QPainter& painter, double pixelRatio, bool vectors)
{
    if (!vectors || !m_message.isEmpty()) {
        paintContent(painter, QRectF(QPointF(0, 0), m_geometry.size), pixelRatio);
        return;
    }
    const PlotPainter plot = plotPainter();
    plot.paintGrounds(painter);
    plot.paintWatermark(painter, m_watermark);
    axes()->paintValues(&painter, m_valueAxis, m_geometry);
    axes()->paintTimes(&painter, m_timeAxis, m_geometry, m_nowMs);
    plot.paintLinesAsVectors(painter);
    plot.paintMarks(painter);
}

void PlotView::paintBand(QPainter& painter) const
{
    const QRectF& plot = m_geometry.plot;
    const double left = std::clamp(std::min(m_pressed->x(), m_dragX), plot.left(), plot.right());
    const double right = std::clamp(std::max(m_pressed->x(), m_dragX), plot.left(), plot.right());
    QColor wash = m_theme->colors().accent;
    wash.setAlpha(40);
    painter.fillRect(QRectF(left, plot.top(), right - left, plot.height()), wash);
    painter.setPen(QPen(m_theme->colors().accent, 1));
    for (double x : {left, right})
        painter.drawLine(QPointF(std::floor(x) + 0.5, plot.top()), QPointF(std::floor(x) + 0.5, plot.bottom()));
}

QRect PlotView::crosshairRegion(std::optional<TimeMs> time) const
{
    if (!time || m_geometry.size.isEmpty())
        return {};
    const PlotPainter plot = plotPainter();
    const double x = m_timeAxis.x(plot.snapped(*time));
    const QRectF line(x - 7, 0, 14, height());
    return line.united(plot.bubbleRect(*time)).toAlignedRect();
}

void PlotView::showCrosshair()
{
    if (m_crosshair->time() == m_shownCrosshair)
        return;
    update(crosshairRegion(m_shownCrosshair));
    m_shownCrosshair = m_crosshair->time();
    update(crosshairRegion(m_shownCrosshair));
}

} // namespace cacheledger
