// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/costreport.h"

#include <QtGui/QImage>

namespace cacheledger
{

/// The report as one HTML file that needs no other: styles inside, charts as SVG, the logo as data. Figures carry their
/// ids as `id`. Needs a QGuiApplication; any thread.
QByteArray reportHtml(const CostReport& report, const QImage& logo);

} // namespace cacheledger
