// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/frametablemodel.h"

#include "metrics/format.h"
#include "metrics/metrictext.h"

#include <QtCore/QDateTime>

#include <cmath>

namespace cacheledger
{

FrameTableModel::FrameTableModel(const PlotData* data, QObject* parent) : QAbstractTableModel(parent), m_data(data) {}

// Rows come and go at the end, with the content that they had or have, and the rest is said to have changed: a view
// keeps its place, as it would not after a reset.
void FrameTableModel::refresh(const QTimeZone& zone)
{
    m_zone = zone;
    const int rows = m_data->frame() ? static_cast<int>(m_data->frame()->times.size()) : 0;
    if (rows < m_rows) {
        beginRemoveRows({}, rows, m_rows - 1);
        m_rows = rows;
        endRemoveRows();
    }
    m_frame = m_data->frame();
    if (m_rows > 0)
        Q_EMIT dataChanged(index(0, 0), index(m_rows - 1, columnCount() - 1));
    if (rows > m_rows) {
        beginInsertRows({}, m_rows, rows - 1);
        m_rows = rows;
        endInsertRows();
    }
}

int FrameTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int FrameTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_data->seriesCount() + 1;
}

QVariant FrameTableModel::timeData(TimeMs timeMs, int role) const
{
    if (role == RawRole)
        return timeMs;
    if (role != Qt::DisplayRole)
        return {};
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(timeMs, m_zone), tr("yyyy-MM-dd HH:mm:ss"));
}

QVariant FrameTableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || !m_frame || index.row() >= m_rows || index.column() >= columnCount())
        return {};
    const size_t column = m_frame->times.size() - 1 - static_cast<size_t>(index.row());
    if (index.column() == 0)
        return timeData(m_frame->times[column], role);
    const FrameSeries* series = m_frame->find(m_data->seriesSpec(index.column() - 1).metric);
    const double value = series && column < series->value.size() ? series->value[column] : qQNaN();
    const bool present = std::isfinite(value);
    switch (role) {
    case Qt::DisplayRole:
        if (const QString zero = zeroText(m_data->seriesSpec(index.column() - 1).metric); value == 0 && !zero.isEmpty())
            return zero;
        return format::value(present ? std::optional(value) : std::nullopt, m_data->spec().unit).joined();
    case Qt::TextAlignmentRole:
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    case RawRole:
        return present ? QVariant(value) : QVariant();
    case UnitRole:
        return static_cast<int>(m_data->spec().unit);
    default:
        return {};
    }
}

QVariant FrameTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (role == Qt::TextAlignmentRole)
        return section == 0 ? QVariant(Qt::AlignLeft | Qt::AlignVCenter) : QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return section == 0 ? tr("Time") : m_data->seriesSpec(section - 1).label;
}

} // namespace cacheledger
