// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/page.h"

#include <QtCore/QPointer>
#include <QtWidgets/QFrame>

class QLineEdit;
class QListView;
class QStandardItemModel;

namespace cacheledger
{

class Theme;

/// How well `text` fits a query: every word of the query must occur in it, best at
/// a word's beginning, or be the initials of its words. 0 does not fit; higher is better.
int paletteScore(const QString& query, const PaletteItem& item);

/// Ctrl+K: finds pages, caches, metrics and actions, and runs one. Over the middle of its parent; Escape closes it.
class CommandPalette : public QFrame
{
    Q_OBJECT

public:
    CommandPalette(Theme* theme, QWidget* parent);
    /// Shows it with these items.
    void open(std::vector<PaletteItem> items);
    void close();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void filter(const QString& query);
    void runCurrent();
    void move(int by);
    void place();

    std::vector<PaletteItem> m_items;
    QLineEdit* m_query;
    QListView* m_list;
    QStandardItemModel* m_model;
    QPointer<QWidget> m_focusBefore;
    Theme* m_theme;
};

} // namespace cacheledger
