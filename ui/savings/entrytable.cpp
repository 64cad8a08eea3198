// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savings/entrytable.h"

#include <algorithm>
#include <utility>

namespace cacheledger
{

EntryTableModel::EntryTableModel(QStringList headings, QObject* parent)
    : QAbstractTableModel(parent),
      m_headings(std::move(headings))
{
}

void EntryTableModel::setRows(std::vector<QStringList> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    for (QStringList& row : m_rows)
        row.resize(m_headings.size());
    endResetModel();
}

int EntryTableModel::add(QStringList row)
{
    row.resize(m_headings.size());
    const int at = rowCount();
    beginInsertRows({}, at, at);
    m_rows.push_back(std::move(row));
    endInsertRows();
    return at;
}

void EntryTableModel::removeAt(int row)
{
    if (row < 0 || row >= rowCount())
        return;
    beginRemoveRows({}, row, row);
    m_rows.erase(m_rows.begin() + row);
    endRemoveRows();
}

int EntryTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int EntryTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_headings.size());
}

QVariant EntryTableModel::alignmentOf(int column) const
{
    const bool isNumber = std::find(m_numbers.begin(), m_numbers.end(), column) != m_numbers.end();
    return static_cast<int>((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

QVariant EntryTableModel::data(const QModelIndex& index, int role) const
{
    if (checkIndex(index, CheckIndexOption::IndexIsValid) && role == Qt::TextAlignmentRole)
        return alignmentOf(index.column());
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) ||
        (role != Qt::DisplayRole && role != Qt::EditRole && role != Qt::ToolTipRole))
        return {};
    return m_rows[static_cast<std::size_t>(index.row())][index.column()];
}

bool EntryTableModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::EditRole)
        return false;
    m_rows[static_cast<std::size_t>(index.row())][index.column()] = value.toString().trimmed();
    Q_EMIT dataChanged(index, index);
    return true;
}

QVariant EntryTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return alignmentOf(section);
    return orientation == Qt::Horizontal && role == Qt::DisplayRole ? QVariant(m_headings.value(section)) : QVariant();
}

Qt::ItemFlags EntryTableModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.isValid() ? flags | Qt::ItemIsEditable : flags;
}

} // namespace cacheledger
