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
/// one. It goes away by itself, but stays while the pointer is over it or the focus is in it. What is in it is made
/// with its first message.
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
    void build();
    void act();
    void onTimeout();
    void place();
    bool isHeld() const;

    Theme* m_theme;
    QTimer m_timer;
    Notice m_notice;
    bool m_open = false;
    QLabel* m_text = nullptr; // null until there is a message, like those below
    QPushButton* m_action = nullptr;
    QToolButton* m_close = nullptr;
};

} // namespace cacheledger
