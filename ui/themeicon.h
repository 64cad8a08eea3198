// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QPointer>
#include <QtGui/QIconEngine>

namespace cacheledger
{

class Theme;

/// Paints an SVG with its currentColor replaced by the theme's text colour (dim when disabled, the accent's text when
/// selected), at the moment of painting: an icon follows a change of theme.
class ThemeIconEngine : public QIconEngine
{
public:
    ThemeIconEngine(const Theme* theme, QString file);

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override;
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal scale) override;
    QIconEngine* clone() const override;
    bool isNull() override;
    QString key() const override;

private:
    QColor tint(QIcon::Mode mode) const;

    QPointer<const Theme> m_theme;
    QString m_file;
};

/// The file's picture in the colour given, `size` in device pixels.
QPixmap tintedSvg(const QString& file, const QColor& color, const QSize& size);

} // namespace cacheledger
