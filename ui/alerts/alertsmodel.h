// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alert.h"

#include <QtCore/QAbstractTableModel>
#include <QtCore/QTimeZone>

namespace cacheledger
{

class CacheStore;

/// Alerts as a table. Updates are incremental: rows that stay keep their place in views, so that ten thousand alerts
/// can change every second under a scroll bar. GUI thread.
class AlertsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Order {
        Urgency, ///< by tier, within it the newest first: what lasts
        Time,    ///< the newest first: what was
    };
    enum Column { Tier, Name, Cache, Node, Value, Since, Lasted, State, ColumnCount };
    enum Role {
        TierRole = Qt::UserRole, ///< int of AlertTier; only in column Tier
        QuietRole,               ///< bool: nobody needs to look at it now
        IdRole,                  ///< qint64
    };

    /// `caches` says how often a cache is polled, so that an old value reads as one; outlives this.
    AlertsModel(Order order, const CacheStore* caches, QObject* parent = nullptr);

    void setAlerts(std::vector<Alert> alerts);
    /// What time it is for durations, and the zone that times are shown in.
    void setNow(TimeMs nowMs, const QTimeZone& zone);
    const std::vector<Alert>& alerts() const { return m_alerts; }
    const Alert& at(int row) const { return m_alerts.at(static_cast<std::size_t>(row)); }
    int rowOf(qint64 id) const; ///< -1: not there

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    bool isBefore(const Alert& a, const Alert& b) const;
    void removeMissing(const std::vector<Alert>& wanted);
    void insertNew(const std::vector<Alert>& wanted);
    void takeChanges(std::vector<Alert>& wanted);
    QString text(const Alert& alert, int column) const;
    QString valueText(const Alert& alert) const;

    Order m_order;
    const CacheStore* m_caches;
    std::vector<Alert> m_alerts; // sorted by isBefore()
    TimeMs m_nowMs = 0;
    QTimeZone m_zone;
};

} // namespace cacheledger
