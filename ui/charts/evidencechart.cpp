// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/evidencechart.h"

#include "metrics/catalogue.h"
#include "metrics/format.h"
#include "metrics/metrictext.h"
#include "ui/charts/timeaxis.h"
#include "ui/charts/valueaxis.h"

#include <QtGui/QPainter>
#include <QtGui/QPainterPath>

#include <algorithm>
#include <cmath>
#include <limits>

namespace cacheledger
{

static constexpr double valueLabelWidth = 64;
static constexpr double smallestHeight = 130;

std::vector<std::size_t> chartsWithValues(const EvidenceCharts& charts)
{
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < charts.series.size(); ++i) {
        const bool zeroIsNoValue = !zeroText(charts.series[i].metric).isEmpty(); // "no limit" is no line at the bottom
        if (std::ranges::any_of(charts.series[i].values,
                                [&](double value) { return std::isfinite(value) && !(zeroIsNoValue && value == 0); }))
            found.push_back(i);
    }
    return found;
}

static ValueAxis valueAxisOf(const std::vector<double>& values, Unit unit)
{
    double low = std::numeric_limits<double>::quiet_NaN();
    double high = low;
    for (const double value : values) {
        low = std::fmin(low, value);
        high = std::fmax(high, value);
    }
    ValueAxis::Options options;
    options.unit = unit;
    options.intervals = 3;
    if (unit == Unit::Ratio && low >= 0 && high <= 1)
        options.fixedMin = 0, options.fixedMax = 1;
    return {std::min(low, 0.0), high, options};
}

static QPainterPath pathOf(const EvidenceCharts& charts, const std::vector<double>& values, const TimeAxis& times,
                           const ValueAxis& axis, const QRectF& plot)
{
    QPainterPath path;
    bool isOpen = false;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i])) {
            isOpen = false;
            continue;
        }
        const QPointF point(times.x(charts.times[i]), plot.bottom() - axis.fraction(values[i]) * plot.height());
        if (isOpen && !charts.breakBefore[i])
            path.lineTo(point);
        else
            path.moveTo(point), path.lineTo(point + QPointF(0.01, 0)); // a sample alone is a dot
        isOpen = true;
    }
    return path;
}

void paintEvidenceChart(QPainter& painter, const QRectF& rect, const EvidenceCharts& charts, std::size_t series,
                        TimeMs markMs, const QTimeZone& zone, const ThemeColors& colors, const QFont& font)
{
    if (charts.times.empty())
        return;
    const EvidenceCharts::Series& shown = charts.series[series];
    const ValueAxis axis = valueAxisOf(shown.values, catalogue::lookup(shown.metric).unit);
    painter.save();
    painter.setFont(font);
    const QFontMetricsF metrics(font, painter.device());
    const double line = metrics.height();
    const QRectF plot = rect.adjusted(valueLabelWidth, line * 1.9, -8, -line * 1.4);
    const TimeAxis times({charts.times.front(), std::max(charts.times.back(), charts.times.front() + 1)}, plot.left(),
                         plot.width(), zone);
    QFont bold = font;
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(colors.text);
    QString title = catalogue::metricName(shown.metric);
    if (!axis.unitText().isEmpty())
        title += QStringLiteral(" (%1)").arg(axis.unitText());
    painter.drawText(QRectF(rect.left(), rect.top(), rect.width(), line * 1.2), Qt::AlignLeft | Qt::AlignVCenter,
                     title);
    painter.setFont(font);
    for (const ValueTick& tick : axis.ticks()) {
        const double y = plot.bottom() - axis.fraction(tick.value) * plot.height();
        painter.setPen(QPen(colors.line, 0.5));
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        painter.setPen(colors.dimText);
        painter.drawText(QRectF(rect.left(), y - line / 2, valueLabelWidth - 6, line),
                         Qt::AlignRight | Qt::AlignVCenter, tick.label);
    }
    const auto width = [&](const QString& text) { return metrics.horizontalAdvance(text); };
    for (const TimeTick& tick : times.ticks(width, plot.left(), plot.right(), charts.times.back()))
        painter.drawText(QRectF(tick.x - 60, plot.bottom() + 2, 120, line), Qt::AlignHCenter, tick.label);
    painter.setRenderHint(QPainter::Antialiasing);
    if (markMs > charts.times.front() && markMs < charts.times.back()) {
        painter.setPen(QPen(colors.critical, 1, Qt::DashLine));
        painter.drawLine(QPointF(times.x(markMs), plot.top()), QPointF(times.x(markMs), plot.bottom()));
    }
    painter.setPen(QPen(colors.series[0], metric::strokeChart, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(pathOf(charts, shown.values, times, axis, plot));
    painter.restore();
}

EvidenceChart::EvidenceChart(EvidenceCharts charts, std::size_t series, TimeMs markMs, QTimeZone zone, Theme* theme,
                             QWidget* parent)
    : QWidget(parent),
      m_charts(std::move(charts)),
      m_series(series),
      m_markMs(markMs),
      m_zone(std::move(zone)),
      m_theme(theme)
{
    setMinimumHeight(static_cast<int>(smallestHeight));
    connect(theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    const EvidenceCharts::Series& shown = m_charts.series[series];
    const Unit unit = catalogue::lookup(shown.metric).unit;
    double low = std::numeric_limits<double>::quiet_NaN();
    double high = low;
    for (const double value : shown.values)
        low = std::fmin(low, value), high = std::fmax(high, value);
    setAccessibleName(catalogue::metricName(shown.metric));
    setAccessibleDescription(
        tr("From %1 to %2.").arg(format::value(low, unit).joined(), format::value(high, unit).joined()));
}

void EvidenceChart::paintEvent(QPaintEvent* event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    paintEvidenceChart(painter, rect(), m_charts, m_series, m_markMs, m_zone, m_theme->colors(),
                       m_theme->font(FontRole::Small));
}

} // namespace cacheledger
