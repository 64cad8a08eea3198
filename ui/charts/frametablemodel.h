// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/plotdata.h"

#include <QtCore/QAbstractTableModel>
#include <QtCore/QTimeZone>

namespace cacheledger
{

/// A chart's data as a table: a row a column of the frame, the newest first; time, then the series.
class FrameTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role { RawRole = Qt::UserRole, UnitRole }; ///< the value as it is (invalid when absent); its Unit as int

    explicit FrameTableModel(const PlotData* data, QObject* parent = nullptr);
    /// The data's frame changed.
    void refresh(const QTimeZone& zone);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVariant timeData(TimeMs timeMs, int role) const;

    const PlotData* m_data;
    FramePtr m_frame; ///< what rows stand for; the data may be ahead of it for a moment
    QTimeZone m_zone = QTimeZone::utc();
    int m_rows = 0;
};

} // namespace cacheledger
