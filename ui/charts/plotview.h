// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/axisrenderer.h"
#include "ui/charts/plotdata.h"

#include <QtGui/QPixmap>
#include <QtWidgets/QWidget>

#include <optional>

namespace cacheledger
{

class Crosshair;
class PlotPainter;
class Theme;

/// The plot of a chart: paints it, and turns mouse and keys into changes of the shared range and crosshair.
///
/// Drag zooms, Escape gives up a drag, double click and Backspace go back, Ctrl+wheel and +/- zoom (the plain wheel
/// scrolls the page), N asks for a note, Left and Right pan, Shift+Left and Shift+Right move the crosshair by a column,
/// Home goes live.
class PlotView : public QWidget
{
    Q_OBJECT

public:
    PlotView(const PlotData* plotData, Theme* theme, TimeRange* range, Crosshair* crosshair, QWidget* parent = nullptr);

    /// The data or how it is shown changed.
    void refresh(TimeMs nowMs);
    void setMessage(const QString& text);
    const QString& message() const { return m_message; }
    void setWatermark(const QString& text);
    void setDimmed(bool dimmed);

    PlotGeometry geometryOfPlot() const { return m_geometry; }
    const ValueAxis& valueAxis() const { return m_valueAxis; }
    const TimeAxis& timeAxis() const { return m_timeAxis; }
    /// Paints the plot as a picture of its present size, without crosshair; `vectors` for SVG and print.
    void paintPicture(QPainter& painter, double pixelRatio, bool vectors);

Q_SIGNALS:
    void layoutChanged(); ///< axes were made anew: the unit may differ
    void focusShown(bool shown);
    void noteRequested(); ///< at the crosshair

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    QSize sizeHint() const override { return {320, 170}; }
    QSize minimumSizeHint() const override { return {160, 90}; }

private:
    void layOut();
    double labelWidth(const ValueAxis& axis) const;
    void makeValueLayer(const PlotPainter& plot, double pixelRatio, bool shaded);
    void paintGrid(QPainter& painter, const PlotPainter& plot, double pixelRatio);
    void paintContent(QPainter& painter, const QRectF& exposed, double pixelRatio);
    void paintBand(QPainter& painter) const;
    void showCrosshair();
    QRect crosshairRegion(std::optional<TimeMs> time) const;
    void stepCrosshair(int columns);
    bool showToolTip(QPoint position, QPoint global);
    AxisRenderer* axes();
    PlotPainter plotPainter() const;

    const PlotData* m_data;
    Theme* m_theme;
    TimeRange* m_range;
    Crosshair* m_crosshair;
    AxisRenderer* m_axes = nullptr; ///< the theme's; found when there is something to paint

    PlotGeometry m_geometry;
    TimeAxis m_timeAxis;
    ValueAxis m_valueAxis;
    double m_labelWidth = 0;
    QPixmap m_valueLayer;            ///< null: to be made
    std::vector<QRect> m_layerParts; ///< in its pixels, of what it adds to the card
    TimeMs m_nowMs = 0;
    QString m_message;
    QString m_watermark;
    bool m_dimmed = false;
    bool m_hovered = false;
    std::optional<TimeMs> m_shownCrosshair;
    std::optional<QPointF> m_pressed;
    bool m_dragging = false;
    double m_dragX = 0;
};

} // namespace cacheledger
