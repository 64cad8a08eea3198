// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/heatgrid.h"

#include "ui/layers/funnel.h"
#include "ui/theme.h"

#include <QtCore/QLocale>
#include <QtGui/QHelpEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QToolTip>

#include <algorithm>
#include <cmath>

namespace cacheledger
{

using namespace Qt::StringLiterals;

HeatGrid::HeatGrid(Theme* theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setAccessibleName(tr("Hit ratio by weekday and hour"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(theme, &Theme::changed, this, [this] { update(); });
    setGrid({});
}

void HeatGrid::setGrid(const HourGrid& grid)
{
    m_grid = grid;
    setAccessibleDescription(grid.summary());
    update();
}

int HeatGrid::rowHeight() const
{
    return std::max(24, QFontMetrics(m_theme->font(FontRole::Small)).height() + 8);
}

int HeatGrid::dayWidth() const
{
    const QFontMetrics metrics(m_theme->font(FontRole::Small));
    int widest = 0;
    for (int day = 1; day <= HourGrid::days; ++day)
        widest = std::max(widest, metrics.horizontalAdvance(QLocale().dayName(day, QLocale::ShortFormat)));
    return widest + metric::space2;
}

QSize HeatGrid::sizeHint() const
{
    return {640, (HourGrid::days + 1) * rowHeight()};
}

QRectF HeatGrid::cellRect(int day, int hour) const
{
    const double wide = static_cast<double>(width() - dayWidth()) / HourGrid::hours;
    return {dayWidth() + hour * wide, static_cast<double>(day + 1) * rowHeight(), wide,
            static_cast<double>(rowHeight())};
}

/// WCAG's relative luminance.
static double luminanceOf(const QColor& color)
{
    const auto part = [](double c) { return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * part(color.redF()) + 0.7152 * part(color.greenF()) + 0.0722 * part(color.blueF());
}

static double contrastOf(const QColor& a, const QColor& b)
{
    const double first = luminanceOf(a), second = luminanceOf(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

HeatGrid::CellColors HeatGrid::colorsFor(double ratio, const Theme& theme)
{
    const ThemeColors& colors = theme.colors();
    const auto mix = [&](int from, int to) {
        return static_cast<int>(std::lround(from + (to - from) * std::clamp(ratio, 0.0, 1.0)));
    };
    const QColor ground(mix(colors.card.red(), colors.accent.red()), mix(colors.card.green(), colors.accent.green()),
                        mix(colors.card.blue(), colors.accent.blue()));
    QColor text = colors.text;
    if (contrastOf(text, ground) < 4.5)
        text = colors.accentText;
    if (contrastOf(text, ground) < 4.5) // halfway between both
        text = contrastOf(Qt::black, ground) > contrastOf(Qt::white, ground) ? Qt::black : Qt::white;
    return {ground, text};
}

void HeatGrid::paintCell(QPainter& painter, int day, int hour) const
{
    const ThemeColors& colors = m_theme->colors();
    const QRectF cell = cellRect(day, hour).adjusted(1, 1, -1, -1);
    const HourGrid::Cell& value = m_grid.at(day, hour);
    const auto ratio = value.ratio();
    const CellColors shown = ratio ? colorsFor(*ratio, *m_theme) : CellColors{colors.ground, colors.dimText};
    painter.setPen(Qt::NoPen);
    painter.setBrush(shown.ground);
    painter.drawRoundedRect(cell, 2, 2);
    painter.setPen(shown.text);
    const QString text = ratio             ? QString::number(static_cast<int>(std::lround(*ratio * 100)))
                         : value.isQuiet() ? u"–"_s
                                           : u"·"_s;
    painter.drawText(cell, Qt::AlignCenter, text);
}

void HeatGrid::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(m_theme->font(FontRole::Small));
    const ThemeColors& colors = m_theme->colors();
    for (int hour = 0; hour < HourGrid::hours; ++hour) {
        painter.setPen(colors.dimText);
        painter.drawText(cellRect(-1, hour), Qt::AlignCenter, QString::number(hour));
    }
    for (int day = 0; day < HourGrid::days; ++day) {
        painter.setPen(colors.dimText);
        painter.drawText(QRectF(0, cellRect(day, 0).top(), dayWidth(), rowHeight()), Qt::AlignVCenter | Qt::AlignLeft,
                         QLocale().dayName(day + 1, QLocale::ShortFormat));
        for (int hour = 0; hour < HourGrid::hours; ++hour)
            paintCell(painter, day, hour);
    }
}

bool HeatGrid::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    for (int day = 0; day < HourGrid::days; ++day) {
        for (int hour = 0; hour < HourGrid::hours; ++hour) {
            if (!cellRect(day, hour).contains(help->pos()))
                continue;
            const HourGrid::Cell& cell = m_grid.at(day, hour);
            QToolTip::showText(help->globalPos(),
                               tr("%1 %2:00: %3 (%4 hits of %5 lookups)")
                                   .arg(QLocale().dayName(day + 1), QString::number(hour).rightJustified(2, u'0'),
                                        ratioFigure(cell.ratio(), cell.isQuiet()).text, countFigure(cell.hits).text,
                                        countFigure(cell.lookups).text),
                               this, cellRect(day, hour).toRect());
            return true;
        }
    }
    QToolTip::hideText();
    return true;
}

} // namespace cacheledger
