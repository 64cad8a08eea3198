// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertclient.h"

#include <QtCore/QAbstractItemModel>

#include <array>

namespace cacheledger
{

/// All rules under their tiers, each with its switch. GUI thread.
class RulesModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { Name, Condition, Scope, Origin, ColumnCount };
    enum Role {
        TierRole = Qt::UserRole, ///< int of AlertTier; only of a tier's own row
        IdRole,                  ///< QString; only of rules
        OffRole,                 ///< bool: the rule is switched off
    };

    explicit RulesModel(QObject* parent = nullptr);

    void setRules(const std::vector<ListedRule>& rules);
    /// The rule of a row; null for a tier's.
    const ListedRule* ruleAt(const QModelIndex& index) const;
    QModelIndex indexOf(const QString& id) const; ///< invalid: not there

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    /// The user flipped a switch; the model shows it when the rules come again.
    void switched(const QString& id, bool on);

private:
    QVariant tierData(const QModelIndex& index, int role) const;
    QString text(const ListedRule& listed, int column) const;

    std::array<std::vector<ListedRule>, 3> m_rules; // by tier
};

} // namespace cacheledger
