// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/reportchart.h"

#include "ui/report/printing.h"
#include "ui/theme.h"

#include <QtGui/QFontMetricsF>
#include <QtGui/QPainter>

#include <algorithm>
#include <cmath>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr double uprightHeight = 190;
static constexpr double lyingRow = 30;
static constexpr double axisHeight = 18;
static constexpr int chartPixels = 10;

double reportChartHeight(const ReportChart& chart)
{
    if (chart.points.empty())
        return 0;
    if (chart.kind == ReportChartKind::Funnel || chart.kind == ReportChartKind::Range)
        return lyingRow * static_cast<double>(chart.points.size()) + 4;
    return uprightHeight;
}

/// One painting of one chart.
class ReportChartPainter
{
public:
    ReportChartPainter(QPainter& painter, const QRectF& rect, const ReportChart& chart, const ThemeColors& colors)
        : m_painter(painter),
          m_rect(rect),
          m_chart(chart),
          m_colors(colors),
          m_font(printing::font(chartPixels)),
          m_metrics(m_font, painter.device())
    {
    }

    void paint()
    {
        m_painter.save();
        m_painter.setRenderHint(QPainter::Antialiasing);
        m_painter.setFont(m_font);
        if (m_chart.kind == ReportChartKind::Funnel)
            paintFunnel();
        else if (m_chart.kind == ReportChartKind::Range)
            paintRange();
        else
            paintUpright();
        m_painter.restore();
    }

private:
    void paintUpright()
    {
        m_low = m_high = 0;
        for (const ReportValue& tick : m_chart.ticks) {
            m_low = std::min(m_low, tick.number);
            m_high = std::max(m_high, tick.number);
        }
        if (m_high <= m_low)
            m_high = m_low + 1;
        double axisWidth = 0;
        for (const ReportValue& tick : m_chart.ticks)
            axisWidth = std::max(axisWidth, m_metrics.horizontalAdvance(tick.text));
        m_plot = m_rect.adjusted(axisWidth + 8, 14, 0, -axisHeight);
        paintTicks();
        if (m_chart.kind == ReportChartKind::Line)
            paintLine();
        else
            paintBars();
        paintPointLabels();
    }
    double yOf(double value) const { return m_plot.bottom() - (value - m_low) / (m_high - m_low) * m_plot.height(); }
    double slot() const { return m_plot.width() / static_cast<double>(m_chart.points.size()); }
    double middleOf(std::size_t i) const { return m_plot.left() + slot() * (static_cast<double>(i) + 0.5); }

    void paintTicks()
    {
        for (const ReportValue& tick : m_chart.ticks) {
            const double y = yOf(tick.number);
            m_painter.setPen(QPen(tick.number == 0 ? m_colors.dimText : m_colors.grid, tick.number == 0 ? 0.8 : 0.6));
            m_painter.drawLine(QPointF(m_plot.left(), y), QPointF(m_plot.right(), y));
            m_painter.setPen(m_colors.dimText);
            m_painter.drawText(QRectF(m_rect.left(), y - 8, m_plot.left() - 8 - m_rect.left(), 16),
                               Qt::AlignRight | Qt::AlignVCenter, tick.text);
        }
    }

    QColor barColor(const ReportPoint& point, double rise) const
    {
        if (m_chart.kind == ReportChartKind::Waterfall && !point.isTotal)
            return rise < 0 ? m_colors.series[1] : m_colors.series[0];
        if (point.value.number < 0)
            return m_colors.series[1];
        return m_chart.kind == ReportChartKind::Waterfall && &point != &m_chart.points.front() ? m_colors.series[2]
                                                                                               : m_colors.series[0];
    }

    void paintBars()
    {
        const bool falls = m_chart.kind == ReportChartKind::Waterfall;
        const double width = std::min(slot() * 0.66, 64.0);
        double level = 0;
        for (std::size_t i = 0; i < m_chart.points.size(); ++i) {
            const ReportPoint& point = m_chart.points[i];
            if (!point.value.isKnown())
                continue;
            const double from = falls && !point.isTotal ? level : 0;
            const double to = from + point.value.number;
            QRectF bar(QPointF(middleOf(i) - width / 2, yOf(std::max(from, to))),
                       QPointF(middleOf(i) + width / 2, yOf(std::min(from, to))));
            bar.setHeight(std::max(bar.height(), 0.8)); // what is small is seen all the same
            paintBar(bar, barColor(point, point.value.number), point.isPartial);
            if (falls && i + 1 < m_chart.points.size())
                paintStep(i, width, to);
            paintBarValue(i, point, bar);
            level = to;
        }
    }
    void paintBar(const QRectF& bar, const QColor& color, bool isPartial)
    {
        if (!isPartial) {
            m_painter.fillRect(bar, color);
            return;
        }
        m_painter.setPen(QPen(color, 0.8));
        m_painter.setBrush(m_colors.card);
        m_painter.drawRect(bar);
        m_painter.setPen(QPen(color, 0.6));
        m_painter.save();
        m_painter.setClipRect(bar);
        for (double x = bar.left() - bar.height(); x < bar.right(); x += 4) // hatched: also told apart in print
            m_painter.drawLine(QPointF(x, bar.bottom()), QPointF(x + bar.height(), bar.top()));
        m_painter.restore();
        m_painter.setBrush(Qt::NoBrush);
    }
    void paintStep(std::size_t i, double width, double level)
    {
        m_painter.setPen(QPen(m_colors.dimText, 0.6, Qt::DashLine));
        m_painter.drawLine(QPointF(middleOf(i) + width / 2, yOf(level)),
                           QPointF(middleOf(i + 1) - width / 2, yOf(level)));
    }
    void paintBarValue(std::size_t i, const ReportPoint& point, const QRectF& bar)
    {
        if (m_metrics.horizontalAdvance(point.value.text) > slot() - 2)
            return;
        m_painter.setPen(m_colors.text);
        const bool below = point.value.number < 0 && m_chart.kind == ReportChartKind::Bars;
        m_painter.drawText(QRectF(middleOf(i) - slot() / 2, below ? bar.bottom() + 1 : bar.top() - 14, slot(), 13),
                           Qt::AlignHCenter | (below ? Qt::AlignTop : Qt::AlignBottom), point.value.text);
    }

    void paintLine()
    {
        QPolygonF line;
        for (std::size_t i = 0; i < m_chart.points.size(); ++i)
            line << QPointF(middleOf(i), yOf(m_chart.points[i].value.number));
        m_painter.setPen(QPen(m_colors.series[0], 1.6));
        m_painter.drawPolyline(line);
        if (m_chart.marked < 0 || static_cast<std::size_t>(m_chart.marked) >= m_chart.points.size())
            return;
        const QPointF at = line[m_chart.marked];
        m_painter.setPen(QPen(m_colors.series[2], 1.2));
        m_painter.drawLine(QPointF(at.x(), m_plot.top()), QPointF(at.x(), m_plot.bottom()));
        m_painter.setBrush(m_colors.series[2]);
        m_painter.drawEllipse(at, 3.5, 3.5);
        m_painter.setBrush(Qt::NoBrush);
        m_painter.setPen(m_colors.text);
        const double width = m_metrics.horizontalAdvance(m_chart.markLabel) + 2;
        const bool toLeft = at.x() + 6 + width > m_plot.right();
        m_painter.drawText(QRectF(toLeft ? at.x() - 6 - width : at.x() + 6, m_plot.top() - 4, width, 14),
                           Qt::AlignLeft | Qt::AlignVCenter, m_chart.markLabel);
    }

    /// Every n-th, so that none touches the next.
    void paintPointLabels()
    {
        double widest = 1;
        for (const ReportPoint& point : m_chart.points)
            widest = std::max(widest, m_metrics.horizontalAdvance(point.label) + 8);
        const bool elided = m_chart.kind == ReportChartKind::Waterfall; // few bars, each with its own name
        const auto step = elided ? std::size_t{1} : static_cast<std::size_t>(std::ceil(widest / slot()));
        m_painter.setPen(m_colors.dimText);
        for (std::size_t i = 0; i < m_chart.points.size(); i += step) {
            const double width = elided ? slot() - 4 : widest;
            m_painter.drawText(QRectF(middleOf(i) - width / 2, m_plot.bottom() + 3, width, axisHeight - 3),
                               Qt::AlignHCenter | Qt::AlignTop,
                               m_metrics.elidedText(m_chart.points[i].label, Qt::ElideRight, width));
        }
    }

    void paintLyingLabel(const ReportPoint& point, const QRectF& row, double width)
    {
        m_painter.setPen(m_colors.text);
        m_painter.drawText(QRectF(row.left(), row.top(), width - 8, row.height()), Qt::AlignLeft | Qt::AlignVCenter,
                           m_metrics.elidedText(point.label, Qt::ElideRight, width - 8));
    }
    QRectF rowOf(std::size_t i) const
    {
        return {m_rect.left(), m_rect.top() + lyingRow * static_cast<double>(i), m_rect.width(), lyingRow};
    }

    void paintFunnel()
    {
        const double labels = m_rect.width() * 0.24;
        const double values = m_rect.width() * 0.26;
        double largest = 0;
        for (const ReportPoint& point : m_chart.points)
            largest = std::max(largest, point.value.number);
        for (std::size_t i = 0; i < m_chart.points.size(); ++i) {
            const ReportPoint& point = m_chart.points[i];
            const QRectF row = rowOf(i);
            paintLyingLabel(point, row, labels);
            const double width = largest > 0 ? point.value.number / largest * (row.width() - labels - values) : 0;
            m_painter.fillRect(QRectF(row.left() + labels, row.top() + 6, std::max(width, 0.8), row.height() - 12),
                               point.isTotal ? m_colors.series[0] : m_colors.series[2]);
            QString text = point.value.text;
            if (point.second.isKnown())
                text += u" \u00b7 "_s + point.second.text;
            m_painter.setPen(m_colors.text);
            m_painter.drawText(QRectF(row.left() + labels + width + 8, row.top(), values + labels, row.height()),
                               Qt::AlignLeft | Qt::AlignVCenter, text);
        }
    }

    void paintRange()
    {
        double low = m_chart.base.number, high = m_chart.base.number, texts = 0;
        for (const ReportPoint& point : m_chart.points) {
            low = std::min({low, point.value.number, point.second.number});
            high = std::max({high, point.value.number, point.second.number});
            texts = std::max(
                {texts, m_metrics.horizontalAdvance(point.value.text), m_metrics.horizontalAdvance(point.second.text)});
        }
        const double labels = m_rect.width() * 0.24;
        const double left = m_rect.left() + labels + texts + 8, right = m_rect.right() - texts - 8;
        const auto xOf = [&](double value) {
            return high > low ? left + (value - low) / (high - low) * (right - left) : (left + right) / 2;
        };
        for (std::size_t i = 0; i < m_chart.points.size(); ++i) {
            const ReportPoint& point = m_chart.points[i];
            const QRectF row = rowOf(i);
            const bool isAscending = point.value.number <= point.second.number;
            const ReportValue& lower = isAscending ? point.value : point.second;
            const ReportValue& upper = isAscending ? point.second : point.value;
            const double from = xOf(lower.number), middle = xOf(m_chart.base.number), to = xOf(upper.number);
            paintLyingLabel(point, row, labels);
            m_painter.fillRect(QRectF(from, row.top() + 7, middle - from, row.height() - 14), m_colors.series[1]);
            m_painter.fillRect(QRectF(middle, row.top() + 7, to - middle, row.height() - 14), m_colors.series[2]);
            m_painter.setPen(m_colors.text);
            m_painter.drawText(QRectF(from - texts - 6, row.top(), texts, row.height()),
                               Qt::AlignRight | Qt::AlignVCenter, lower.text);
            m_painter.drawText(QRectF(to + 6, row.top(), texts + 2, row.height()), Qt::AlignLeft | Qt::AlignVCenter,
                               upper.text);
        }
        m_painter.setPen(QPen(m_colors.text, 0.8));
        m_painter.drawLine(QPointF(xOf(m_chart.base.number), m_rect.top() + 2),
                           QPointF(xOf(m_chart.base.number), m_rect.bottom() - 2));
    }

    QPainter& m_painter;
    QRectF m_rect;
    const ReportChart& m_chart;
    const ThemeColors& m_colors;
    QFont m_font;
    QFontMetricsF m_metrics;
    QRectF m_plot; // of upright charts
    double m_low = 0, m_high = 1;
};

void paintReportChart(QPainter& painter, const QRectF& rect, const ReportChart& chart, const ThemeColors& colors)
{
    if (!chart.points.empty())
        ReportChartPainter(painter, rect, chart, colors).paint();
}

} // namespace cacheledger
