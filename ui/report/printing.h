// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QRectF>
#include <QtGui/QFont>
#include <QtGui/QPageSize>

class QColor;
class QPaintDevice;
class QPainter;
class QPdfWriter;

namespace cacheledger
{

/// What every document that we print has in common. One unit is 1/96 inch: sizes are those of the design.
namespace printing
{
/// A font that is embedded and has the signs of our currencies, the rupee's too.
QFont font(int pixels, bool bold = false);
/// How high a text is in lines of `width`: broken between words, and within those that are wider than a line.
double wrappedHeight(const QString& text, const QFont& font, double width, QPaintDevice* device);
/// Draws it so from the top of `rect`; what goes beyond its bottom is left out.
void drawWrapped(QPainter& painter, const QRectF& rect, const QString& text, const QFont& font, const QColor& color);
/// Paper, margins, resolution, title and creator.
void setUp(QPdfWriter& writer, QPageSize::PageSizeId paper, const QString& title);
} // namespace printing

} // namespace cacheledger
