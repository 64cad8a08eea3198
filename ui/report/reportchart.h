// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/costreport.h"

#include <QtCore/QRectF>

class QPainter;

namespace cacheledger
{

struct ThemeColors;

/// How high a chart of the report wants to be, without its title, in 1/96 inch. 0: it has nothing to show.
double reportChartHeight(const ReportChart& chart);

/// Paints a chart of the report without its title, as vectors, in opaque colours alone (an archive's PDF has no
/// transparency). Texts that have no room are left out, never overlapped; the report's tables have them.
void paintReportChart(QPainter& painter, const QRectF& rect, const ReportChart& chart, const ThemeColors& colors);

} // namespace cacheledger
