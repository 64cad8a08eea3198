// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>

class QWidget;

namespace cacheledger
{

/// Says when a widget has been painted for the first time; then deletes itself.
class FirstPaint : public QObject
{
    Q_OBJECT

public:
    explicit FirstPaint(QWidget* widget);
    bool eventFilter(QObject* watched, QEvent* event) override;

Q_SIGNALS:
    void painted();
};

} // namespace cacheledger
