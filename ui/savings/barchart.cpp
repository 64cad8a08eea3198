// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savings/barchart.h"

#include "ui/theme.h"

#include <QtGui/QHelpEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QToolTip>

#include <algorithm>
#include <cmath>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr double widestBar = 120; // a single period is no wall

BarChart::BarChart(const QString& name, Theme* theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setAccessibleName(name);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(theme, &Theme::changed, this, [this] { update(); });
}

void BarChart::setBars(std::vector<Bar> bars, const QString& summary)
{
    m_bars = std::move(bars);
    m_mark.reset();
    setAccessibleDescription(summary);
    update();
}

void BarChart::setMark(std::optional<std::size_t> bar, const QString& text)
{
    m_mark = bar;
    m_markText = text;
    update();
}

void BarChart::setWatermark(const QString& text)
{
    m_watermark = text;
    update();
}

double BarChart::Scale::y(double value) const
{
    return plot.bottom() - (value - low) / (high - low) * plot.height();
}

BarChart::Scale BarChart::scale() const
{
    const int line = QFontMetrics(m_theme->font(FontRole::Small)).height();
    Scale scale{QRectF(0, line + 6, width(), std::max(10, height() - 2 * line - 14)), 0, 0};
    for (const Bar& bar : m_bars) {
        if (bar.kind == Bar::Kind::Unknown)
            continue;
        scale.low = std::min({scale.low, bar.from, bar.to});
        scale.high = std::max({scale.high, bar.from, bar.to});
    }
    if (scale.low == scale.high)
        scale.high = scale.low + 1;
    if (scale.low < 0) // room for a value below its bar
        scale.plot.setBottom(scale.plot.bottom() - line);
    return scale;
}

QRectF BarChart::slot(const Scale& scale, std::size_t bar) const
{
    const double wide = scale.plot.width() / static_cast<double>(std::max<std::size_t>(1, m_bars.size()));
    return {scale.plot.left() + static_cast<double>(bar) * wide, 0, wide, static_cast<double>(height())};
}

void BarChart::paintBar(QPainter& painter, const Scale& scale, std::size_t index) const
{
    const Bar& bar = m_bars[index];
    const ThemeColors& colors = m_theme->colors();
    const QRectF place = slot(scale, index);
    const double inset = std::max(std::min(place.width() * 0.18, 24.0), (place.width() - widestBar) / 2);
    const double top = scale.y(std::max(bar.from, bar.to));
    const double bottom = scale.y(std::min(bar.from, bar.to));
    const QRectF box(place.left() + inset, top, std::max(1.0, place.width() - 2 * inset), std::max(1.5, bottom - top));
    QColor color = m_theme->seriesColor(0);
    painter.setPen(Qt::NoPen);
    switch (bar.kind) {
    case Bar::Kind::Unknown:
        painter.setPen(QPen(colors.controlLine, 1, Qt::DotLine));
        painter.drawLine(QPointF(box.left(), scale.y(0)), QPointF(box.right(), scale.y(0)));
        return;
    case Bar::Kind::Cost:
        color = m_theme->seriesColor(1);
        painter.setPen(QPen(color, 1));
        painter.setBrush(QBrush(color, Qt::BDiagPattern));
        break;
    case Bar::Kind::Result:
        painter.setBrush(bar.to < bar.from ? colors.critical : colors.normal);
        break;
    case Bar::Kind::Partial:
        painter.setPen(QPen(color, 1, Qt::DashLine));
        color.setAlpha(90);
        painter.setBrush(color);
        break;
    case Bar::Kind::Gain:
        painter.setBrush(color);
        break;
    }
    painter.drawRect(box);
}

/// Every label that has room: all, or one of so many that none touches another.
void BarChart::paintTexts(QPainter& painter, const Scale& scale) const
{
    const ThemeColors& colors = m_theme->colors();
    const QFontMetrics metrics = painter.fontMetrics();
    int widestLabel = 1, widestValue = 1;
    for (const Bar& bar : m_bars) {
        widestLabel = std::max(widestLabel, metrics.horizontalAdvance(bar.label));
        widestValue = std::max(widestValue, metrics.horizontalAdvance(bar.value));
    }
    const double wide = slot(scale, 0).width();
    const bool few = m_bars.size() <= 6; // those of a waterfall are all needed: they give way with an ellipsis
    const auto every = few ? 1 : static_cast<std::size_t>(std::ceil((widestLabel + 8) / wide));
    const auto everyValue = few ? 1 : static_cast<std::size_t>(std::ceil((widestValue + 6) / wide));
    for (std::size_t i = 0; i < m_bars.size(); ++i) {
        const Bar& bar = m_bars[i];
        const double center = slot(scale, i).center().x();
        if (i % every == 0) {
            const int most = few ? static_cast<int>(wide) - 4 : widestLabel;
            const QRectF place(center - most / 2.0, height() - metrics.height() - 2, most, metrics.height());
            painter.setPen(colors.dimText);
            painter.drawText(place, Qt::AlignCenter, metrics.elidedText(bar.label, Qt::ElideRight, most));
        }
        if (everyValue > 1)
            continue;
        const bool below = bar.to < 0 && bar.from >= 0 && bar.to < bar.from;
        const double edge = below ? scale.y(bar.to) + 2 : scale.y(std::max(bar.from, bar.to)) - metrics.height() - 2;
        const double most = std::max(wide, static_cast<double>(metrics.horizontalAdvance(bar.value)));
        painter.setPen(colors.text);
        painter.drawText(QRectF(center - most / 2, edge, most, metrics.height()), Qt::AlignCenter, bar.value);
    }
}

void BarChart::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const ThemeColors& colors = m_theme->colors();
    if (!m_watermark.isEmpty()) {
        painter.setFont(m_theme->font(FontRole::Number, true));
        painter.setPen(colors.grid);
        painter.drawText(rect(), Qt::AlignCenter, m_watermark);
    }
    if (m_bars.empty())
        return;
    painter.setFont(m_theme->font(FontRole::Small));
    const Scale scale = this->scale();
    for (std::size_t i = 0; i < m_bars.size(); ++i)
        paintBar(painter, scale, i);
    painter.setPen(QPen(colors.controlLine, 1));
    painter.drawLine(QPointF(scale.plot.left(), scale.y(0)), QPointF(scale.plot.right(), scale.y(0)));
    paintTexts(painter, scale);
    if (m_mark && *m_mark < m_bars.size()) {
        const double x = slot(scale, *m_mark).left();
        painter.setPen(QPen(colors.text, 1, Qt::DashLine));
        painter.drawLine(QPointF(x, 0), QPointF(x, scale.plot.bottom()));
        const int wide = painter.fontMetrics().horizontalAdvance(m_markText) + 6;
        const bool left = x + wide > width();
        painter.drawText(QRectF(left ? x - wide : x + 4, 0, wide, painter.fontMetrics().height()),
                         Qt::AlignLeft | Qt::AlignTop, m_markText);
    }
}

bool BarChart::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip || m_bars.empty())
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const Scale shown = scale();
    const double wide = slot(shown, 0).width();
    const auto index = static_cast<std::size_t>(std::clamp(help->pos().x() / wide, 0.0, m_bars.size() - 1.0));
    QToolTip::showText(help->globalPos(), tr("%1: %2").arg(m_bars[index].label, m_bars[index].value), this,
                       slot(shown, index).toRect());
    return true;
}

} // namespace cacheledger
