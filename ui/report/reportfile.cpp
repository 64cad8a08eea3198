// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/reportfile.h"

#include "report/reportcsv.h"
#include "ui/report/reporthtml.h"
#include "ui/report/reportpdf.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtGui/QImageReader>
#include <QtGui/QPainter>

namespace cacheledger
{

static QString fileText(const char* text)
{
    return QCoreApplication::translate("ReportFile", text);
}

Result<QImage> reportLogo(const QString& file)
{
    constexpr qint64 mostBytes = 8 << 20;
    constexpr int mostPixels = 4000;
    if (file.isEmpty())
        return QImage();
    const QString shown = QDir::toNativeSeparators(file);
    const QFileInfo info(file);
    if (!info.isFile() || !info.isReadable())
        return Error{ErrorCode::Io, fileText("The logo %1 cannot be read.").arg(shown),
                     fileText("Choose another picture, or none.")};
    QImageReader reader(file);
    const QSize size = reader.size();
    if (info.size() > mostBytes || size.width() > mostPixels || size.height() > mostPixels)
        return Error{ErrorCode::InvalidArgument, fileText("The logo %1 is too large.").arg(shown),
                     fileText("Choose one of at most 8 MiB and 4000 x 4000 pixels.")};
    QImage image;
    if (!reader.read(&image))
        return Error{ErrorCode::InvalidArgument,
                     fileText("The logo %1 is no picture: %2.").arg(shown, reader.errorString()),
                     fileText("Choose a PNG, JPEG or SVG file, or none.")};
    // An archive's PDF has no transparency: what is see-through gets the paper's colour.
    QImage opaque(image.size(), QImage::Format_RGB32);
    opaque.fill(Qt::white);
    QPainter(&opaque).drawImage(0, 0, image);
    return opaque;
}

Result<QByteArray> reportBytes(const CostReport& report, const ReportOrder& order)
{
    if (order.form == ReportForm::Csv)
        return reportCsv(report);
    const auto logo = reportLogo(order.logoFile);
    if (!logo)
        return logo.error();
    if (order.form == ReportForm::Html)
        return reportHtml(report, *logo);
    return reportPdf(report, {order.paper, *logo});
}

} // namespace cacheledger
