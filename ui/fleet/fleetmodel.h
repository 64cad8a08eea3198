// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cacheconfig.h"
#include "ui/fleet/fleetnode.h"

#include <QtCore/QAbstractTableModel>

namespace cacheledger
{

class NodeStatusBoard;

/// Which nodes are listed. Nothing set: all.
struct FleetFilter {
    QString text;              ///< in address, cache, environment or tags, without regard to case
    QString tag;               ///< an environment or a tag
    bool troubledOnly = false; ///< those that are not well
    friend bool operator==(const FleetFilter&, const FleetFilter&) = default;
};

/// What a row is about, for questions to history.
struct FleetSubject {
    QString key; ///< of a node its id; of a group another text
    std::vector<NodeId> nodes;
    CacheId cache; ///< whose rules limit it; empty: of several caches
    int intervalMs = 1000;
};

/// All nodes of all caches as a table: rows of totals, one for each group, and under each its nodes, the worst first.
/// A tick costs what it takes to judge every node; texts are made for rows that are painted. GUI thread.
class FleetModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Grouping { None, Cache, Environment, Tag };
    enum Column { State, Name, Cache, Labels, HitRatio, Memory, Commands, Latency, Strip, Trouble, ColumnCount };
    enum Role {
        SeverityRole = Qt::UserRole, ///< int of Severity: of the row in State, of the value in columns of figures
        StripRole,                   ///< QByteArray, see FleetFigures; in column Strip
        GroupRole,                   ///< bool: a row of totals
        DimRole,                     ///< bool: nothing is known, or it is old
        KeyRole,                     ///< QString: the row's, also after rows have moved
        NodeRole                     ///< QString: the node's id; empty for a group
    };
    static constexpr int stripCells = 60;

    /// `statuses` outlives this.
    explicit FleetModel(const NodeStatusBoard* statuses, QObject* parent = nullptr);

    void setCaches(const std::vector<CacheConfig>& caches);
    /// What the values of a cache's nodes are judged by; a cache without: the default limits.
    void setThresholds(std::map<CacheId, std::vector<Threshold>> thresholds);
    const std::vector<Threshold>& thresholds(const CacheId& cache) const;
    void setAlerts(std::vector<Alert> alerts);
    void setFilter(const FleetFilter& filter);
    void setGrouping(Grouping grouping);
    /// Judges every node; rows move where the order of trouble changed.
    void update(TimeMs nowMs);
    void toggle(int row); ///< hides or shows the nodes of a group

    const FleetNode* nodeAt(int row) const; ///< null: a group, or no such row
    int rowOf(const QString& key) const;    ///< -1: not listed
    FleetSubject subjectAt(int row) const;
    void setValues(const QString& key, const FramePtr& frame);
    void setStrip(const QString& key, const QByteArray& strip);
    void forgetFigures(); ///< another range

    const std::vector<FleetNode>& nodes() const { return m_nodes; }
    int troubled() const { return m_troubled; }  ///< of all nodes
    Severity worst() const { return m_worst; }   ///< likewise
    const FleetNode* worstNode() const;          ///< null: none is troubled
    QString reason(const FleetNode& node) const; ///< why, in a few words
    QStringList labels() const;                  ///< environments and tags, sorted

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        int group = 0;
        int node = -1; ///< in m_nodes; -1: the group itself
        friend bool operator==(const Row&, const Row&) = default;
    };
    struct Group {
        QString key;
        QString title;
        std::vector<int> members; ///< in m_nodes, the worst first
        int troubled = 0;
        int caches = 0;
        Severity severity = Severity::Normal;
        bool open = true;
    };

    bool isListed(const FleetNode& node) const;
    QStringList groupsOf(const FleetNode& node) const;
    QString titleOf(const QString& group) const;
    std::vector<Group> group() const;
    void arrange();
    std::vector<Row> rowsOf(const std::vector<Group>& groups) const;
    QString keyOf(const Row& row) const;
    const Row& at(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    const Group& groupOf(const Row& row) const { return m_groups[static_cast<std::size_t>(row.group)]; }
    const FleetNode& nodeOf(const Row& row) const { return m_nodes[static_cast<std::size_t>(row.node)]; }
    const FleetFigures& figuresOf(const Row& row) const;
    CacheId cacheOf(const Row& row) const; ///< of a group: empty where it has nodes of several
    const Alert* alertOf(const NodeId& node) const;
    void changed(const QString& key, Column first, Column last);
    QString nodeText(const FleetNode& node, int column) const;
    QString groupText(const Row& row, int column) const;
    QString figureText(const FleetFigures& figures, int column, const CacheId& cache) const;
    Severity figureSeverity(const FleetFigures& figures, int column, const CacheId& cache) const;
    QVariant toolTip(const Row& row, int column) const;

    const NodeStatusBoard* m_statuses;
    std::vector<FleetNode> m_nodes; ///< in the order of the configuration
    std::map<CacheId, std::vector<Threshold>> m_thresholds;
    std::vector<Alert> m_alerts;
    std::map<NodeId, const Alert*> m_worstAlerts; ///< into m_alerts
    FleetFilter m_filter;
    Grouping m_grouping = Grouping::None;
    std::vector<Group> m_groups;
    std::vector<Row> m_rows;
    std::map<QString, FleetFigures> m_groupFigures;
    QStringList m_closed; ///< keys of groups whose nodes are hidden
    TimeMs m_nowMs = 0;
    int m_troubled = 0;
    Severity m_worst = Severity::Unknown;
};

} // namespace cacheledger
