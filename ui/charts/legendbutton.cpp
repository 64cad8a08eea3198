// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/legendbutton.h"

#include "ui/theme.h"

#include <QtGui/QFontMetricsF>
#include <QtGui/QKeyEvent>
#include <QtGui/QPaintEvent>
#include <QtGui/QPainter>

#include <cmath>

namespace cacheledger
{

static constexpr double swatch = 12;
static constexpr double swatchGap = 4;
static constexpr double valueGap = 4;
static constexpr double sides = 3;

LegendButton::LegendButton(const QString& label, Theme* theme, QWidget* parent)
    : QAbstractButton(parent),
      m_theme(theme)
{
    setAttribute(Qt::WA_OpaquePaintEvent); // else a new value repaints the card under it, too
    setCheckable(true);
    setChecked(true);
    setFocusPolicy(Qt::StrongFocus);
    setToolTip(tr("Click: hide or show. Double click: show alone."));
    setLabel(label);
}

void LegendButton::setLabel(const QString& label)
{
    if (label == text())
        return;
    setText(label);
    setAccessibleName(label);
    m_labelWidth = QFontMetricsF(m_theme->font(FontRole::Small)).horizontalAdvance(label);
    m_valueWidth = 0;
    m_value.clear();
    updateGeometry();
}

void LegendButton::setPen(const LineStroker::Pen& pen)
{
    m_pen = pen;
    update();
}

void LegendButton::setValue(const QString& value, bool dimmed)
{
    if (value == m_value && dimmed == m_dimmed)
        return;
    m_value = value;
    m_dimmed = dimmed;
    const double width = std::ceil(QFontMetricsF(m_theme->font(FontRole::Small, true)).horizontalAdvance(value)) + 2;
    if (width > m_valueWidth) {
        m_valueWidth = width;
        updateGeometry();
    }
    update(valueRect(rect()).toAlignedRect());
}

QRectF LegendButton::valueRect(const QRectF& rect) const
{
    return {rect.left() + sides + swatch + swatchGap + m_labelWidth + valueGap, rect.top(), m_valueWidth + 2,
            rect.height()};
}

QSize LegendButton::sizeHint() const
{
    const double value = m_valueWidth > 0 ? valueGap + m_valueWidth : 0;
    return {static_cast<int>(std::ceil(sides + swatch + swatchGap + m_labelWidth + value + sides)), 24};
}

void LegendButton::paintContent(QPainter& painter, const QRectF& rect, const QRectF& exposed) const
{
    const ThemeColors& colors = m_theme->colors();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double middle = rect.center().y();
    const double left = rect.left() + sides;
    if (isChecked()) {
        QPen pen(m_pen.color, m_pen.dash > 0 ? 1.8 : 2.5, Qt::SolidLine, m_pen.dash > 0 ? Qt::FlatCap : Qt::RoundCap);
        if (m_pen.dash > 0)
            pen.setDashPattern({std::min(m_pen.dash, 4.0) / pen.widthF(), 2.0 / pen.widthF()});
        painter.setPen(pen);
        painter.drawLine(QPointF(left + 1, middle), QPointF(left + swatch - 1, middle));
    } else {
        painter.setPen(QPen(colors.controlLine, 1));
        painter.drawRoundedRect(QRectF(left + 0.5, middle - 2.5, swatch - 1, 5), 2, 2);
    }
    QFont font = m_theme->font(FontRole::Small);
    font.setStrikeOut(!isChecked());
    painter.setFont(font);
    painter.setPen(colors.dimText);
    const QRectF label(left + swatch + swatchGap, rect.top(), m_labelWidth + 2, rect.height());
    if (label.intersects(exposed))
        painter.drawText(label, Qt::AlignVCenter, text());
    if (isChecked()) {
        painter.setFont(m_theme->font(FontRole::Small, true));
        painter.setPen(m_dimmed ? colors.dimText : colors.text);
        painter.drawText(valueRect(rect), Qt::AlignVCenter, m_value);
    }
    painter.restore();
}

void LegendButton::paintEvent(QPaintEvent* event)
{
    QPainter painter(this);
    painter.fillRect(event->rect(), m_theme->colors().card);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(rect()).adjusted(1, 2, -1, -2);
    if (underMouse()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme->colors().hover);
        painter.drawRoundedRect(frame, 5, 5);
    }
    if (m_ring && hasFocus()) {
        painter.setPen(QPen(m_theme->colors().accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(frame, 5, 5);
    }
    paintContent(painter, rect(), event->rect());
}

void LegendButton::nextCheckState()
{
    setChecked(!isChecked());
}

// The first click of the two has switched the line already: take that back, then show it alone.
void LegendButton::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    click();
    Q_EMIT soloed();
}

void LegendButton::keyPressEvent(QKeyEvent* event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (!enter && event->key() != Qt::Key_Space)
        return QAbstractButton::keyPressEvent(event);
    if (event->isAutoRepeat())
        return;
    if (event->modifiers().testFlag(Qt::ShiftModifier))
        Q_EMIT soloed();
    else
        click();
}

void LegendButton::focusInEvent(QFocusEvent* event)
{
    m_ring = event->reason() != Qt::MouseFocusReason;
    QAbstractButton::focusInEvent(event);
}

void LegendButton::focusOutEvent(QFocusEvent* event)
{
    QAbstractButton::focusOutEvent(event);
    update();
}

void LegendButton::enterEvent(QEnterEvent* event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void LegendButton::leaveEvent(QEvent* event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

} // namespace cacheledger
