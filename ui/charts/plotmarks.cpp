// SPDX-License-Identifier: GPL-3.0-or-later
// The part of PlotPainter that writes words and marks: threshold, events, gaps, crosshair.
#include "ui/charts/plotpainter.h"

#include "metrics/format.h"

#include <QtCore/QCoreApplication>
#include <QtGui/QFontMetricsF>
#include <QtGui/QPainter>

#include <array>
#include <cmath>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr double labelHeight = 15;

static QString plotText(const char* text)
{
    return QCoreApplication::translate("Plot", text);
}

static QString eventLabel(EventKind kind)
{
    switch (kind) {
    case EventKind::Restart:
        return plotText(QT_TRANSLATE_NOOP("Plot", "restart"));
    case EventKind::StatsReset:
        return plotText(QT_TRANSLATE_NOOP("Plot", "stats reset"));
    case EventKind::Failover:
        return plotText(QT_TRANSLATE_NOOP("Plot", "failover"));
    case EventKind::ConfigChange:
        return plotText(QT_TRANSLATE_NOOP("Plot", "config"));
    case EventKind::Unreachable:
        return plotText(QT_TRANSLATE_NOOP("Plot", "unreachable"));
    case EventKind::Reachable:
        return plotText(QT_TRANSLATE_NOOP("Plot", "reachable"));
    case EventKind::ClockJump:
        return plotText(QT_TRANSLATE_NOOP("Plot", "clock jump"));
    case EventKind::Note:
        return plotText(QT_TRANSLATE_NOOP("Plot", "note"));
    case EventKind::Deploy:
        return plotText(QT_TRANSLATE_NOOP("Plot", "deploy"));
    case EventKind::Alert:
        return plotText(QT_TRANSLATE_NOOP("Plot", "alert"));
    case EventKind::Incident:
        return plotText(QT_TRANSLATE_NOOP("Plot", "incident"));
    case EventKind::PollingPace:
        return plotText(QT_TRANSLATE_NOOP("Plot", "polling"));
    }
    return {};
}

// A gap's shading already says that the server was away and came back.
static bool toldByGap(const Event& event, const Frame& frame)
{
    if (event.kind != EventKind::Unreachable && event.kind != EventKind::Reachable)
        return false;
    const qint64 slack = std::max<qint64>(qint64(2) * frame.intervalMs, frame.columnMs) + 5000;
    return std::any_of(frame.gaps.begin(), frame.gaps.end(), [&](const TimeGap& gap) {
        return event.timeMs >= gap.fromMs - slack && event.timeMs <= gap.toMs + slack;
    });
}

std::vector<PlotMark> PlotPainter::marks() const
{
    std::vector<PlotMark> marks;
    std::vector<EventKind> kinds;
    std::vector<int> counts;
    if (!m_data.frame())
        return marks;
    for (const Event& event : m_data.frame()->events) {
        if (event.timeMs < m_times.span().fromMs || event.timeMs > m_times.span().toMs)
            continue;
        if (toldByGap(event, *m_data.frame()))
            continue;
        const double x = m_times.x(event.timeMs);
        const QString label = eventLabel(event.kind);
        const QString text = event.text.isEmpty() ? label : event.text;
        if (marks.empty() || x - marks.back().x > 3) {
            marks.push_back({x, label, text});
            kinds.push_back(event.kind);
            counts.push_back(1);
            continue;
        }
        PlotMark& last = marks.back();
        last.text += u'\n' + text;
        if (event.kind == kinds.back())
            last.label = u"%1 ×%2"_s.arg(label).arg(++counts.back());
        else if (event.kind == EventKind::Restart || event.kind == EventKind::Failover) // the graver names the mark
            last.label = label, kinds.back() = event.kind, counts.back() = 1;
    }
    return marks;
}

void PlotPainter::paintLabel(QPainter& painter, const QRectF& rect, const QString& text, const QColor& color) const
{
    QColor halo = m_colors.card;
    halo.setAlpha(215);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(halo);
    painter.drawRoundedRect(rect, 3, 3);
    painter.setPen(color);
    painter.drawText(rect, Qt::AlignCenter, text);
}

void PlotPainter::paintMarks(QPainter& painter) const
{
    if (!m_data.frame())
        return;
    painter.save();
    painter.setFont(m_font);
    const QFontMetricsF metrics(m_font);
    const QRectF& plot = m_geometry.plot;
    const QString words = plotText(QT_TRANSLATE_NOOP("Plot", "no data"));
    const double wide = metrics.horizontalAdvance(words) + 8;
    painter.setPen(m_colors.dimText);
    for (const TimeGap& gap : m_data.frame()->gaps) {
        const double left = std::max(plot.left(), m_times.x(gap.fromMs));
        const double right = std::min(plot.right(), m_times.x(gap.toMs));
        if (right - left >= wide)
            painter.drawText(QRectF(left, plot.top(), right - left, plot.height()), Qt::AlignCenter, words);
    }
    paintEvents(painter, paintThreshold(painter));
    painter.restore();
}

QRectF PlotPainter::paintThreshold(QPainter& painter) const
{
    if (!m_data.showsThreshold())
        return {};
    const QRectF& plot = m_geometry.plot;
    const double threshold = *m_data.spec().threshold;
    const QString value = format::compact(threshold, m_data.spec().unit);
    QString text = (m_data.spec().thresholdAbove ? plotText(QT_TRANSLATE_NOOP("Plot", "limit > %1"))
                                                 : plotText(QT_TRANSLATE_NOOP("Plot", "limit < %1")))
                       .arg(value);
    const double share = m_values.fraction(threshold);
    const bool inside = share >= 0 && share <= 1;
    const double at = std::round(y(threshold)) + 0.5;
    if (inside) {
        QPen pen(m_colors.critical, 1.2);
        pen.setDashPattern({4, 3});
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(pen);
        painter.drawLine(QPointF(plot.left(), at), QPointF(plot.right(), at));
    } else {
        text += share > 1 ? u" ↑"_s : u" ↓"_s;
    }
    const double width = QFontMetricsF(m_font).horizontalAdvance(text) + 6;
    const double above = (inside ? at : share > 1 ? plot.top() + labelHeight + 3 : plot.bottom()) - labelHeight - 1.5;
    const double below = inside ? at + 1.5 : above;
    const double right = plot.right() - width - 2;
    const double left = plot.left() + 2;
    const std::array<QRectF, 4> places{
        QRectF(right, above, width, labelHeight), QRectF(right, below, width, labelHeight),
        QRectF(left, above, width, labelHeight), QRectF(left, below, width, labelHeight)};
    const auto fits = [&](const QRectF& rect) {
        return rect.top() >= plot.top() - 1 && rect.bottom() <= plot.bottom() &&
               !linesCross(rect.adjusted(-2, 0, 2, 0));
    };
    auto place = std::find_if(places.begin(), places.end(), fits);
    if (place == places.end())
        place = above >= plot.top() ? places.begin() : places.begin() + 1;
    paintLabel(painter, *place, text, m_colors.critical);
    return *place;
}

void PlotPainter::paintEvents(QPainter& painter, const QRectF& taken) const
{
    const QRectF& plot = m_geometry.plot;
    const QFontMetricsF metrics(m_font);
    QPen pen(m_colors.dimText, 1);
    pen.setDashPattern({3, 3});
    std::array<double, 3> rowEnds{plot.left(), plot.left(), plot.left()}; // labels stand in rows, none over another
    const std::vector<PlotMark> all = marks();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(pen);
    for (const PlotMark& mark : all) {
        const double x = std::floor(mark.x) + 0.5;
        const bool meets = x >= taken.left() && x <= taken.right(); // words that a line runs through cannot be read
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, meets ? taken.top() : plot.bottom()));
        if (meets)
            painter.drawLine(QPointF(x, taken.bottom()), QPointF(x, plot.bottom()));
    }
    for (const PlotMark& mark : all) {
        const double x = std::floor(mark.x) + 0.5;
        const double width = metrics.horizontalAdvance(mark.label) + 6;
        const bool leftOfLine = x + 2 + width > plot.right();
        const double left = leftOfLine ? x - 2 - width : x + 2;
        const auto rectOf = [&](size_t row) {
            return QRectF(left, plot.top() + 1 + static_cast<double>(row) * labelHeight, width, labelHeight);
        };
        std::optional<size_t> chosen; // a free row, and rather one that no line passes
        for (size_t row = 0; row < rowEnds.size(); ++row)
            if (left >= rowEnds[row] && !rectOf(row).intersects(taken) &&
                (!chosen || (linesCross(rectOf(*chosen)) && !linesCross(rectOf(row)))))
                chosen = row;
        if (!chosen)
            continue;
        paintLabel(painter, rectOf(*chosen), mark.label, m_colors.text);
        rowEnds[*chosen] = left + width + 2;
    }
}

void PlotPainter::paintWatermark(QPainter& painter, const QString& text) const
{
    if (text.isEmpty())
        return;
    painter.save();
    QFont font = m_theme.font(FontRole::Number, true);
    font.setPixelSize(static_cast<int>(std::clamp(m_geometry.plot.height() * 0.3, 24.0, 56.0)));
    font.setLetterSpacing(QFont::AbsoluteSpacing, font.pixelSize() * 0.15);
    QColor color = m_colors.text;
    color.setAlpha(m_theme.isDark() ? 26 : 20);
    painter.setFont(font);
    painter.setPen(color);
    // Low, where the words of a gap, in the middle, do not meet it.
    painter.drawText(m_geometry.plot.adjusted(0, 0, 0, -4), Qt::AlignHCenter | Qt::AlignBottom, text);
    painter.restore();
}

void PlotPainter::paintMessage(QPainter& painter, const QString& text) const
{
    painter.save();
    painter.setFont(m_theme.font(FontRole::Body));
    painter.setPen(m_colors.dimText);
    painter.drawText(QRectF(QPointF(0, 0), m_geometry.size).adjusted(12, 8, -12, -8),
                     Qt::AlignCenter | Qt::TextWordWrap, text);
    painter.restore();
}

QString PlotPainter::bubbleText(TimeMs timeMs) const
{
    const auto column = m_data.isPreviousVisible() ? m_data.previousColumnAt(timeMs) : std::nullopt;
    if (!column)
        return m_times.describe(timeMs);
    const TimeAxis before(m_data.previous().span(), 0, 1, m_times.zone());
    return plotText(QT_TRANSLATE_NOOP("Plot", "%1 · before: %2"))
        .arg(m_times.describe(timeMs), before.describe(m_data.previous().frame()->times[*column]));
}

QRectF PlotPainter::bubbleRect(TimeMs timeMs) const
{
    const TimeMs at = snapped(timeMs);
    const double width = QFontMetricsF(m_font).horizontalAdvance(bubbleText(at)) + 12;
    const double left = std::clamp(m_times.x(at) - width / 2, 0.0, std::max(0.0, m_geometry.size.width() - width));
    return {left, m_geometry.plot.bottom() + 1, width, 18};
}

// Full dots on the lines, rings on those of the period before.
void PlotPainter::paintCrosshairDots(QPainter& painter, TimeMs timeMs, double x) const
{
    const QRectF reach = m_geometry.plot.adjusted(-1, -1, 1, 1);
    const auto dot = [&](std::optional<double> value, const QColor& edge, const QColor& fill) {
        if (!value || !reach.contains(x, y(*value)))
            return;
        painter.setPen(QPen(edge, 1.5));
        painter.setBrush(fill);
        painter.drawEllipse(QPointF(x, y(*value)), 3.75, 3.75);
    };
    const auto before = m_data.previousColumnAt(timeMs);
    for (int i = m_data.seriesCount() - 1; i >= 0 && before; --i)
        if (m_data.showsPrevious(i))
            dot(m_data.previous().valueAt(i, *before), seriesPen(m_data, i, m_theme).color, m_colors.card);
    const auto column = m_data.columnAt(timeMs);
    for (int i = m_data.seriesCount() - 1; i >= 0 && column; --i)
        if (m_data.isVisible(i) && !m_data.isLimit(i))
            dot(m_data.valueAt(i, *column), m_colors.card, seriesPen(m_data, i, m_theme).color);
}

void PlotPainter::paintCrosshair(QPainter& painter, TimeMs timeMs, bool bubble) const
{
    const QRectF& plot = m_geometry.plot;
    const TimeMs at = snapped(timeMs);
    const double x = m_times.x(at);
    if (x < plot.left() - 0.5 || x > plot.right() + 0.5)
        return;
    painter.save();
    painter.setPen(QPen(m_colors.controlLine, 1));
    painter.drawLine(QPointF(std::floor(x) + 0.5, plot.top()), QPointF(std::floor(x) + 0.5, plot.bottom()));
    painter.setRenderHint(QPainter::Antialiasing);
    paintCrosshairDots(painter, at, x);
    if (bubble) {
        const QRectF rect = bubbleRect(timeMs);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_colors.text);
        painter.drawRoundedRect(rect, 4, 4);
        painter.setFont(m_font);
        painter.setPen(m_colors.card);
        painter.drawText(rect, Qt::AlignCenter, bubbleText(at));
    }
    painter.restore();
}

} // namespace cacheledger
