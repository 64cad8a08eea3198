// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/result.h"

#include <QtCore/QSize>
#include <QtCore/QString>

#include <functional>

class QImage;
class QPainter;

namespace cacheledger
{

/// Writes pictures, numbers and documents to files, whole or not at all. A failure names the file and the reason.
namespace chartexport
{
Result<void> saveBytes(const QString& file, const QByteArray& bytes);
Result<void> savePng(const QString& file, const QImage& image);
/// What `paint` paints, in a picture of `size`, as SVG.
QByteArray svg(const QSize& size, const QString& title, const std::function<void(QPainter&)>& paint);
Result<void> saveSvg(const QString& file, const QSize& size, const QString& title,
                     const std::function<void(QPainter&)>& paint);
Result<void> saveText(const QString& file, const QString& text);
} // namespace chartexport

} // namespace cacheledger
