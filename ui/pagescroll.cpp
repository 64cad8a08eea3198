// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pagescroll.h"

#include "ui/theme.h"

#include <QtCore/QEvent>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QScrollBar>

namespace cacheledger
{

using namespace Qt::StringLiterals;

PageScroll::PageScroll(QWidget* parent) : QScrollArea(parent)
{
    auto* body = new QWidget;
    body->setObjectName(u"PageBody"_s);
    m_column = new QVBoxLayout(body);
    m_column->setContentsMargins(metric::space4, 16, metric::space4, metric::space4);
    m_column->setSpacing(metric::space3);
    m_column->addStretch(1);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setWidget(body);
    verticalScrollBar()->installEventFilter(this);
    verticalScrollBar()->setSingleStep(40);
    auto* fill = new QVBoxLayout(parent);
    fill->setContentsMargins(0, 0, 0, 0);
    fill->addWidget(this);
}

void PageScroll::add(QWidget* widget)
{
    m_column->insertWidget(m_column->count() - 1, widget);
}

bool PageScroll::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == verticalScrollBar() && (event->type() == QEvent::Show || event->type() == QEvent::Hide)) {
        const int bar = event->type() == QEvent::Show ? verticalScrollBar()->sizeHint().width() : 0;
        QMargins margins = m_column->contentsMargins();
        margins.setRight(metric::space4 - std::min(bar, metric::space3));
        m_column->setContentsMargins(margins);
    }
    return QScrollArea::eventFilter(watched, event);
}

} // namespace cacheledger
