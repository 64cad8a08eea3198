// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/sparkline.h"

#include "ui/charts/axisrenderer.h"
#include "ui/theme.h"

#include <QtGui/QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace cacheledger
{

Sparkline::Sparkline(Theme* theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    connect(theme, &Theme::changed, this, [this] { update(); });
}

void Sparkline::setData(std::vector<TimeMs> times, std::vector<double> values, std::vector<bool> breaks)
{
    m_times = std::move(times);
    m_values = std::move(values);
    m_breaks = std::move(breaks);
    m_values.resize(m_times.size(), std::numeric_limits<double>::quiet_NaN());
    m_breaks.resize(m_times.size(), false);
    update();
}

void Sparkline::setSpan(TimeMs fromMs, TimeMs toMs)
{
    m_fromMs = fromMs;
    m_toMs = toMs;
    update();
}

void Sparkline::setColor(const QColor& color)
{
    m_color = color;
    update();
}

void Sparkline::setDimmed(bool dimmed)
{
    m_dimmed = dimmed;
    update();
}

void Sparkline::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF area = QRectF(rect()).adjusted(2, 2, -2, -2);
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (double value : m_values) {
        if (std::isfinite(value))
            low = std::min(low, value), high = std::max(high, value);
    }
    if (low > high) {
        painter.setPen(QPen(m_theme->colors().controlLine, 1, Qt::DotLine));
        painter.drawLine(QPointF(area.left(), area.bottom() - 0.5), QPointF(area.right(), area.bottom() - 0.5));
        return;
    }
    const TimeMs from = m_toMs > m_fromMs ? m_fromMs : m_times.front();
    const TimeMs to = std::max(from + 1, m_toMs > m_fromMs ? m_toMs : m_times.back());
    QColor color = m_color.isValid() ? m_color : m_theme->colors().accent;
    if (m_dimmed)
        color.setAlpha(150);
    LineStroker& stroker = AxisRenderer::of(m_theme)->stroker();
    stroker.begin(QRectF(rect()), devicePixelRatioF());
    bool before = false;
    for (size_t i = 0; i < m_times.size(); ++i) {
        const bool present = std::isfinite(m_values[i]);
        const bool joined = before && present && !m_breaks[i];
        before = present;
        if (!present)
            continue;
        const double share = high > low ? (m_values[i] - low) / (high - low) : high == 0 ? 0 : 0.5;
        const double x =
            area.left() + static_cast<double>(m_times[i] - from) / static_cast<double>(to - from) * area.width();
        const double y = area.bottom() - share * area.height();
        stroker.add(x, y, y, joined);
    }
    stroker.paint(&painter, {color, metric::strokeChart, 0});
}

} // namespace cacheledger
