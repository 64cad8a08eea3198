// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/layers/sourcemapping.h"

#include <QtCore/QAbstractTableModel>

namespace cacheledger
{

/// The fields of a source: name, value, the metric that each goes to. Rows are dragged onto a StageTargetsModel.
class SourceFieldsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Field, Value, Metric, ColumnCount };

    /// Of a field that is being dragged; its name in UTF-8.
    static QString fieldMimeType();
    /// What the last test found, times the factor; empty: nothing.
    static QString valueText(const SourceMapping& mapping, const QString& from, double factor);

    explicit SourceFieldsModel(SourceMapping* mapping, QObject* parent = nullptr);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;

private:
    void refresh();

    SourceMapping* m_mapping;
    QStringList m_fields;
};

} // namespace cacheledger
