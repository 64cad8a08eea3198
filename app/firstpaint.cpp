// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/firstpaint.h"

#include <QtCore/QEvent>
#include <QtCore/QTimer>
#include <QtWidgets/QWidget>

namespace cacheledger
{

FirstPaint::FirstPaint(QWidget* widget) : QObject(widget)
{
    widget->installEventFilter(this);
}

bool FirstPaint::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Paint) {
        watched->removeEventFilter(this);
        // A filter comes before the widget: the paint itself is still to come.
        QTimer::singleShot(0, this, [this] {
            Q_EMIT painted();
            deleteLater();
        });
    }
    return false;
}

} // namespace cacheledger
