// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chartexport.h"

#include "config/configfile.h"

#include <QtCore/QBuffer>
#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtGui/QImage>
#include <QtGui/QPainter>
#include <QtSvg/QSvgGenerator>

namespace cacheledger::chartexport
{

Result<void> saveBytes(const QString& path, const QByteArray& bytes)
{
    const QString folder = QFileInfo(path).absolutePath();
    if (!QFileInfo(folder).isDir())
        return Error{ErrorCode::Io,
                     QCoreApplication::translate("ChartExport", "Could not save %1: there is no folder %2.")
                         .arg(QDir::toNativeSeparators(path), QDir::toNativeSeparators(folder)),
                     QCoreApplication::translate("ChartExport", "Choose another folder, and save again.")};
    const Result<void> written = configfile::write(path, bytes); // QSaveFile alone does not notice a full disk
    if (written)
        return {};
    return Error{written.error().code,
                 QCoreApplication::translate("ChartExport", "Could not save. %1").arg(written.error().message),
                 QCoreApplication::translate("ChartExport", "Choose another folder or make room, and save again.")};
}

Result<void> savePng(const QString& file, const QImage& image)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return saveBytes(file, bytes);
}

// A viewer that lacks our font falls back to one without serifs; it would choose one with serifs by itself.
static QByteArray withGenericFont(QByteArray svg)
{
    static const QByteArray attribute("font-family=\"");
    for (qsizetype at = svg.indexOf(attribute); at >= 0; at = svg.indexOf(attribute, at)) {
        at = svg.indexOf('"', at + attribute.size());
        if (at < 0)
            break;
        svg.insert(at, ", sans-serif");
    }
    return svg;
}

QByteArray svg(const QSize& size, const QString& title, const std::function<void(QPainter&)>& paint)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(size);
    generator.setViewBox(QRect(QPoint(0, 0), size));
    generator.setResolution(96); // a pixel of ours is a pixel of the picture
    generator.setTitle(title);
    generator.setDescription(title); // else it says who made it
    QPainter painter(&generator);
    paint(painter);
    painter.end();
    return withGenericFont(buffer.data());
}

Result<void> saveSvg(const QString& file, const QSize& size, const QString& title,
                     const std::function<void(QPainter&)>& paint)
{
    return saveBytes(file, svg(size, title, paint));
}

Result<void> saveText(const QString& file, const QString& text)
{
    return saveBytes(file, text.toUtf8());
}

} // namespace cacheledger::chartexport
