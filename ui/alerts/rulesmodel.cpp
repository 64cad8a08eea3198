// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/rulesmodel.h"

#include "ui/alerts/alertwords.h"

#include <algorithm>

namespace cacheledger
{

// Rules carry the number of their tier plus one; a tier's own row carries 0.
static constexpr quintptr ofTiers = 0;

static AlertTier tierOf(std::size_t group)
{
    return static_cast<AlertTier>(group + 1);
}

RulesModel::RulesModel(QObject* parent) : QAbstractItemModel(parent) {}

void RulesModel::setRules(const std::vector<ListedRule>& rules)
{
    beginResetModel();
    for (std::size_t group = 0; group < m_rules.size(); ++group) {
        m_rules[group].clear();
        std::copy_if(rules.begin(), rules.end(), std::back_inserter(m_rules[group]),
                     [group](const ListedRule& listed) { return listed.rule.tier == tierOf(group); });
    }
    endResetModel();
}

const ListedRule* RulesModel::ruleAt(const QModelIndex& index) const
{
    if (!index.isValid() || index.internalId() == ofTiers)
        return nullptr;
    return &m_rules.at(index.internalId() - 1).at(static_cast<std::size_t>(index.row()));
}

QModelIndex RulesModel::indexOf(const QString& id) const
{
    for (std::size_t group = 0; group < m_rules.size(); ++group) {
        const std::vector<ListedRule>& rules = m_rules[group];
        const auto found =
            std::find_if(rules.begin(), rules.end(), [&](const ListedRule& listed) { return listed.rule.id == id; });
        if (found != rules.end())
            return createIndex(static_cast<int>(found - rules.begin()), 0, group + 1);
    }
    return {};
}

QModelIndex RulesModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : ofTiers);
}

QModelIndex RulesModel::parent(const QModelIndex& index) const
{
    if (!index.isValid() || index.internalId() == ofTiers)
        return {};
    return createIndex(static_cast<int>(index.internalId()) - 1, 0, ofTiers);
}

int RulesModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_rules.size());
    if (parent.internalId() != ofTiers || parent.column() != 0)
        return 0;
    return static_cast<int>(m_rules.at(static_cast<std::size_t>(parent.row())).size());
}

int RulesModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

QVariant RulesModel::tierData(const QModelIndex& index, int role) const
{
    const AlertTier tier = tierOf(static_cast<std::size_t>(index.row()));
    if (role == TierRole)
        return static_cast<int>(tier);
    if (index.column() != Name || (role != Qt::DisplayRole && role != Qt::AccessibleTextRole))
        return {};
    const std::vector<ListedRule>& rules = m_rules.at(static_cast<std::size_t>(index.row()));
    const auto on = std::count_if(rules.begin(), rules.end(), [](const ListedRule& each) { return each.rule.enabled; });
    return tr("%1, %2 of %3 on")
        .arg(role == Qt::DisplayRole ? alertwords::shapedTier(tier) : alertwords::tier(tier))
        .arg(on)
        .arg(rules.size());
}

QString RulesModel::text(const ListedRule& listed, int column) const
{
    switch (column) {
    case Name:
        return listed.rule.name;
    case Condition:
        return alertwords::condition(listed.rule);
    case Scope:
        return alertwords::scope(listed.rule.scope);
    case Origin:
        return !listed.shipped ? tr("your own") : listed.changed ? tr("changed") : tr("shipped");
    default:
        return {};
    }
}

QVariant RulesModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const ListedRule* listed = ruleAt(index);
    if (!listed)
        return tierData(index, role);
    switch (role) {
    case Qt::DisplayRole:
        return text(*listed, index.column());
    case Qt::ToolTipRole:
        return index.column() == Name ? alertwords::sentence(listed->rule) : text(*listed, index.column());
    case Qt::CheckStateRole:
        return index.column() == Name ? QVariant(listed->rule.enabled ? Qt::Checked : Qt::Unchecked) : QVariant();
    case IdRole:
        return listed->rule.id;
    case OffRole:
        return !listed->rule.enabled;
    default:
        return {};
    }
}

bool RulesModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    const ListedRule* listed = ruleAt(index);
    if (!listed || index.column() != Name || role != Qt::CheckStateRole)
        return false;
    const bool on = value.toInt() == Qt::Checked;
    const QString id = listed->rule.id; // ours goes when the rules come again, which may be at once
    if (on != listed->rule.enabled)
        Q_EMIT switched(id, on); // it shows when the rule has been saved
    return true;
}

Qt::ItemFlags RulesModel::flags(const QModelIndex& index) const
{
    Qt::ItemFlags flags = QAbstractItemModel::flags(index);
    if (ruleAt(index) && index.column() == Name)
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

QVariant RulesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Rule");
    case Condition:
        return tr("Fires when");
    case Scope:
        return tr("Where");
    case Origin:
        return tr("Origin");
    default:
        return {};
    }
}

} // namespace cacheledger
