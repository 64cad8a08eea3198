// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QRectF>

#include <vector>

namespace cacheledger
{

/// Rectangles that fill `area`, each as large as its value's share, as near to squares as can be: in the order of the
/// values, which must fall and not be negative. Empty where a value or the area is nothing. Source: Bruls, Huizing, van
/// Wijk, "Squarified Treemaps".
std::vector<QRectF> treemapLayout(const std::vector<double>& values, const QRectF& area);

} // namespace cacheledger
