// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QFrame>

#include <functional>
#include <vector>

class QVBoxLayout;

namespace cacheledger
{

class Theme;

/// A card of short answers: a title and a sentence each, with a button where there is something to do.
class AdviceList : public QFrame
{
    Q_OBJECT

public:
    struct Row {
        QString title;
        QString text;
        QString button;            ///< empty: none
        std::function<void()> act; ///< of the button
    };
    AdviceList(const QString& name, Theme* theme, QWidget* parent = nullptr);

    /// Hidden while there is none. Rows that stay as they are keep the keyboard's focus.
    void setRows(std::vector<Row> rows);

private:
    Theme* m_theme;
    QVBoxLayout* m_column;
    QWidget* m_body = nullptr;
    std::vector<Row> m_rows;
};

} // namespace cacheledger
