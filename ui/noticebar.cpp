// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/noticebar.h"
#include "ui/theme.h"
#include "ui/widgets.h"

#include <QtCore/QEvent>
#include <QtGui/QAccessible>
#include <QtGui/QKeyEvent>
#include <QtWidgets/QApplication>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

#include <utility>

namespace cacheledger
{

using namespace Qt::StringLiterals;

NoticeBar::NoticeBar(Theme* theme, QWidget* parent) : QFrame(parent), m_theme(theme)
{
    setObjectName(u"NoticeBar"_s);
    setAttribute(Qt::WA_StyledBackground);
    m_timer.setSingleShot(true);
    m_timer.setInterval(8000);
    connect(&m_timer, &QTimer::timeout, this, &NoticeBar::onTimeout);
    parent->installEventFilter(this);
    hide();
}

NoticeBar::~NoticeBar() = default;

void NoticeBar::build()
{
    m_text = new QLabel(this);
    m_action = widgets::button({}, this);
    m_close = widgets::closeButton(this);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setFont(m_theme->font(FontRole::Body));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 8, 8, 8);
    row->setSpacing(metric::space3);
    row->addWidget(m_text, 1);
    row->addWidget(m_action);
    row->addWidget(m_close);
    connect(m_action, &QPushButton::clicked, this, &NoticeBar::act);
    connect(m_close, &QToolButton::clicked, this, &NoticeBar::dismiss);
}

QString NoticeBar::text() const
{
    return m_open ? m_notice.text : QString();
}

void NoticeBar::showNotice(const Notice& notice)
{
    dismiss();
    if (!m_text)
        build();
    m_notice = notice;
    m_open = true;
    m_text->setText(notice.text);
    m_action->setText(notice.actionText);
    m_action->setVisible(!notice.actionText.isEmpty());
    setAccessibleName(notice.text);
    place();
    show();
    raise();
    m_timer.start();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void NoticeBar::dismiss()
{
    if (!std::exchange(m_open, false))
        return;
    m_timer.stop();
    hide();
    if (const auto expired = std::exchange(m_notice, {}).expired)
        expired();
}

void NoticeBar::act()
{
    if (!std::exchange(m_open, false))
        return;
    m_timer.stop();
    hide();
    if (const auto action = std::exchange(m_notice, {}).act)
        action();
}

bool NoticeBar::isHeld() const
{
    const QWidget* focus = QApplication::focusWidget();
    return underMouse() || (focus && isAncestorOf(focus));
}

void NoticeBar::onTimeout()
{
    if (isHeld())
        m_timer.start();
    else
        dismiss();
}

void NoticeBar::place()
{
    const QWidget* area = parentWidget();
    const int most = std::max(200, area->width() - 2 * metric::space4);
    const int wanted = std::min(most, 720);
    m_text->setWordWrap(false);
    int width = std::min(wanted, layout()->sizeHint().width());
    m_text->setWordWrap(true);
    width = std::max(width, std::min(wanted, 280));
    const int height =
        std::max(44, layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width) : sizeHint().height());
    setGeometry((area->width() - width) / 2, area->height() - height - metric::space4, width, height);
}

bool NoticeBar::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && m_open)
        place();
    return QFrame::eventFilter(watched, event);
}

void NoticeBar::enterEvent(QEnterEvent* event)
{
    m_timer.stop();
    QFrame::enterEvent(event);
}

void NoticeBar::leaveEvent(QEvent* event)
{
    if (m_open)
        m_timer.start();
    QFrame::leaveEvent(event);
}

void NoticeBar::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        dismiss();
    else
        QFrame::keyPressEvent(event);
}

} // namespace cacheledger
