// SPDX-License-Identifier: GPL-3.0-or-later
// The part of PlotView that listens to mouse and keys.
#include "ui/charts/chartpanel.h"
#include "ui/charts/plotpainter.h"
#include "ui/charts/plotview.h"

#include <QtGui/QHelpEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QWheelEvent>
#include <QtWidgets/QApplication>
#include <QtWidgets/QToolTip>

#include <cmath>

namespace cacheledger
{

static constexpr double keyZoom = 0.7;
static constexpr double keyPan = 0.1;
static constexpr double wheelZoom = 0.8; // a notch

void PlotView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !m_geometry.plot.adjusted(-8, -8, 8, 20).contains(event->position()))
        return QWidget::mousePressEvent(event);
    m_pressed = event->position();
    m_dragX = event->position().x();
}

void PlotView::mouseMoveEvent(QMouseEvent* event)
{
    m_hovered = true;
    const double x = event->position().x();
    m_dragX = x;
    if (m_pressed && !m_dragging && std::abs(x - m_pressed->x()) >= QApplication::startDragDistance())
        m_dragging = true;
    if (m_dragging)
        update();
    if (m_message.isEmpty() && m_geometry.plot.adjusted(-8, -8, 8, 8).contains(event->position()))
        m_crosshair->set(m_timeAxis.time(x));
    else if (!m_dragging)
        m_crosshair->set(std::nullopt);
}

void PlotView::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !m_pressed)
        return QWidget::mouseReleaseEvent(event);
    const double from = std::min(m_pressed->x(), event->position().x());
    const double to = std::max(m_pressed->x(), event->position().x());
    const bool zoom = m_dragging;
    m_pressed.reset();
    m_dragging = false;
    update();
    if (zoom)
        m_range->zoomTo({m_timeAxis.time(from), m_timeAxis.time(to)});
}

void PlotView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        m_range->back();
}

void PlotView::leaveEvent(QEvent*)
{
    m_hovered = false;
    if (!m_dragging)
        m_crosshair->set(std::nullopt);
}

void PlotView::wheelEvent(QWheelEvent* event)
{
    const double notches = event->angleDelta().y() / 120.0;
    if (!event->modifiers().testFlag(Qt::ControlModifier) || notches == 0) {
        event->ignore(); // the page scrolls
        return;
    }
    m_range->zoomBy(std::pow(wheelZoom, notches), m_timeAxis.time(event->position().x()));
    event->accept();
}

void PlotView::keyPressEvent(QKeyEvent* event)
{
    const TimeSpan span = m_timeAxis.span();
    const TimeMs middle = m_crosshair->time().value_or(span.fromMs + span.lengthMs() / 2);
    const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return m_range->zoomBy(keyZoom, middle);
    case Qt::Key_Minus:
    case Qt::Key_Underscore:
        return m_range->zoomBy(1 / keyZoom, middle);
    case Qt::Key_Left:
        return shift ? stepCrosshair(-1) : m_range->panBy(-keyPan);
    case Qt::Key_Right:
        return shift ? stepCrosshair(1) : m_range->panBy(keyPan);
    case Qt::Key_N:
        if (event->modifiers() != Qt::NoModifier)
            break;
        Q_EMIT noteRequested();
        return;
    case Qt::Key_Home:
        return m_range->goLive();
    case Qt::Key_Backspace:
        return m_range->back();
    case Qt::Key_Escape:
        if (!m_pressed && !m_crosshair->time())
            break;
        m_pressed.reset();
        m_dragging = false;
        m_crosshair->set(std::nullopt);
        return update();
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void PlotView::stepCrosshair(int columns)
{
    if (!m_data->frame() || m_data->frame()->times.empty())
        return;
    const std::vector<TimeMs>& times = m_data->frame()->times;
    const auto last = static_cast<ptrdiff_t>(times.size()) - 1;
    ptrdiff_t next = last;
    if (const auto now = m_crosshair->time()) {
        const auto at = std::lower_bound(times.begin(), times.end(), plotPainter().snapped(*now)) - times.begin();
        next = std::clamp<ptrdiff_t>(at + columns, 0, last);
    }
    m_crosshair->set(times[static_cast<size_t>(next)]);
}

void PlotView::focusInEvent(QFocusEvent* event)
{
    const Qt::FocusReason reason = event->reason();
    Q_EMIT focusShown(reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason ||
                      reason == Qt::ShortcutFocusReason || reason == Qt::OtherFocusReason);
    QWidget::focusInEvent(event);
}

void PlotView::focusOutEvent(QFocusEvent* event)
{
    Q_EMIT focusShown(false);
    QWidget::focusOutEvent(event);
}

bool PlotView::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        if (!showToolTip(help->pos(), help->globalPos()))
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

bool PlotView::showToolTip(QPoint position, QPoint global)
{
    if (!m_message.isEmpty())
        return false;
    for (const PlotMark& mark : plotPainter().marks()) {
        if (std::abs(mark.x - position.x()) > 5)
            continue;
        QToolTip::showText(global, mark.text, this);
        return true;
    }
    return false;
}

} // namespace cacheledger
