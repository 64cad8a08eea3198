// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/clippedpath.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace cacheledger
{

/// The part of a line, as shares of its length, that lies inside; after Liang and Barsky, "A New Concept and Method for
/// Line Clipping", ACM Transactions on Graphics 3 (1), 1984.
static std::optional<std::pair<double, double>> insidePart(const QRectF& area, QPointF from, QPointF to)
{
    const QPointF way = to - from;
    const std::pair<double, double> edges[] = {{-way.x(), from.x() - area.left()},
                                               {way.x(), area.right() - from.x()},
                                               {-way.y(), from.y() - area.top()},
                                               {way.y(), area.bottom() - from.y()}};
    double enters = 0;
    double leaves = 1;
    for (const auto& [outwards, room] : edges) {
        if (outwards == 0 && room < 0)
            return std::nullopt; // beside the area, all along
        if (outwards < 0)
            enters = std::max(enters, room / outwards);
        else if (outwards > 0)
            leaves = std::min(leaves, room / outwards);
    }
    return enters <= leaves ? std::optional(std::pair(enters, leaves)) : std::nullopt;
}

void ClippedPath::lineTo(QPointF to)
{
    const QPointF from = std::exchange(m_at, to);
    const auto inside = insidePart(m_area, from, to);
    if (!inside)
        return;
    const QPointF start = inside->first == 0 ? from : from + (to - from) * inside->first;
    const QPointF end = inside->second == 1 ? to : from + (to - from) * inside->second;
    if (m_path.isEmpty() || m_path.currentPosition() != start)
        m_path.moveTo(start);
    m_path.lineTo(end);
}

} // namespace cacheledger
