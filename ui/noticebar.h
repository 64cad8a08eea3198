// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/useractions.h"

#include <QtCore/QTimer>
#include <QtWidgets/QFrame>

#include <deque>

class QLabel;
class QPushButton;
class QToolButton;

namespace cacheledger
{

/// Short messages over the bottom of its parent, with one action button. One at a time; a newer one replaces the shown
/// one. It goes away by itself, but stays while the pointer is over it or the focus is in it.
class NoticeBar : public QFrame
{
    Q_OBJECT

public:
    NoticeBar(Theme* theme, QWidget* parent);
    ~NoticeBar() override;

    void showNotice(const Notice& notice);
    void dismiss();
    void setDurationMs(int durationMs) { m_timer.setInterval(durationMs); } ///< 8 s from the start
    QString text() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void act();
    void onTimeout();
    void place();
    bool isHeld() const;

    QTimer m_timer;
    Notice m_notice;
    bool m_open = false;
    QLabel* m_text;
    QPushButton* m_action;
    QToolButton* m_close;
};

} // namespace cacheledger
