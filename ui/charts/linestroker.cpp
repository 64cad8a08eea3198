// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/linestroker.h"

#include <QtGui/QImage>
#include <QtGui/QPainter>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace cacheledger
{

static constexpr int stripPixels = 64;
static constexpr float strokeFar = std::numeric_limits<float>::max() / 4;
static constexpr size_t margin = 16; // sub-columns beyond the area, whose stroke reaches into it

void LineStroker::begin(const QRectF& area, double pixelRatio)
{
    m_ratio = pixelRatio;
    m_firstPixel = static_cast<int>(std::floor(area.left() * m_ratio));
    m_pixels = std::max(0, static_cast<int>(std::ceil(area.right() * m_ratio)) - m_firstPixel);
    m_firstRow = static_cast<int>(std::floor(area.top() * m_ratio));
    m_rows = std::max(0, static_cast<int>(std::ceil(area.bottom() * m_ratio)) - m_firstRow);
    const size_t subs = static_cast<size_t>(m_pixels) * subsPerPixel + 2 * margin;
    m_low.assign(subs, strokeFar);
    m_high.assign(subs, -strokeFar);
}

void LineStroker::reach(ptrdiff_t sub, float low, float high)
{
    if (sub < 0 || sub >= static_cast<ptrdiff_t>(m_low.size()))
        return;
    const auto at = static_cast<size_t>(sub);
    m_low[at] = std::min(m_low[at], low);
    m_high[at] = std::max(m_high[at], high);
}

// Coordinates: x in sub-columns of the area, y in device rows.
void LineStroker::segment(double x0, double y0, double x1, double y1)
{
    const auto last = static_cast<double>(m_low.size());
    if (x1 < 0 || x0 >= last)
        return;
    const double slope = x1 > x0 ? (y1 - y0) / (x1 - x0) : 0;
    const auto first = static_cast<size_t>(std::max(x0, 0.0));
    const auto end = static_cast<size_t>(std::min(x1, last - 1));
    // Of each sub-column the line's height where it comes in and where it goes out.
    double in = x0 < 0 ? y0 - slope * x0 : y0;
    for (size_t sub = first; sub <= end; ++sub) {
        const double out = y0 + slope * (std::min(x1, static_cast<double>(sub + 1)) - x0);
        m_low[sub] = std::min(m_low[sub], static_cast<float>(std::min(in, out)));
        m_high[sub] = std::max(m_high[sub], static_cast<float>(std::max(in, out)));
        in = out;
    }
}

void LineStroker::add(double x, double top, double bottom, bool joined)
{
    const double sub = (x * m_ratio - m_firstPixel) * subsPerPixel + margin;
    // Values far outside the plot would lose the precision that the visible part needs.
    const double limit = 1e5;
    top = std::clamp(top * m_ratio - m_firstRow, -limit, limit);
    bottom = std::clamp(bottom * m_ratio - m_firstRow, -limit, limit);
    const bool topFirst = std::abs(top - m_lastY) < std::abs(bottom - m_lastY);
    if (joined)
        segment(m_lastX, m_lastY, sub, topFirst ? top : bottom);
    reach(static_cast<ptrdiff_t>(std::floor(sub)), static_cast<float>(top), static_cast<float>(bottom));
    m_lastX = sub;
    m_lastY = topFirst ? bottom : top;
}

void LineStroker::widen(double radius)
{
    const size_t subs = m_low.size();
    m_top.assign(subs, strokeFar);
    m_bottom.assign(subs, -strokeFar);
    const double across = radius * subsPerPixel;
    const int most = std::min(static_cast<int>(margin) - 1, static_cast<int>(across));
    for (int k = -most; k <= most; ++k) {
        const auto up = static_cast<float>(std::sqrt(across * across - k * k) / subsPerPixel);
        const size_t from = k < 0 ? static_cast<size_t>(-k) : 0;
        const size_t to = k > 0 ? subs - static_cast<size_t>(k) : subs;
        for (size_t sub = from; sub < to; ++sub) {
            m_top[sub] = std::min(m_top[sub], m_low[sub + static_cast<size_t>(k)] - up);
            m_bottom[sub] = std::max(m_bottom[sub], m_high[sub + static_cast<size_t>(k)] + up);
        }
    }
}

void LineStroker::paint(QPainter* painter, const Pen& pen)
{
    if (m_pixels == 0 || m_rows == 0)
        return;
    widen(pen.width * m_ratio / 2);
    const int red = pen.color.red();
    const int green = pen.color.green();
    const int blue = pen.color.blue();
    const int alpha = pen.color.alpha();
    for (int i = 0; i <= fullCover; ++i)
        m_shades[static_cast<size_t>(i)] = qPremultiply(qRgba(red, green, blue, alpha * i / fullCover));
    for (int from = 0; from < m_pixels; from += stripPixels)
        paintStrip(painter, from, std::min(m_pixels, from + stripPixels), pen);
}

// Where the coverage of a sub-column sets in (sign 1) or ends (-1), as steps from one row of m_steps to the next.
void LineStroker::step(float y, int sign)
{
    const int row = static_cast<int>(y);
    const int partly = static_cast<int>((static_cast<float>(row + 1) - y) * static_cast<float>(subCover));
    m_steps[static_cast<size_t>(row)] += sign * partly;
    m_steps[static_cast<size_t>(row) + 1] += sign * (subCover - partly);
}

// One device column of a strip. Its cost grows with the rows by no more than a sum and a write each.
void LineStroker::fillColumn(int pixel, quint32* out, int stride, int firstRow, int rows)
{
    const size_t at = static_cast<size_t>(pixel) * subsPerPixel + margin;
    const auto lowest = static_cast<float>(rows);
    float from = lowest;
    float to = 0;
    for (size_t sub = at; sub < at + subsPerPixel; ++sub) {
        const float top = std::max(m_top[sub] - static_cast<float>(firstRow), 0.0F);
        const float bottom = std::min(m_bottom[sub] - static_cast<float>(firstRow), lowest);
        if (bottom <= top)
            continue;
        step(top, 1);
        step(bottom, -1);
        from = std::min(from, top);
        to = std::max(to, bottom);
    }
    if (to <= from)
        return;
    const int first = static_cast<int>(from);
    const int last = std::min(static_cast<int>(to), rows - 1);
    int covered = 0;
    out += static_cast<ptrdiff_t>(first) * stride;
    for (int row = first; row <= last; ++row, out += stride) {
        covered += std::exchange(m_steps[static_cast<size_t>(row)], 0);
        *out = m_shades[static_cast<size_t>(std::clamp(covered, 0, fullCover))]; // rounded: a step more or less
    }
    // What ends at the strip's end, or a step that was rounded, leaves nothing to the next column.
    m_steps[static_cast<size_t>(last) + 1] = 0;
    m_steps[static_cast<size_t>(last) + 2] = 0;
}

void LineStroker::paintStrip(QPainter* painter, int from, int to, const Pen& pen)
{
    const auto firstSub = static_cast<size_t>(from) * subsPerPixel + margin;
    const auto endSub = static_cast<size_t>(to) * subsPerPixel + margin;
    float top = strokeFar;
    float bottom = -strokeFar;
    for (size_t sub = firstSub; sub < endSub; ++sub) {
        top = std::min(top, m_top[sub]);
        bottom = std::max(bottom, m_bottom[sub]);
    }
    const int firstRow = static_cast<int>(std::max(0.0F, std::floor(top)));
    const int rows = static_cast<int>(std::min(static_cast<float>(m_rows), std::ceil(bottom))) - firstRow;
    if (rows <= 0)
        return;
    const int width = to - from;
    m_strip.assign(static_cast<size_t>(width) * static_cast<size_t>(rows), 0);
    m_steps.assign(static_cast<size_t>(rows) + 2, 0);
    for (int pixel = from; pixel < to; ++pixel) {
        if (pen.dash > 0 && std::fmod((m_firstPixel + pixel) / m_ratio, pen.dash * 1.6) >= pen.dash)
            continue;
        fillColumn(pixel, m_strip.data() + (pixel - from), width, firstRow, rows);
    }
    QImage image(reinterpret_cast<const uchar*>(m_strip.data()), width, rows, qsizetype(width) * 4,
                 QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(m_ratio);
    painter->drawImage(QPointF((m_firstPixel + from) / m_ratio, (m_firstRow + firstRow) / m_ratio), image);
}

} // namespace cacheledger
