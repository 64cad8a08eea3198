// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/linestroker.h"
#include "ui/charts/timeaxis.h"
#include "ui/charts/valueaxis.h"

#include <QtCore/QObject>
#include <QtCore/QRectF>
#include <QtGui/QPixmap>

#include <deque>
#include <memory>

class QPainter;

namespace cacheledger
{

class Theme;

/// Where the parts of a plot stand, in device-independent pixels.
struct PlotGeometry {
    QSizeF size; ///< of the whole view: labels and plot
    QRectF plot; ///< where the lines are
    friend bool operator==(const PlotGeometry&, const PlotGeometry&) = default;
};

/// Axes and grid by Qt Charts, for every chart of a theme: one QChart for value axes and one for time axes, laid out
/// anew for each picture. A picture takes about half a millisecond, so the owner of a plot keeps its value layer, and
/// time strips, which move with each tick but are the same for charts of the same width, are kept here. GUI thread.
class AxisRenderer : public QObject
{
    Q_OBJECT

public:
    /// The theme's renderer, made at the first call; owned by the theme.
    static AxisRenderer* of(Theme* theme);
    ~AxisRenderer() override;

    /// Grid lines and value labels, as large as the view, on `ground` (which may be transparent).
    QPixmap valueLayer(const ValueAxis& axis, const PlotGeometry& geometry, double pixelRatio, const QColor& ground);
    /// Time labels: a strip from the plot's lower edge to the view's.
    QPixmap timeLayer(const TimeAxis& axis, const PlotGeometry& geometry, TimeMs nowMs, double pixelRatio);
    /// The same, painted as vectors.
    void paintValues(QPainter* painter, const ValueAxis& axis, const PlotGeometry& geometry);
    void paintTimes(QPainter* painter, const TimeAxis& axis, const PlotGeometry& geometry, TimeMs nowMs);

    /// Its buffers are used by one plot after the other.
    LineStroker& stroker() { return m_stroker; }

    int renderings() const { return m_renderings; } ///< for tests: pictures made so far

private:
    explicit AxisRenderer(Theme* theme);
    class Chart;
    struct TimeLayer;
    QString timeKey(const TimeAxis& axis, const PlotGeometry& geometry, TimeMs nowMs, double pixelRatio) const;

    Theme* m_theme;
    std::unique_ptr<Chart> m_values;
    std::unique_ptr<Chart> m_times;
    std::deque<TimeLayer> m_timeLayers;
    LineStroker m_stroker;
    int m_renderings = 0;
};

} // namespace cacheledger
