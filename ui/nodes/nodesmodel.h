// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/nodes/nodelines.h"

#include <QtCore/QAbstractTableModel>

namespace cacheledger
{

/// The nodes of one cache side by side. Texts are made for rows that are painted. GUI thread.
class NodesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        State,
        Name,
        Role,
        Link,
        LagSeconds,
        LagBytes,
        Offset,
        Slots,
        Keys,
        Memory,
        RoundTrip,
        Server,
        Uptime,
        ColumnCount
    };
    enum DataRole { SeverityRole = Qt::UserRole };

    using QAbstractTableModel::QAbstractTableModel;
    /// The same nodes as before keep the view's place and choice.
    void setLines(std::vector<NodeLine> lines);
    const std::vector<NodeLine>& lines() const { return m_lines; }
    int rowOf(const NodeId& node) const; ///< -1: not there

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    static QString heading(int column);
    static QString text(const NodeLine& line, int column);
    static Severity severity(const NodeLine& line, int column); ///< of what the cell says

private:
    std::vector<NodeLine> m_lines;
};

} // namespace cacheledger
