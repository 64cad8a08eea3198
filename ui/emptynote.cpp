// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/emptynote.h"

#include "ui/theme.h"

#include <QtCore/QEvent>
#include <QtWidgets/QAbstractItemView>

namespace cacheledger
{

EmptyNote::EmptyNote(const QString& text, QAbstractItemView* view, Theme* theme)
    : QLabel(text, view->viewport()),
      m_view(view)
{
    setObjectName(QStringLiteral("EmptyNote"));
    setFont(theme->font(FontRole::Body));
    setProperty("dim", true);
    setAlignment(Qt::AlignCenter);
    setMargin(metric::space3);
    setWordWrap(true);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    view->viewport()->installEventFilter(this);
    const QAbstractItemModel* model = view->model();
    connect(model, &QAbstractItemModel::rowsInserted, this, &EmptyNote::follow);
    connect(model, &QAbstractItemModel::rowsRemoved, this, &EmptyNote::follow);
    connect(model, &QAbstractItemModel::modelReset, this, &EmptyNote::follow);
    follow();
}

void EmptyNote::follow()
{
    setGeometry(m_view->viewport()->rect());
    setVisible(m_view->model()->rowCount() == 0);
}

bool EmptyNote::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize)
        follow();
    return QLabel::eventFilter(watched, event);
}

} // namespace cacheledger
