// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/result.h"
#include "report/costreport.h"
#include "report/reportorder.h"

#include <QtGui/QImage>

namespace cacheledger
{

/// The report's logo: at most 8 MiB and 4000 x 4000 pixels, PNG, JPEG or SVG; a null image for an empty name. Io or
/// InvalidArgument name the file.
Result<QImage> reportLogo(const QString& file);

/// The bytes of the report in the form that was ordered. Needs a QGuiApplication; any thread. The errors of
/// reportLogo(); Io when it cannot be drawn.
Result<QByteArray> reportBytes(const CostReport& report, const ReportOrder& order);

} // namespace cacheledger
