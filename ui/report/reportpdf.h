// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/result.h"
#include "report/costreport.h"
#include "report/reportorder.h"

#include <QtGui/QImage>

namespace cacheledger
{

/// How a report is printed; what it says is the report's.
struct ReportPrint {
    ReportPaper paper = ReportPaper::A4;
    QImage logo; ///< null: none
};

/// The report as PDF/A-1b: embedded fonts, selectable text, vector charts, page numbers, outline, title. The same
/// report gives the same bytes but for time stamps and ids of the file. Needs a QGuiApplication; any thread. Io when it
/// cannot be drawn.
Result<QByteArray> reportPdf(const CostReport& report, const ReportPrint& print);

/// The first page as a picture, `width` pixels wide. Needs a QGuiApplication; any thread.
QImage reportPreview(const CostReport& report, const ReportPrint& print, int width);

} // namespace cacheledger
