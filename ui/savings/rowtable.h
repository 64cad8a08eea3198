// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/savings/entrytable.h"

#include <QtWidgets/QWidget>

class QLabel;
class QTableView;

namespace cacheledger
{

class Theme;

/// A small table that somebody fills in, with its title, buttons for a new row and against one, and what is wrong below
/// it.
class RowTable : public QWidget
{
    Q_OBJECT

public:
    /// `name` names its parts: Lines.NAME, LineAdd.NAME, LineRemove.NAME, LineProblem.NAME.
    RowTable(const QString& name, const QString& title, const QStringList& headings, Theme* theme,
             QWidget* parent = nullptr);

    const std::vector<QStringList>& rows() const { return m_model->rows(); }
    void setRows(std::vector<QStringList> rows); ///< no edited()
    void setNewRow(const QStringList& row) { m_newRow = row; }
    void setNumberColumns(std::vector<int> columns) { m_model->setNumberColumns(std::move(columns)); }
    /// A column of which one of these must be chosen.
    void setChoices(int column, const QStringList& choices);
    void setProblem(const QString& problem); ///< empty: none
    QTableView* table() const { return m_table; }

Q_SIGNALS:
    void edited();

private:
    EntryTableModel* m_model;
    QTableView* m_table;
    QLabel* m_problem;
    QStringList m_newRow;
};

} // namespace cacheledger
