// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/reportpdf.h"

#include "ui/report/pdfoutline.h"
#include "ui/report/printing.h"
#include "ui/report/reportlayout.h"

#include <QtCore/QBuffer>
#include <QtCore/QCoreApplication>
#include <QtGui/QPainter>
#include <QtGui/QPdfWriter>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QPageSize::PageSizeId pageSizeOf(ReportPaper paper)
{
    return paper == ReportPaper::Letter ? QPageSize::Letter : QPageSize::A4;
}

Result<QByteArray> reportPdf(const CostReport& report, const ReportPrint& print)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    std::vector<PdfOutlineEntry> outline;
    {
        QPdfWriter writer(&buffer);
        writer.setPdfVersion(QPagedPaintDevice::PdfVersion_A1b);
        printing::setUp(writer, pageSizeOf(print.paper), u"%1 \u2013 %2"_s.arg(report.title, report.subtitle));
        const ReportLayout layout(report, QSizeF(writer.width(), writer.height()), print.logo, &writer);
        QPainter painter(&writer);
        for (int page = 0; page < layout.pageCount() && painter.isActive(); ++page) {
            if (page > 0)
                writer.newPage();
            layout.paint(painter, page);
        }
        if (!painter.end())
            return Error{ErrorCode::Io, QCoreApplication::translate("ReportPdf", "The report could not be drawn."), {}};
        for (const ReportChapter& chapter : layout.chapters())
            outline.push_back({chapter.title, chapter.page});
    }
    return withOutline(buffer.data(), outline, report.language);
}

QImage reportPreview(const CostReport& report, const ReportPrint& print, int width)
{
    constexpr double pixelsAPoint = 96.0 / 72.0;
    const QSizeF page = QPageSize(pageSizeOf(print.paper)).size(QPageSize::Point) * pixelsAPoint;
    const double margin = 18 / 25.4 * 96, top = 16 / 25.4 * 96, bottom = 14 / 25.4 * 96;
    const double scale = width / page.width();
    QImage image(width, qRound(page.height() * scale), QImage::Format_RGB32);
    image.fill(Qt::white);
    const ReportLayout layout(report, QSizeF(page.width() - 2 * margin, page.height() - top - bottom), print.logo,
                              &image);
    QPainter painter(&image);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    painter.scale(scale, scale);
    painter.translate(margin, top);
    layout.paint(painter, 0);
    return image;
}

} // namespace cacheledger
