// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/stageplan.h"

#include <QtCore/QAbstractTableModel>

namespace cacheledger
{

/// The stages of a plan while somebody edits them: name, id, whether a hit answers the request. GUI thread.
class StagesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Id, Answers, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    const std::vector<StageConfig>& stages() const { return m_stages; }
    void setStages(std::vector<StageConfig> stages);
    /// Below `row`, with a free id; the new row.
    int addAfter(int row);
    void removeAt(int row);
    /// By one, up or down; false at the ends.
    bool move(int row, int by);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    std::vector<StageConfig> m_stages;
};

} // namespace cacheledger
