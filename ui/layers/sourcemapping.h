// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services.h"

#include <QtCore/QAbstractTableModel>

namespace cacheledger
{

/// Which field of a source's answer is which metric, while somebody edits it: the mapping and the fields that the last
/// test found. A metric comes from one field at most. GUI thread.
class SourceMapping : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    const std::vector<FieldMapping>& mapped() const { return m_mapped; }
    void setMapped(std::vector<FieldMapping> mapped);
    const std::vector<SourceField>& found() const { return m_found; }
    void setFound(std::vector<SourceField> found);

    /// What the fields probably mean.
    void setSuggested(std::vector<FieldMapping> suggested);
    /// How many of the suggestions are for metrics that have no field yet.
    int openSuggestions() const;

    /// Takes the metric from the field that had it. With the factor that was suggested for it, else 1. An empty field
    /// frees the metric.
    void assign(const QString& from, const std::string& metric);
    void setFactor(const std::string& metric, double factor); ///< not 0
    /// Nothing of the answer but this field goes to these; empty: the field is not used.
    void setMetricOf(const QString& from, const std::string& metric);
    /// Those that are open. How many.
    int takeSuggestions();

    const FieldMapping* ofMetric(const std::string& metric) const;
    std::vector<std::string> metricsOf(const QString& from) const;
    const SourceField* foundField(const QString& from) const;
    /// As found by the test, then those that are mapped but were not found.
    QStringList fieldNames() const;

Q_SIGNALS:
    void changed();

private:
    std::vector<FieldMapping> m_mapped;
    std::vector<SourceField> m_found;
    std::vector<FieldMapping> m_suggested;
};

/// The fields of a source: name, value, the metric that each goes to. Rows are dragged onto a StageTargetsModel.
class SourceFieldsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Field, Value, Metric, ColumnCount };

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
    static QStringList targetsOf(const QString& stage); ///< metric ids
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
    std::string metricAt(int row) const;

    SourceMapping* m_mapping;
    QString m_stage;
    QStringList m_targets;
};

} // namespace cacheledger
