// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/linestroker.h"

#include <QtGui/QImage>
#include <QtGui/QPainter>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace cacheledger
{

static constexpr int subsPerPixel = 4;
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
    if (x1 < 0 || x0 > last)
        return;
    const double slope = x1 > x0 ? (y1 - y0) / (x1 - x0) : 0;
    const auto first = static_cast<ptrdiff_t>(std::floor(std::max(x0, 0.0)));
    const auto end = static_cast<ptrdiff_t>(std::floor(std::min(x1, last)));
    for (ptrdiff_t sub = first; sub <= end; ++sub) {
        const double left = y0 + slope * (std::max(x0, static_cast<double>(sub)) - x0);
        const double right = y0 + slope * (std::min(x1, static_cast<double>(sub + 1)) - x0);
        reach(sub, static_cast<float>(std::min(left, right)), static_cast<float>(std::max(left, right)));
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

// Adds a sub-column that covers [top, bottom) to m_cover, which stands for the rows from firstRow on.
void LineStroker::cover(float top, float bottom, int firstRow, int rows)
{
    constexpr float share = float(fullCover) / subsPerPixel;
    top = std::max(top - static_cast<float>(firstRow), 0.0F);
    bottom = std::min(bottom - static_cast<float>(firstRow), static_cast<float>(rows));
    if (bottom <= top)
        return;
    const int first = static_cast<int>(top);
    const int last = std::min(static_cast<int>(bottom), rows - 1);
    quint16* at = m_cover.data();
    if (first == last) {
        at[first] += static_cast<quint16>((bottom - top) * share);
        return;
    }
    at[first] += static_cast<quint16>((static_cast<float>(first + 1) - top) * share);
    for (int row = first + 1; row < last; ++row)
        at[row] += static_cast<quint16>(share);
    at[last] += static_cast<quint16>((bottom - static_cast<float>(last)) * share);
}

// One device column of a strip. Most rows of a tall stroke are covered by all four sub-columns: those are just filled.
void LineStroker::fillColumn(int pixel, quint32* out, int stride, int firstRow, int rows)
{
    const size_t at = static_cast<size_t>(pixel) * subsPerPixel + margin;
    const float* sub = m_top.data() + at;
    const float* subEnd = m_bottom.data() + at;
    const auto [topMin, topMax] = std::minmax_element(sub, sub + subsPerPixel);
    const auto [bottomMin, bottomMax] = std::minmax_element(subEnd, subEnd + subsPerPixel);
    const auto rowOf = [&](float y) {
        return static_cast<int>(std::clamp(y - static_cast<float>(firstRow), 0.0F, static_cast<float>(rows)));
    };
    const int first = rowOf(std::floor(*topMin));
    const int last = rowOf(std::ceil(*bottomMax));
    const int solidFrom = rowOf(std::ceil(*topMax));
    const int solidTo = std::max(solidFrom, rowOf(std::floor(*bottomMin)));
    if (last <= first)
        return;
    m_cover.assign(static_cast<size_t>(rows), 0);
    const auto solidTop = static_cast<float>(firstRow + solidFrom);
    const auto solidBottom = static_cast<float>(firstRow + solidTo);
    for (int i = 0; i < subsPerPixel; ++i) {
        cover(sub[i], std::min(subEnd[i], solidTop), firstRow, rows);
        cover(std::max(sub[i], solidBottom), subEnd[i], firstRow, rows);
    }
    out += static_cast<ptrdiff_t>(first) * stride;
    for (int row = first; row < last; ++row, out += stride) {
        const bool solid = row >= solidFrom && row < solidTo;
        *out = m_shades[solid ? fullCover : std::min<size_t>(m_cover[static_cast<size_t>(row)], fullCover)];
    }
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
