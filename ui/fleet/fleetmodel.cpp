// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fleet/fleetmodel.h"

#include "ui/cachestate.h"
#include "ui/services.h"

#include <algorithm>
#include <set>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static const QString wholeFleet = u"*"_s;

FleetModel::FleetModel(const NodeStatusBoard* statuses, QObject* parent)
    : QAbstractTableModel(parent),
      m_statuses(statuses)
{
}

void FleetModel::setCaches(const std::vector<CacheConfig>& caches)
{
    std::map<NodeId, FleetFigures> known;
    for (FleetNode& node : m_nodes)
        known[node.node] = std::move(node.figures);
    m_nodes.clear();
    for (const CacheConfig& cache : caches) {
        for (const NodeConfig& config : cache.nodes) {
            FleetNode node{cache.id,
                           config.id,
                           cache.name,
                           config.endpoint.address(),
                           cache.environment,
                           cache.tags,
                           cache.intervalMs,
                           cache.paused,
                           {},
                           {}};
            if (const auto figures = known.find(config.id); figures != known.end())
                node.figures = std::move(figures->second);
            m_nodes.push_back(std::move(node));
        }
    }
    beginResetModel();
    m_groups.clear();
    m_rows.clear();
    endResetModel();
    update(m_nowMs);
}

void FleetModel::setThresholds(std::map<CacheId, std::vector<Threshold>> thresholds)
{
    m_thresholds = std::move(thresholds);
}

const std::vector<Threshold>& FleetModel::thresholds(const CacheId& cache) const
{
    const auto found = m_thresholds.find(cache);
    return found == m_thresholds.end() ? defaultThresholds() : found->second;
}

void FleetModel::setAlerts(std::vector<Alert> alerts)
{
    m_alerts = std::move(alerts);
    m_worstAlerts = worstByNode(m_alerts, m_nowMs);
}

const Alert* FleetModel::alertOf(const NodeId& node) const
{
    const auto found = m_worstAlerts.find(node);
    return found == m_worstAlerts.end() ? nullptr : found->second;
}

void FleetModel::setFilter(const FleetFilter& filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    m_groupFigures.clear(); // totals are those of the listed nodes
    arrange();
}

void FleetModel::setGrouping(Grouping grouping)
{
    if (grouping == m_grouping)
        return;
    m_grouping = grouping;
    m_groupFigures.clear();
    arrange();
}

void FleetModel::toggle(int row)
{
    if (row < 0 || row >= rowCount() || at(row).node >= 0)
        return;
    const QString key = groupOf(at(row)).key;
    if (!m_closed.removeOne(key))
        m_closed << key;
    arrange();
}

void FleetModel::update(TimeMs nowMs)
{
    m_nowMs = nowMs;
    m_troubled = 0;
    m_worst = m_nodes.empty() ? Severity::Unknown : Severity::Normal;
    for (FleetNode& node : m_nodes) {
        node.health = fleetHealth(m_statuses->find(node.node), alertOf(node.node), thresholds(node.cache), nowMs,
                                  node.intervalMs, node.paused);
        m_troubled += severityRank(node.health.severity) >= severityRank(Severity::Warning);
        m_worst = worseOf(m_worst, node.health.severity);
    }
    arrange();
    if (!m_rows.empty()) // ages and durations go on; only what is on the screen is asked for again
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

bool FleetModel::isListed(const FleetNode& node) const
{
    if (m_filter.troubledOnly && severityRank(node.health.severity) < severityRank(Severity::Warning))
        return false;
    if (!m_filter.tag.isEmpty() && node.environment != m_filter.tag && !node.tags.contains(m_filter.tag))
        return false;
    const auto has = [this](const QString& text) { return text.contains(m_filter.text, Qt::CaseInsensitive); };
    return m_filter.text.isEmpty() || has(node.address) || has(node.cacheName) || has(node.environment) ||
           std::any_of(node.tags.begin(), node.tags.end(), has);
}

QStringList FleetModel::groupsOf(const FleetNode& node) const
{
    switch (m_grouping) {
    case Grouping::None:
        return {wholeFleet};
    case Grouping::Cache:
        return {u"cache:"_s + node.cache.value};
    case Grouping::Environment:
        return {u"environment:"_s + node.environment};
    case Grouping::Tag:
        break;
    }
    QStringList groups;
    for (const QString& tag : node.tags)
        groups << u"tag:"_s + tag;
    return groups.isEmpty() ? QStringList{u"tag:"_s} : groups;
}

QString FleetModel::titleOf(const QString& group) const
{
    const QString name = group.mid(group.indexOf(u':') + 1);
    switch (m_grouping) {
    case Grouping::None:
        return m_filter == FleetFilter() ? tr("All nodes") : tr("Nodes found");
    case Grouping::Environment:
        return name.isEmpty() ? tr("No environment") : name;
    case Grouping::Tag:
        return name.isEmpty() ? tr("No tags") : name;
    case Grouping::Cache:
        break;
    }
    return {}; // the nodes know it
}

/// The listed nodes by group, both the worst first.
std::vector<FleetModel::Group> FleetModel::group() const
{
    std::map<QString, std::size_t> places;
    std::vector<Group> groups;
    for (std::size_t i = 0; i < m_nodes.size(); ++i) {
        const FleetNode& node = m_nodes[i];
        if (!isListed(node))
            continue;
        for (const QString& key : groupsOf(node)) {
            const auto [place, isNew] = places.try_emplace(key, groups.size());
            if (isNew)
                groups.push_back(
                    {key, m_grouping == Grouping::Cache ? node.cacheName : titleOf(key), {}, 0, 0, {}, true});
            groups[place->second].members.push_back(static_cast<int>(i));
        }
    }
    const auto rank = [this](int node) { return m_nodes[static_cast<std::size_t>(node)].health.rank(); };
    for (Group& group : groups) {
        std::stable_sort(group.members.begin(), group.members.end(),
                         [&rank](int a, int b) { return rank(a) > rank(b); });
        std::set<CacheId> caches;
        for (const int member : group.members) {
            const FleetNode& node = m_nodes[static_cast<std::size_t>(member)];
            group.severity = worseOf(group.severity, node.health.severity);
            group.troubled += severityRank(node.health.severity) >= severityRank(Severity::Warning);
            caches.insert(node.cache);
        }
        group.caches = static_cast<int>(caches.size());
        group.open = !m_closed.contains(group.key);
    }
    std::stable_sort(groups.begin(), groups.end(), [&rank](const Group& a, const Group& b) {
        return rank(a.members.front()) > rank(b.members.front());
    });
    return groups;
}

std::vector<FleetModel::Row> FleetModel::rowsOf(const std::vector<Group>& groups) const
{
    std::vector<Row> rows;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        rows.push_back({static_cast<int>(i), -1});
        if (!groups[i].open)
            continue;
        for (const int member : groups[i].members)
            rows.push_back({static_cast<int>(i), member});
    }
    return rows;
}

QString FleetModel::keyOf(const Row& row) const
{
    const Group& group = groupOf(row);
    return row.node < 0 ? group.key : group.key + u'/' + nodeOf(row).node.value;
}

/// Rows that are the same ones in another order keep the view's place and choice.
void FleetModel::arrange()
{
    std::vector<Group> groups = group();
    std::vector<Row> rows = rowsOf(groups);
    const auto sameGroup = [](const Group& a, const Group& b) { return a.key == b.key; };
    const bool sameGroups = std::equal(groups.begin(), groups.end(), m_groups.begin(), m_groups.end(), sameGroup);
    if (sameGroups && rows == m_rows) {
        m_groups = std::move(groups);
        return;
    }
    if (rows.size() != m_rows.size()) {
        beginResetModel();
        m_groups = std::move(groups);
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    QStringList keys;
    for (const QModelIndex& index : before)
        keys << keyOf(at(index.row()));
    m_groups = std::move(groups);
    m_rows = std::move(rows);
    QModelIndexList after;
    for (qsizetype i = 0; i < before.size(); ++i) {
        const int row = rowOf(keys[i]);
        after << (row < 0 ? QModelIndex() : index(row, before[i].column()));
    }
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

const FleetNode* FleetModel::nodeAt(int row) const
{
    return row >= 0 && row < rowCount() && at(row).node >= 0 ? &nodeOf(at(row)) : nullptr;
}

int FleetModel::rowOf(const QString& key) const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (keyOf(at(row)) == key)
            return row;
    }
    return -1;
}

FleetSubject FleetModel::subjectAt(int row) const
{
    if (const FleetNode* node = nodeAt(row))
        return {node->node.value, {node->node}, node->cache, node->intervalMs};
    if (row < 0 || row >= rowCount())
        return {};
    const Group& group = groupOf(at(row));
    FleetSubject subject;
    subject.key = group.key;
    for (const int member : group.members) {
        const FleetNode& node = m_nodes[static_cast<std::size_t>(member)];
        subject.nodes.push_back(node.node);
        subject.intervalMs = std::max(subject.intervalMs, node.intervalMs);
    }
    subject.cache = cacheOf(at(row));
    return subject;
}

CacheId FleetModel::cacheOf(const Row& row) const
{
    if (row.node >= 0)
        return nodeOf(row).cache;
    const Group& group = groupOf(row);
    return group.caches == 1 ? m_nodes[static_cast<std::size_t>(group.members.front())].cache : CacheId();
}

const FleetFigures& FleetModel::figuresOf(const Row& row) const
{
    static const FleetFigures none;
    if (row.node >= 0)
        return nodeOf(row).figures;
    const auto found = m_groupFigures.find(groupOf(row).key);
    return found == m_groupFigures.end() ? none : found->second;
}

/// A node may stand in several groups: by tag.
void FleetModel::changed(const QString& key, Column first, Column last)
{
    for (int row = 0; row < rowCount(); ++row) {
        const FleetNode* node = nodeAt(row);
        if (node ? node->node.value == key : groupOf(at(row)).key == key)
            Q_EMIT dataChanged(index(row, first), index(row, last));
    }
}

static FleetFigures& figuresFor(std::vector<FleetNode>& nodes, std::map<QString, FleetFigures>& groups,
                                const QString& key)
{
    const auto node =
        std::find_if(nodes.begin(), nodes.end(), [&key](const FleetNode& each) { return each.node.value == key; });
    return node == nodes.end() ? groups[key] : node->figures;
}

void FleetModel::setValues(const QString& key, const FramePtr& frame)
{
    figuresFor(m_nodes, m_groupFigures, key).values = frame;
    changed(key, HitRatio, Latency);
}

void FleetModel::setStrip(const QString& key, const QByteArray& strip)
{
    figuresFor(m_nodes, m_groupFigures, key).strip = strip;
    changed(key, Strip, Strip);
}

void FleetModel::forgetFigures()
{
    m_groupFigures.clear();
    for (FleetNode& node : m_nodes)
        node.figures = {};
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, HitRatio), index(rowCount() - 1, Strip));
}

const FleetNode* FleetModel::worstNode() const
{
    const auto worst = std::max_element(m_nodes.begin(), m_nodes.end(), [](const FleetNode& a, const FleetNode& b) {
        return a.health.rank() < b.health.rank();
    });
    return m_troubled == 0 ? nullptr : &*worst;
}

QString FleetModel::reason(const FleetNode& node) const
{
    return fleetReason(node.health, m_statuses->find(node.node), alertOf(node.node), m_nowMs);
}

QStringList FleetModel::labels() const
{
    std::set<QString> labels;
    for (const FleetNode& node : m_nodes) {
        labels.insert(node.tags.begin(), node.tags.end());
        if (!node.environment.isEmpty())
            labels.insert(node.environment);
    }
    return {labels.begin(), labels.end()};
}

} // namespace cacheledger
