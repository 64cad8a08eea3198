// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/reportorder.h"

namespace cacheledger
{

using namespace Qt::StringLiterals;

QString reportFormName(ReportForm form)
{
    return form == ReportForm::Pdf ? u"pdf"_s : form == ReportForm::Html ? u"html"_s : u"csv"_s;
}

std::optional<ReportForm> reportFormOf(const QString& name)
{
    for (const ReportForm form : {ReportForm::Pdf, ReportForm::Html, ReportForm::Csv}) {
        if (name.compare(reportFormName(form), Qt::CaseInsensitive) == 0)
            return form;
    }
    return {};
}

QString reportPaperName(ReportPaper paper)
{
    return paper == ReportPaper::Letter ? u"letter"_s : u"a4"_s;
}

std::optional<ReportPaper> reportPaperOf(const QString& name)
{
    for (const ReportPaper paper : {ReportPaper::A4, ReportPaper::Letter}) {
        if (name.compare(reportPaperName(paper), Qt::CaseInsensitive) == 0)
            return paper;
    }
    return {};
}

} // namespace cacheledger
