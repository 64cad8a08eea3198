// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/ids.h"
#include "report/reportperiod.h"

#include <QtCore/QLocale>

namespace cacheledger
{

enum class ReportForm { Pdf, Html, Csv };
enum class ReportPaper { A4, Letter };

/// What somebody wants a report of, and how.
struct ReportOrder {
    CacheId cache;
    ReportPeriod period;
    ReportForm form = ReportForm::Pdf;
    ReportPaper paper = ReportPaper::A4;
    QString currency; ///< ISO 4217; empty: the cost plan's
    QLocale locale;
    QString title;    ///< empty: "Cache cost report"
    QString logoFile; ///< PNG, JPEG or SVG; empty: none
};

/// "pdf", "html", "csv": also how files of the form end.
QString reportFormName(ReportForm form);
std::optional<ReportForm> reportFormOf(const QString& name);
/// "a4", "letter".
QString reportPaperName(ReportPaper paper);
std::optional<ReportPaper> reportPaperOf(const QString& name);

} // namespace cacheledger
