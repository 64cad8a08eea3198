// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/pricebook.h"

#include <QtCore/QAbstractTableModel>
#include <QtCore/QTimeZone>

namespace cacheledger
{

/// Versions of prices as a table, by model and, of one model, the newest first; those whose model or source has what is
/// searched for. GUI thread.
class PriceTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        Model,
        Origin,
        Input,
        Output,
        CacheRead,
        CacheWrite,
        Embedding,
        Per,
        From,
        Until,
        Source,
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;
    /// Moments are shown as days of `zone`.
    void setPrices(std::vector<PriceVersion> prices, TimeMs nowMs, const QTimeZone& zone);
    void setSearched(const QString& text);
    const PriceVersion* at(int row) const;        ///< null: no such row
    int rowOf(const PriceVersion& version) const; ///< -1: not shown

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void fill();
    QString text(const PriceVersion& version, int column) const;

    std::vector<PriceVersion> m_prices;
    std::vector<std::size_t> m_rows; // places in m_prices
    QString m_searched;
    TimeMs m_nowMs = 0;
    QTimeZone m_zone;
};

/// "2026-05-01" in `zone`; empty: a moment that is none (0, nothing).
QString priceDay(std::optional<TimeMs> timeMs, const QTimeZone& zone);

} // namespace cacheledger
