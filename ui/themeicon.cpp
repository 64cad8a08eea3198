// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/themeicon.h"

#include "ui/theme.h"

#include <QtCore/QFile>
#include <QtGui/QPainter>
#include <QtGui/QPixmapCache>
#include <QtSvg/QSvgRenderer>

namespace cacheledger
{

using namespace Qt::StringLiterals;

QPixmap tintedSvg(const QString& file, const QColor& color, const QSize& size)
{
    const QString key = u"%1|%2|%3x%4"_s.arg(file, color.name()).arg(size.width()).arg(size.height());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    QFile source(file);
    if (size.isEmpty() || !source.open(QIODevice::ReadOnly))
        return {};
    QByteArray svg = source.readAll();
    svg.replace("currentColor", color.name().toLatin1());
    QSvgRenderer renderer(svg);
    pixmap = QPixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.setAspectRatioMode(Qt::KeepAspectRatio);
    renderer.render(&painter, QRectF(QPointF(0, 0), size));
    painter.end();
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

ThemeIconEngine::ThemeIconEngine(const Theme* theme, QString file) : m_theme(theme), m_file(std::move(file)) {}

QColor ThemeIconEngine::tint(QIcon::Mode mode) const
{
    const ThemeColors& colors = m_theme ? m_theme->colors() : Theme::colorsFor(false);
    switch (mode) {
    case QIcon::Disabled:
        return colors.controlLine;
    case QIcon::Selected:
        return colors.accentText;
    default:
        return colors.text;
    }
}

void ThemeIconEngine::paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State)
{
    const qreal scale = painter->device()->devicePixelRatioF();
    const QPixmap picture = tintedSvg(m_file, tint(mode), (QSizeF(rect.size()) * scale).toSize());
    if (!picture.isNull())
        painter->drawPixmap(rect, picture);
}

QPixmap ThemeIconEngine::pixmap(const QSize& size, QIcon::Mode mode, QIcon::State)
{
    return tintedSvg(m_file, tint(mode), size);
}

QPixmap ThemeIconEngine::scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal)
{
    return tintedSvg(m_file, tint(mode), size);
}

QIconEngine* ThemeIconEngine::clone() const
{
    return new ThemeIconEngine(m_theme, m_file);
}

bool ThemeIconEngine::isNull()
{
    return !QFile::exists(m_file);
}

QString ThemeIconEngine::key() const
{
    return u"cacheledger"_s;
}

} // namespace cacheledger
