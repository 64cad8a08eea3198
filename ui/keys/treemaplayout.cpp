// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/treemaplayout.h"

#include <algorithm>
#include <numeric>

namespace cacheledger
{

/// The longest side of a row's worst rectangle by its shortest, where the row of sum `sum` lies along `side`.
static double worstRatio(double largest, double smallest, double sum, double side)
{
    const double square = side * side, whole = sum * sum;
    return std::max(square * largest / whole, whole / (square * smallest));
}

std::vector<QRectF> treemapLayout(const std::vector<double>& values, const QRectF& area)
{
    std::vector<QRectF> rects(values.size());
    const double total = std::accumulate(values.begin(), values.end(), 0.0);
    if (total <= 0 || area.isEmpty())
        return rects;
    const double scale = area.width() * area.height() / total;
    QRectF left = area;
    for (std::size_t begin = 0; begin < values.size() && values[begin] > 0;) {
        const double side = std::min(left.width(), left.height());
        double sum = values[begin] * scale;
        std::size_t end = begin + 1;
        double ratio = worstRatio(sum, sum, sum, side);
        while (end < values.size() && values[end] > 0) {
            const double next = values[end] * scale;
            const double with = worstRatio(values[begin] * scale, next, sum + next, side);
            if (with > ratio)
                break;
            ratio = with;
            sum += next;
            ++end;
        }
        const bool wide = left.width() >= left.height(); // the row stands at the left edge
        const double depth = sum / side;
        double at = wide ? left.top() : left.left();
        for (std::size_t i = begin; i < end; ++i) {
            const double length = values[i] * scale / depth;
            rects[i] = wide ? QRectF(left.left(), at, depth, length) : QRectF(at, left.top(), length, depth);
            at += length;
        }
        wide ? left.setLeft(left.left() + depth) : left.setTop(left.top() + depth);
        begin = end;
    }
    return rects;
}

} // namespace cacheledger
