// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertsmodel.h"

#include "config/cachestore.h"
#include "metrics/nodestatus.h"
#include "ui/alerts/alertwords.h"
#include "ui/cachestate.h"

#include <algorithm>
#include <tuple>

namespace cacheledger
{

using namespace Qt::StringLiterals;

// More changed stretches than this, and the views are told that everything is new: each of them costs a walk.
static constexpr std::ptrdiff_t mostStretches = 200;
// The newest values of what lasts are told this often, however often a cache is polled.
static constexpr int readingMs = 5000;

AlertsModel::AlertsModel(Order order, const CacheStore* caches, QObject* parent)
    : QAbstractTableModel(parent),
      m_order(order),
      m_caches(caches),
      m_zone(QTimeZone::utc())
{
}

bool AlertsModel::isBefore(const Alert& a, const Alert& b) const
{
    const auto urgency = [this](const Alert& alert) {
        return m_order == Order::Urgency ? static_cast<int>(alert.tier) : 0;
    };
    return std::tuple(urgency(a), -a.sinceMs, -a.id) < std::tuple(urgency(b), -b.sinceMs, -b.id);
}

/// All that a row shows of an alert that goes on.
static bool isSame(const Alert& a, const Alert& b)
{
    const auto shown = [](const Alert& alert) {
        return std::tie(alert.state, alert.noData, alert.firedMs, alert.endedMs, alert.firedValue, alert.newestValue,
                        alert.newestValueMs, alert.message, alert.acknowledgedMs, alert.snoozedUntilMs,
                        alert.falsePositive, alert.silence, alert.inhibitedBy, alert.incident, alert.cacheName,
                        alert.address, alert.ruleName);
    };
    return shown(a) == shown(b);
}

/// How many stretches of neighbouring rows of `from` are not in `in`.
template <typename Before>
static std::ptrdiff_t missingStretches(const std::vector<Alert>& from, const std::vector<Alert>& in, Before before)
{
    std::ptrdiff_t stretches = 0;
    bool missing = false;
    auto other = in.begin();
    for (const Alert& alert : from) {
        while (other != in.end() && before(*other, alert))
            ++other;
        const bool here = other == in.end() || before(alert, *other);
        stretches += here && !missing;
        missing = here;
    }
    return stretches;
}

void AlertsModel::setAlerts(std::vector<Alert> alerts)
{
    const auto before = [this](const Alert& a, const Alert& b) { return isBefore(a, b); };
    std::sort(alerts.begin(), alerts.end(), before);
    if (missingStretches(m_alerts, alerts, before) + missingStretches(alerts, m_alerts, before) > mostStretches) {
        beginResetModel();
        m_alerts = std::move(alerts);
        endResetModel();
        return;
    }
    removeMissing(alerts);
    insertNew(alerts);
    takeChanges(alerts);
}

/// Of the same alerts in the same order.
void AlertsModel::takeChanges(std::vector<Alert>& wanted)
{
    int first = -1; // of the rows that changed, up to this one
    for (int row = 0; row <= rowCount(); ++row) {
        const auto at = static_cast<std::size_t>(row);
        const bool changed = row < rowCount() && !isSame(m_alerts[at], wanted[at]);
        if (changed)
            m_alerts[at] = std::move(wanted[at]);
        if (changed && first < 0)
            first = row;
        if (!changed && first >= 0) {
            Q_EMIT dataChanged(index(first, 0), index(row - 1, ColumnCount - 1));
            first = -1;
        }
    }
}

void AlertsModel::removeMissing(const std::vector<Alert>& wanted)
{
    const auto isWanted = [&](int row) {
        return std::binary_search(wanted.begin(), wanted.end(), at(row),
                                  [this](const Alert& a, const Alert& b) { return isBefore(a, b); });
    };
    for (int last = rowCount() - 1; last >= 0; --last) {
        if (isWanted(last))
            continue;
        int first = last;
        while (first > 0 && !isWanted(first - 1))
            --first;
        beginRemoveRows({}, first, last);
        m_alerts.erase(m_alerts.begin() + first, m_alerts.begin() + last + 1);
        endRemoveRows();
        last = first;
    }
}

/// Now all of ours are among the wanted: what stands between two of them is new.
void AlertsModel::insertNew(const std::vector<Alert>& wanted)
{
    for (std::size_t at = 0; at < wanted.size(); ++at) {
        const auto isKnown = [&](std::size_t i) { return at < m_alerts.size() && !isBefore(wanted[i], m_alerts[at]); };
        if (isKnown(at))
            continue;
        std::size_t end = at + 1;
        while (end < wanted.size() && !isKnown(end))
            ++end;
        beginInsertRows({}, static_cast<int>(at), static_cast<int>(end - 1));
        m_alerts.insert(m_alerts.begin() + static_cast<std::ptrdiff_t>(at),
                        wanted.begin() + static_cast<std::ptrdiff_t>(at),
                        wanted.begin() + static_cast<std::ptrdiff_t>(end));
        endInsertRows();
        at = end - 1;
    }
}

void AlertsModel::setNow(TimeMs nowMs, const QTimeZone& zone)
{
    m_nowMs = nowMs;
    m_zone = zone;
    if (!m_alerts.empty())
        Q_EMIT dataChanged(index(0, Value), index(rowCount() - 1, State));
}

int AlertsModel::rowOf(qint64 id) const
{
    const auto found =
        std::find_if(m_alerts.begin(), m_alerts.end(), [id](const Alert& alert) { return alert.id == id; });
    return found == m_alerts.end() ? -1 : static_cast<int>(found - m_alerts.begin());
}

int AlertsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_alerts.size());
}

int AlertsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString AlertsModel::valueText(const Alert& alert) const
{
    if (m_order == Order::Time)
        return alertwords::against(alert, alert.firedValue ? alert.firedValue : alert.newestValue);
    const QString text = alertwords::against(alert, alert.newestValue);
    const CacheConfig* cache = m_caches->find(alert.cache);
    const bool stale = cache && alert.newestValueMs && !alert.noData &&
                       isStale(*alert.newestValueMs, m_nowMs, std::max(cache->intervalMs, readingMs));
    return stale ? tr("%1 (%2 old)").arg(text, alertwords::span(m_nowMs - *alert.newestValueMs)) : text;
}

QString AlertsModel::text(const Alert& alert, int column) const
{
    switch (column) {
    case Tier:
        return alertwords::shapedTier(alert.tier);
    case Name:
        return alert.ruleName;
    case Cache:
        return alert.cacheName;
    case Node:
        return alert.address;
    case Value:
        return valueText(alert);
    case Since:
        return wording::clockTime(alert.firedMs.value_or(alert.sinceMs), m_nowMs, m_zone);
    case Lasted:
        return alertwords::lasted(alert, m_nowMs);
    case State:
        return alertwords::state(alert, m_nowMs, m_zone);
    default:
        return {};
    }
}

QVariant AlertsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Alert& alert = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(alert, index.column());
    case Qt::ToolTipRole:
        return index.column() == Name && !alert.message.isEmpty() ? alert.message : text(alert, index.column());
    case Qt::AccessibleTextRole:
        return index.column() == Tier ? alertwords::tier(alert.tier) : text(alert, index.column());
    case TierRole:
        return index.column() == Tier ? QVariant(static_cast<int>(alert.tier)) : QVariant();
    case QuietRole:
        return m_order == Order::Urgency && !needsAttention(alert, m_nowMs);
    case IdRole:
        return alert.id;
    default:
        return {};
    }
}

QVariant AlertsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Tier:
        return tr("Tier");
    case Name:
        return tr("Alert");
    case Cache:
        return tr("Cache");
    case Node:
        return tr("Node");
    case Value:
        return tr("Value");
    case Since:
        return tr("Since");
    case Lasted:
        return tr("Lasts");
    case State:
        return tr("State");
    default:
        return {};
    }
}

} // namespace cacheledger
