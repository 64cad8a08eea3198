// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/axisrenderer.h"
#include "ui/charts/linestroker.h"
#include "ui/charts/plotdata.h"
#include "ui/theme.h"

#include <QtCore/QRectF>
#include <QtGui/QFont>

#include <optional>

class QPainter;

namespace cacheledger
{

/// How the line of a series looks, in legend and plot: colour first, dashes from the fifth on; limits are dim and
/// dashed.
LineStroker::Pen seriesPen(const PlotData& data, int index, const Theme& theme);

/// How its line for the period before looks: the same colour, thinner, dashed.
LineStroker::Pen previousPen(const PlotData& data, int index, const Theme& theme);

/// An event as the plot marks it.
struct PlotMark {
    double x = 0;
    QString label; ///< "restart", "stats reset"; "×2" when two fall on one pixel
    QString text;  ///< the events' sentences
};

/// Everything of a plot that depends on both data and pixels, painted in layers. Lives for one painting.
class PlotPainter
{
public:
    PlotPainter(const PlotData& data, const TimeAxis& times, const ValueAxis& values, const PlotGeometry& geometry,
                const Theme& theme);

    void setDimmed(bool dimmed) { m_dimmed = dimmed; } ///< stale: lines step back

    bool hasGrounds() const;                    ///< any gap, breach or band
    void paintGrounds(QPainter& painter) const; ///< their shading
    /// Lines in `exposed`; as outlines for a vector picture, else stroked for the screen.
    void paintLines(QPainter& painter, const QRectF& exposed, double pixelRatio, LineStroker& stroker) const;
    void paintLinesAsVectors(QPainter& painter) const;
    void paintMarks(QPainter& painter) const; ///< the words of gaps, the threshold, events
    void paintWatermark(QPainter& painter, const QString& text) const;
    void paintMessage(QPainter& painter, const QString& text) const;
    /// The crosshair's line and a dot on each line; the bubble with the time where `bubble`.
    void paintCrosshair(QPainter& painter, TimeMs timeMs, bool bubble) const;
    /// What the bubble says: the moment, and that of the period before where it is read, too.
    QString bubbleText(TimeMs timeMs) const;
    QRectF bubbleRect(TimeMs timeMs) const;
    /// Where the crosshair stands for a moment: on the column that it reads.
    TimeMs snapped(TimeMs timeMs) const;

    std::vector<PlotMark> marks() const;

private:
    struct Columns {
        size_t from = 0;
        size_t to = 0;
    };
    Columns columnsIn(const FrameView& view, double left, double right) const;
    double y(double value) const;
    void paintBandEdges(QPainter& painter) const;
    qint64 shiftOf(const FrameView& view) const;
    bool isLifted(int index, const std::optional<ValueBounds>& bounds) const;
    template <typename Add>
    void walk(const FrameView& view, int index, Columns columns, Add add) const;
    /// Calls paint(view, index, pen) for each line, those on top last.
    template <typename Paint>
    void eachLine(Paint paint) const;
    void paintDots(QPainter& painter, const FrameView& view, int index, const QColor& color,
                   const QRectF& exposed) const;
    QRectF paintThreshold(QPainter& painter) const;                 ///< where its words stand
    void paintEvents(QPainter& painter, const QRectF& taken) const; ///< not over those
    bool linesCross(const QRectF& rect) const;
    void paintLabel(QPainter& painter, const QRectF& rect, const QString& text, const QColor& color) const;
    void paintCrosshairDots(QPainter& painter, TimeMs timeMs, double x) const;

    const PlotData& m_data;
    const TimeAxis& m_times;
    const ValueAxis& m_values;
    const PlotGeometry& m_geometry;
    const Theme& m_theme;
    const ThemeColors& m_colors;
    QFont m_font;
    bool m_dimmed = false;
};

} // namespace cacheledger
