// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/layers/sourcemapping.h"

#include <QtCore/QAbstractTableModel>

namespace cacheledger
{

/// What a stage (or the application as a whole) can be told, and the field that tells it. Fields are dropped here, or
/// picked.
class StageTargetsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Target, Field, Factor, Value, ColumnCount };

    explicit StageTargetsModel(SourceMapping* mapping, QObject* parent = nullptr);
    /// Empty: the application.
    void setStage(const QString& stage);
    /// Metric ids. Of the application those that any may have; what else is mapped to no stage (operations, model
    /// servers) is listed after them.
    static QStringList targetsOf(const QString& stage);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QStringList mimeTypes() const override;
    bool canDropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                         const QModelIndex& parent) const override;
    bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                      const QModelIndex& parent) override;

private:
    QStringList targetsNow() const;
    void refresh();
    std::string metricAt(int row) const;

    SourceMapping* m_mapping;
    QString m_stage;
    QStringList m_targets;
};

} // namespace cacheledger
