// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/plotpainter.h"

#include "ui/charts/clippedpath.h"

#include <QtGui/QPainter>

#include <algorithm>
#include <cmath>

namespace cacheledger
{

static constexpr double limitDash = 4;
static constexpr int dimmedAlpha = 150;
static constexpr double dotRadius = 1.9;
static constexpr double previousStroke = 1.3;
static constexpr double previousDash = 4;
static constexpr int previousAlpha = 190;
static constexpr double bandEdge = 3;

LineStroker::Pen seriesPen(const PlotData& data, int index, const Theme& theme)
{
    if (data.isLimit(index))
        return {theme.colors().dimText, 1.3, limitDash};
    int line = 0;
    for (int i = 0; i < index; ++i)
        line += data.isLimit(i) ? 0 : 1;
    const int round = line / static_cast<int>(theme.colors().series.size());
    static constexpr std::array dashes{0.0, 7.0, 3.0, 14.0};
    return {theme.seriesColor(line), metric::strokeChart, dashes.at(static_cast<size_t>(round) % dashes.size())};
}

LineStroker::Pen previousPen(const PlotData& data, int index, const Theme& theme)
{
    LineStroker::Pen pen = seriesPen(data, index, theme);
    pen.color.setAlpha(previousAlpha);
    return {pen.color, previousStroke, previousDash};
}

PlotPainter::PlotPainter(const PlotData& data, const TimeAxis& times, const ValueAxis& values,
                         const PlotGeometry& geometry, const Theme& theme)
    : m_data(data),
      m_times(times),
      m_values(values),
      m_geometry(geometry),
      m_theme(theme),
      m_colors(theme.colors()),
      m_font(theme.font(FontRole::Small))
{
}

double PlotPainter::y(double value) const
{
    return m_geometry.plot.bottom() - m_values.fraction(value) * m_geometry.plot.height();
}

// The columns that touch a stretch of pixels, and one more on each side, from where a line comes and to where it goes.
PlotPainter::Columns PlotPainter::columnsIn(const FrameView& view, double left, double right) const
{
    const std::vector<TimeMs>& times = view.frame()->times;
    const auto from = std::lower_bound(times.begin(), times.end(), m_times.time(left) - shiftOf(view));
    const auto to = std::upper_bound(from, times.end(), m_times.time(right) - shiftOf(view));
    Columns columns{static_cast<size_t>(from - times.begin()), static_cast<size_t>(to - times.begin())};
    columns.from -= columns.from > 0 ? 1 : 0;
    columns.to += columns.to < times.size() ? 1 : 0;
    return columns;
}

qint64 PlotPainter::shiftOf(const FrameView& view) const
{
    return &view == &m_data.previous() ? m_data.previousShiftMs() : 0;
}

/// A limit of zero is none, and not drawn at zero.
bool PlotPainter::isLifted(int index, const std::optional<ValueBounds>& bounds) const
{
    return m_data.isLimit(index) && bounds && bounds->high <= 0;
}

/// Calls add(x, top, bottom, joined) for each column that has a value.
template <typename Add>
void PlotPainter::walk(const FrameView& view, int index, Columns columns, Add add) const
{
    const Frame& frame = *view.frame();
    const TimeMs startMs = m_times.span().fromMs - shiftOf(view);
    const double scale = m_times.width() / static_cast<double>(m_times.span().lengthMs());
    bool before = false;
    for (size_t i = columns.from; i < columns.to; ++i) {
        auto bounds = view.columnOf(index, i);
        if (isLifted(index, bounds))
            bounds.reset();
        if (bounds) {
            const double x = m_times.left() + static_cast<double>(frame.times[i] - startMs) * scale;
            add(x, y(bounds->high), y(bounds->low), before && !frame.breakBefore[i]);
        }
        before = bounds.has_value();
    }
}

bool PlotPainter::hasGrounds() const
{
    return m_data.frame() && (!m_data.frame()->gaps.empty() || !m_data.breaches().empty() || !m_data.bands().empty());
}

void PlotPainter::paintGrounds(QPainter& painter) const
{
    if (!m_data.frame())
        return;
    const QRectF& plot = m_geometry.plot;
    const auto shade = [&](TimeMs fromMs, TimeMs toMs, double least, const QColor& color) {
        const double left = std::max(plot.left(), m_times.x(fromMs));
        const double right = std::min(plot.right(), std::max(m_times.x(toMs), left + least));
        if (right > left)
            painter.fillRect(QRectF(left, plot.top(), right - left, plot.height()), color);
    };
    for (const TimeSpan& breach : m_data.bands().empty() ? m_data.breaches() : m_data.bands())
        shade(breach.fromMs, breach.toMs, 2, m_colors.criticalGround);
    for (const TimeGap& gap : m_data.frame()->gaps)
        shade(gap.fromMs, gap.toMs, 0, m_colors.noData);
    paintBandEdges(painter);
}

/// A bar along the top of each band, so that it is not taken for a gap where colours are not seen.
void PlotPainter::paintBandEdges(QPainter& painter) const
{
    const QRectF& plot = m_geometry.plot;
    for (const TimeSpan& band : m_data.bands()) {
        const double left = std::max(plot.left(), m_times.x(band.fromMs));
        const double right = std::min(plot.right(), std::max(m_times.x(band.toMs), left + 2));
        if (right > left)
            painter.fillRect(QRectF(left, plot.top(), right - left, bandEdge), m_colors.critical);
    }
}

void PlotPainter::paintLines(QPainter& painter, const QRectF& exposed, double pixelRatio, LineStroker& stroker) const
{
    if (!m_data.frame())
        return;
    // Half a stroke more than the plot, so that a line at its very edge is not cut in half.
    const QRectF area = m_geometry.plot.adjusted(-1, -1, 1, 1).intersected(exposed);
    if (area.isEmpty())
        return;
    eachLine([&](const FrameView& view, int i, LineStroker::Pen pen) {
        if (m_dimmed)
            pen.color.setAlpha(std::min(pen.color.alpha(), dimmedAlpha));
        stroker.begin(area, pixelRatio);
        walk(view, i, columnsIn(view, area.left() - 3, area.right() + 3),
             [&](double x, double top, double bottom, bool joined) { stroker.add(x, top, bottom, joined); });
        stroker.paint(&painter, pen);
        paintDots(painter, view, i, pen.color, area);
    });
}

template <typename Paint>
void PlotPainter::eachLine(Paint paint) const
{
    const int last = m_data.seriesCount() - 1;
    for (int i = last; i >= 0; --i) // the first series on top
        if (m_data.showsPrevious(i))
            paint(m_data.previous(), i, previousPen(m_data, i, m_theme));
    for (int i = last; i >= 0; --i)
        if (m_data.isVisible(i) && m_data.bounds(i) && !m_data.isUnlimited(i))
            paint(m_data.present(), i, seriesPen(m_data, i, m_theme));
}

void PlotPainter::paintLinesAsVectors(QPainter& painter) const
{
    if (!m_data.frame())
        return;
    painter.save();
    eachLine([&](const FrameView& view, int i, const LineStroker::Pen& look) {
        QPen pen(look.color, look.width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
        if (look.dash > 0)
            pen.setDashPattern({look.dash / look.width, look.dash * 0.6 / look.width});
        ClippedPath path(m_geometry.plot.adjusted(-1, -1, 1, 1));
        walk(view, i, {0, view.frame()->times.size()}, [&](double x, double top, double bottom, bool joined) {
            const bool topFirst = joined && std::abs(path.at().y() - top) < std::abs(path.at().y() - bottom);
            const QPointF first(x, topFirst ? top : bottom);
            joined ? path.lineTo(first) : path.moveTo(first);
            path.lineTo({x, topFirst ? bottom : top});
        });
        painter.setBrush(Qt::NoBrush);
        painter.setPen(pen);
        painter.drawPath(path.path());
        paintDots(painter, view, i, look.color, m_geometry.plot);
    });
    painter.restore();
}

void PlotPainter::paintDots(QPainter& painter, const FrameView& view, int index, const QColor& color,
                            const QRectF& exposed) const
{
    const std::vector<size_t>& lone = view.loneColumns(index);
    if (lone.empty())
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    const QRectF area = m_geometry.plot.adjusted(-2, -2, 2, 2).intersected(exposed.adjusted(-3, -3, 3, 3));
    for (size_t column : lone) {
        if (isLifted(index, view.columnOf(index, column)))
            continue;
        const ValueBounds bounds = *view.columnOf(index, column);
        const QPointF dot(m_times.x(view.frame()->times[column] + shiftOf(view)), (y(bounds.low) + y(bounds.high)) / 2);
        if (area.contains(dot))
            painter.drawEllipse(dot, dotRadius, dotRadius);
    }
    painter.restore();
}

// Whether any line passes through a rectangle: a label looks for a place without.
bool PlotPainter::linesCross(const QRectF& rect) const
{
    const Columns columns = columnsIn(m_data.present(), rect.left(), rect.right());
    bool crossed = false;
    for (int i = 0; i < m_data.seriesCount() && !crossed; ++i) {
        if (!m_data.isVisible(i) || !m_data.bounds(i) || m_data.isUnlimited(i))
            continue;
        double last = 0;
        walk(m_data.present(), i, columns, [&](double, double top, double bottom, bool joined) {
            const double high = joined ? std::min(top, last) : top;
            const double low = joined ? std::max(bottom, last) : bottom;
            crossed = crossed || (high <= rect.bottom() && low >= rect.top());
            last = (top + bottom) / 2;
        });
    }
    return crossed;
}

TimeMs PlotPainter::snapped(TimeMs timeMs) const
{
    const auto column = m_data.columnAt(timeMs);
    return column ? m_data.frame()->times[*column] : timeMs;
}

} // namespace cacheledger
