// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/sourcefieldsmodel.h"

#include <QtCore/QLocale>
#include <QtCore/QMimeData>

namespace cacheledger
{

using namespace Qt::StringLiterals;

QString SourceFieldsModel::fieldMimeType()
{
    return u"application/x-cacheledger-field"_s;
}

QString SourceFieldsModel::valueText(const SourceMapping& mapping, const QString& from, double factor)
{
    const SourceField* field = mapping.foundField(from);
    if (!field)
        return {};
    const QString value = field->value ? QLocale().toString(*field->value * factor, 'g', 10) : QString();
    if (!field->isDistribution)
        return value;
    return value.isEmpty() ? tr("distribution") : tr("around %1").arg(value);
}

SourceFieldsModel::SourceFieldsModel(SourceMapping* mapping, QObject* parent)
    : QAbstractTableModel(parent),
      m_mapping(mapping),
      m_fields(mapping->fieldNames())
{
    connect(mapping, &SourceMapping::changed, this, &SourceFieldsModel::refresh);
    connect(mapping, &SourceMapping::valuesChanged, this, [this] {
        if (!m_fields.isEmpty())
            Q_EMIT dataChanged(index(0, Value), index(rowCount() - 1, Value));
    });
}

void SourceFieldsModel::refresh()
{
    const QStringList now = m_mapping->fieldNames();
    if (now != m_fields) {
        beginResetModel();
        m_fields = now;
        endResetModel();
    } else if (!m_fields.isEmpty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

int SourceFieldsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_fields.size());
}

int SourceFieldsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SourceFieldsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const QString& from = m_fields[index.row()];
    if (role == Qt::TextAlignmentRole && index.column() == Value)
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole)
        return from;
    if (role != Qt::DisplayRole && role != Qt::EditRole)
        return {};
    if (index.column() == Field)
        return from;
    if (index.column() == Value)
        return m_mapping->foundField(from) ? valueText(*m_mapping, from, 1) : tr("not in the answer");
    QStringList metrics;
    for (const std::string& metric : m_mapping->metricsOf(from))
        metrics << QString::fromStdString(metric);
    return metrics.join(u", "_s);
}

bool SourceFieldsModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::EditRole || index.column() != Metric)
        return false;
    m_mapping->setMetricOf(m_fields[index.row()], value.toString().trimmed().toStdString());
    return true;
}

QVariant SourceFieldsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Field ? tr("Field") : section == Value ? tr("Value") : tr("Metric");
}

Qt::ItemFlags SourceFieldsModel::flags(const QModelIndex& index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.isValid())
        flags |= Qt::ItemIsDragEnabled;
    if (index.isValid() && index.column() == Metric)
        flags |= Qt::ItemIsEditable;
    return flags;
}

QStringList SourceFieldsModel::mimeTypes() const
{
    return {fieldMimeType()};
}

QMimeData* SourceFieldsModel::mimeData(const QModelIndexList& indexes) const
{
    auto* data = new QMimeData;
    if (!indexes.isEmpty())
        data->setData(fieldMimeType(), m_fields.value(indexes.front().row()).toUtf8());
    return data;
}

} // namespace cacheledger
