// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QRectF>
#include <QtGui/QPainterPath>

namespace cacheledger
{

/// A polyline of which only what lies inside a rectangle is kept: for a picture whose format forgets QPainter's clip
/// (QSvgGenerator in Qt 6.4).
class ClippedPath
{
public:
    explicit ClippedPath(const QRectF& area) : m_area(area) {}

    void moveTo(QPointF to) { m_at = to; }
    void lineTo(QPointF to);
    QPointF at() const { return m_at; } ///< where the line is, inside or not
    const QPainterPath& path() const { return m_path; }

private:
    QRectF m_area;
    QPointF m_at;
    QPainterPath m_path;
};

} // namespace cacheledger
