// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/nodes/nodesmodel.h"

#include "metrics/format.h"
#include "ui/theme.h"

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

void NodesModel::setLines(std::vector<NodeLine> lines)
{
    const bool same = std::equal(lines.begin(), lines.end(), m_lines.begin(), m_lines.end(),
                                 [](const NodeLine& a, const NodeLine& b) { return a.node == b.node; });
    if (!same)
        beginResetModel();
    m_lines = std::move(lines);
    if (!same)
        endResetModel();
    else if (!m_lines.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int NodesModel::rowOf(const NodeId& node) const
{
    const auto found =
        std::find_if(m_lines.begin(), m_lines.end(), [&node](const NodeLine& line) { return line.node == node; });
    return found == m_lines.end() ? -1 : static_cast<int>(found - m_lines.begin());
}

int NodesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int NodesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

static QString linkText(const NodeLine& line)
{
    if (line.role == "replica"_L1) {
        const QString primary = line.primary.isEmpty() ? NodesModel::tr("its primary") : line.primary;
        if (!line.linkUp)
            return NodesModel::tr("to %1").arg(primary);
        return *line.linkUp ? NodesModel::tr("● up to %1").arg(primary) : NodesModel::tr("■ down to %1").arg(primary);
    }
    return line.replicas ? NodesModel::tr("replicas: %1").arg(QLocale().toString(*line.replicas, 'f', 0)) : QString();
}

static QString slotsText(const NodeLine& line)
{
    if (!line.look || !line.look->inCluster)
        return {};
    const NodeReport& look = *line.look;
    QStringList parts;
    parts << (look.slotCount > 0 ? NodesModel::tr("%1 (%2)").arg(QLocale().toString(look.slotCount), look.slotRanges)
                                 : NodesModel::tr("none"));
    if (look.migratingSlots > 0)
        parts << NodesModel::tr("moving away: %1").arg(look.migratingSlots);
    if (look.importingSlots > 0)
        parts << NodesModel::tr("moving here: %1").arg(look.importingSlots);
    return parts.join(u" · "_s);
}

static QString shownRole(const QString& role)
{
    return role == "primary"_L1    ? NodesModel::tr("Primary")
           : role == "replica"_L1  ? NodesModel::tr("Replica")
           : role == "sentinel"_L1 ? NodesModel::tr("Sentinel")
                                   : role;
}

/// What does not apply stays empty; "unknown" is what should be known.
static QString figure(const std::optional<double>& value, Unit unit, bool applies)
{
    return value || applies ? format::value(value, unit).joined() : QString();
}

QString NodesModel::text(const NodeLine& line, int column)
{
    const bool replica = line.role == "replica"_L1;
    switch (column) {
    case State:
        return Theme::severityShape(line.health.severity) + QChar::Nbsp + fleetStateText(line.health);
    case Name:
        return line.address;
    case Role:
        return line.role.isEmpty() ? tr("unknown") : shownRole(line.role);
    case Link:
        return linkText(line);
    case LagSeconds: {
        const QString lag = figure(line.lagSeconds, Unit::Seconds, replica);
        const Severity late = severity(line, LagSeconds);
        return late == Severity::Normal ? lag : Theme::severityShape(late) + QChar::Nbsp + lag;
    }
    case LagBytes:
        return figure(line.lagBytes, Unit::Bytes, replica);
    case Offset:
        return line.offset ? QLocale().toString(*line.offset, 'f', 0) : QString();
    case Slots:
        return slotsText(line);
    case Keys:
        return figure(line.keys, Unit::Count, true);
    case Memory:
        return figure(line.usedMemory, Unit::Bytes, true);
    case RoundTrip:
        return figure(line.roundTripUs, Unit::Microseconds, true);
    case Server:
        return line.server;
    case Uptime:
        return figure(line.uptimeSeconds, Unit::Seconds, true);
    default:
        return {};
    }
}

Severity NodesModel::severity(const NodeLine& line, int column)
{
    if (column == State)
        return line.health.severity;
    if (column == Link)
        return line.linkUp == false ? Severity::Warning : Severity::Normal;
    if (column == LagSeconds)
        return line.lagSeconds ? judge(std::string_view("replication_lag_seconds"), line.lagSeconds) : Severity::Normal;
    if (column == Slots && line.look && line.look->migratingSlots + line.look->importingSlots > 0)
        return Severity::Warning;
    return Severity::Normal;
}

static bool isNumber(int column)
{
    return (column >= NodesModel::LagSeconds && column <= NodesModel::Offset) ||
           (column >= NodesModel::Keys && column <= NodesModel::RoundTrip) || column == NodesModel::Uptime;
}

QVariant NodesModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const NodeLine& line = m_lines[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return text(line, index.column());
    case Qt::ToolTipRole:
        return index.column() == State && !line.trouble.isEmpty() ? line.trouble : text(line, index.column());
    case Qt::TextAlignmentRole:
        return static_cast<int>((isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case SeverityRole:
        return static_cast<int>(severity(line, index.column()));
    default:
        return {};
    }
}

QVariant NodesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return role == Qt::DisplayRole ? QVariant(heading(section)) : QVariant();
}

QString NodesModel::heading(int column)
{
    static constexpr const char* headings[] = {QT_TR_NOOP("State"),      QT_TR_NOOP("Node"),       QT_TR_NOOP("Role"),
                                               QT_TR_NOOP("Link"),       QT_TR_NOOP("Lag"),        QT_TR_NOOP("Behind"),
                                               QT_TR_NOOP("Offset"),     QT_TR_NOOP("Slots"),      QT_TR_NOOP("Keys"),
                                               QT_TR_NOOP("Memory"),     QT_TR_NOOP("Round trip"), QT_TR_NOOP("Server"),
                                               QT_TR_NOOP("Running for")};
    return tr(headings[column]);
}

} // namespace cacheledger
