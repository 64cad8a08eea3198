// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chartfooter.h"

#include "ui/theme.h"

#include <QtGui/QFontMetricsF>
#include <QtGui/QPainter>

namespace cacheledger
{

ChartFooter::ChartFooter(Theme* theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ChartFooter::setResolution(const QString& text)
{
    if (text == m_resolution)
        return;
    m_resolution = text;
    setToolTip(text);
    update();
}

void ChartFooter::setAge(const QString& text, bool stale)
{
    if (text == m_age && stale == m_stale)
        return;
    m_age = text;
    m_stale = stale;
    update();
}

void ChartFooter::paintContent(QPainter& painter) const
{
    const QFont font = m_theme->font(FontRole::Small);
    const QFontMetricsF metrics(font);
    const double right = width() - metric::space2; // under the plot's right edge
    const double ageWidth = metrics.horizontalAdvance(m_age);
    painter.setFont(font);
    painter.setPen(m_theme->colors().dimText);
    painter.drawText(QRectF(0, 0, right - ageWidth - 12, height()), Qt::AlignVCenter,
                     metrics.elidedText(m_resolution, Qt::ElideRight, right - ageWidth - 12));
    if (m_stale)
        painter.setPen(m_theme->colors().warning);
    painter.drawText(QRectF(0, 0, right, height()), Qt::AlignVCenter | Qt::AlignRight, m_age);
}

void ChartFooter::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme->colors().card);
    paintContent(painter);
}

} // namespace cacheledger
