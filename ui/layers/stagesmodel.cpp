// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/stagesmodel.h"

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

void StagesModel::setStages(std::vector<StageConfig> stages)
{
    beginResetModel();
    m_stages = std::move(stages);
    endResetModel();
}

int StagesModel::addAfter(int row)
{
    const auto taken = [&](const QString& id) {
        return std::any_of(m_stages.begin(), m_stages.end(), [&](const StageConfig& each) { return each.id == id; });
    };
    int number = rowCount() + 1;
    while (taken(u"stage%1"_s.arg(number)))
        ++number;
    const int at = std::clamp(row + 1, 0, rowCount());
    beginInsertRows({}, at, at);
    m_stages.insert(m_stages.begin() + at, {u"stage%1"_s.arg(number), tr("Stage %1").arg(number), true});
    endInsertRows();
    return at;
}

void StagesModel::removeAt(int row)
{
    if (row < 0 || row >= rowCount())
        return;
    beginRemoveRows({}, row, row);
    m_stages.erase(m_stages.begin() + row);
    endRemoveRows();
}

bool StagesModel::move(int row, int by)
{
    const int to = row + by;
    if (row < 0 || row >= rowCount() || to < 0 || to >= rowCount() || (by != 1 && by != -1))
        return false;
    beginMoveRows({}, row, row, {}, by > 0 ? to + 1 : to);
    std::swap(m_stages[static_cast<std::size_t>(row)], m_stages[static_cast<std::size_t>(to)]);
    endMoveRows();
    return true;
}

int StagesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_stages.size());
}

int StagesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant StagesModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const StageConfig& stage = m_stages[static_cast<std::size_t>(index.row())];
    if (index.column() == Answers) {
        if (role == Qt::CheckStateRole)
            return static_cast<int>(stage.answers ? Qt::Checked : Qt::Unchecked);
        if (role == Qt::DisplayRole)
            return stage.answers ? tr("answers the request") : tr("spares a step");
        return {};
    }
    if (role == Qt::DisplayRole || role == Qt::EditRole)
        return index.column() == Name ? stage.name : stage.id;
    return {};
}

bool StagesModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    StageConfig& stage = m_stages[static_cast<std::size_t>(index.row())];
    if (index.column() == Answers && role == Qt::CheckStateRole)
        stage.answers = value.toInt() == Qt::Checked;
    else if (index.column() == Name && role == Qt::EditRole)
        stage.name = value.toString().trimmed();
    else if (index.column() == Id && role == Qt::EditRole)
        stage.id = value.toString().trimmed();
    else
        return false;
    Q_EMIT dataChanged(index, index);
    return true;
}

QVariant StagesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Name ? tr("Stage") : section == Id ? tr("Id in the metrics") : tr("A hit here");
}

Qt::ItemFlags StagesModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (!index.isValid())
        return flags;
    return flags | (index.column() == Answers ? Qt::ItemIsUserCheckable : Qt::ItemIsEditable);
}

} // namespace cacheledger
