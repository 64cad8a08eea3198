// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QLabel>

class QAbstractItemView;

namespace cacheledger
{

class Theme;

/// What a list or table says while it has no rows: over its middle, dim, not in the way of the mouse. It belongs to the
/// view, whose model must be there and stay the same.
class EmptyNote : public QLabel
{
    Q_OBJECT

public:
    EmptyNote(const QString& text, QAbstractItemView* view, Theme* theme);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void follow();

    QAbstractItemView* m_view;
};

} // namespace cacheledger
