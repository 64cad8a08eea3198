// SPDX-License-Identifier: GPL-3.0-or-later
// What the fleet's rows say: asked for by the view, row by row as they are painted.
#include "metrics/catalogue.h"
#include "metrics/format.h"
#include "ui/cachestate.h"
#include "ui/fleet/fleetmodel.h"
#include "ui/headline.h"
#include "ui/services.h"
#include "ui/theme.h"

#include <cmath>

namespace cacheledger
{

using namespace Qt::StringLiterals;

int FleetModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int FleetModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

/// The metric that a column of figures is judged by; null: none.
static const char* judgedMetric(int column)
{
    switch (column) {
    case FleetModel::HitRatio:
        return "hit_ratio";
    case FleetModel::Memory:
        return "memory_used_ratio";
    case FleetModel::Latency:
        return "probe.p95";
    default:
        return nullptr;
    }
}

static const char* shownMetric(int column)
{
    return column == FleetModel::Memory     ? "used_memory"
           : column == FleetModel::Commands ? "commands_per_second"
                                            : judgedMetric(column);
}

Severity FleetModel::figureSeverity(const FleetFigures& figures, int column, const CacheId& cache) const
{
    const char* metric = judgedMetric(column);
    if (!metric)
        return Severity::Normal;
    return judge(std::string_view(metric), singleValue(figures.values.get(), metric), thresholds(cache));
}

QString FleetModel::figureText(const FleetFigures& figures, int column, const CacheId& cache) const
{
    if (!figures.values)
        return u"…"_s;
    const char* metric = shownMetric(column);
    const auto value = singleValue(figures.values.get(), metric);
    if (column == HitRatio && !value && singleValue(figures.values.get(), "lookups_per_second") == 0.0)
        return tr("no traffic");
    const QString text = format::value(value, catalogue::lookup(metric).unit).joined();
    const Severity severity = figureSeverity(figures, column, cache);
    const bool beyond = value && (severity == Severity::Warning || severity == Severity::Critical);
    return beyond ? Theme::severityShape(severity) + QChar::Nbsp + text : text;
}

QString FleetModel::nodeText(const FleetNode& node, int column) const
{
    switch (column) {
    case State:
        return Theme::severityShape(node.health.severity) + QChar::Nbsp + fleetStateText(node.health);
    case Name:
        return node.health.replica ? tr("%1 (replica)").arg(node.address) : node.address;
    case Cache:
        return node.cacheName;
    case Labels: {
        QStringList labels = node.tags;
        if (!node.environment.isEmpty())
            labels.prepend(node.environment);
        return labels.join(u", "_s);
    }
    case Trouble:
        return reason(node);
    case Strip:
        return {};
    default:
        return figureText(node.figures, column, node.cache);
    }
}

QString FleetModel::groupText(const Row& row, int column) const
{
    const QLocale locale;
    const Group& group = groupOf(row);
    switch (column) {
    case State: {
        const QString word = group.troubled > 0 ? tr("%1 of %2")
                                                      .arg(locale.toString(group.troubled),
                                                           locale.toString(static_cast<int>(group.members.size())))
                                                : Theme::severityWord(group.severity);
        return Theme::severityShape(group.severity) + QChar::Nbsp + word;
    }
    case Name:
        return (group.open ? u"▾ "_s : u"▸ "_s) + group.title;
    case Cache:
        return tr("%1 nodes").arg(locale.toString(static_cast<int>(group.members.size())));
    case Labels:
        return m_grouping == Grouping::Cache
                   ? nodeText(m_nodes[static_cast<std::size_t>(group.members.front())], Labels)
                   : tr("%1 caches").arg(locale.toString(group.caches));
    case Trouble:
        return group.troubled > 0 ? reason(m_nodes[static_cast<std::size_t>(group.members.front())]) : QString();
    case Strip:
        return {};
    default:
        return figureText(figuresOf(row), column, cacheOf(row));
    }
}

/// Also what the strip shows, in words.
QVariant FleetModel::toolTip(const Row& row, int column) const
{
    if (column != Strip)
        return row.node < 0 ? groupText(row, column) : nodeText(nodeOf(row), column);
    const QByteArray& strip = figuresOf(row).strip;
    if (strip.isEmpty())
        return tr("Not known yet");
    const auto share = [&strip](char kind) {
        return QLocale().toString(100.0 * static_cast<double>(strip.count(kind)) / static_cast<double>(strip.size()),
                                  'f', 0);
    };
    return tr("Of the range %1 % normal, %2 % warning, %3 % critical, %4 % without data")
        .arg(share(static_cast<char>(Severity::Normal)), share(static_cast<char>(Severity::Warning)),
             share(static_cast<char>(Severity::Critical)), share(FleetFigures::noData));
}

static bool isFigure(int column)
{
    return column >= FleetModel::HitRatio && column <= FleetModel::Latency;
}

QVariant FleetModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& row = at(index.row());
    const int column = index.column();
    const bool isGroup = row.node < 0;
    switch (role) {
    case Qt::DisplayRole:
        return isGroup ? groupText(row, column) : nodeText(nodeOf(row), column);
    case Qt::ToolTipRole:
        return toolTip(row, column);
    case Qt::AccessibleTextRole:
        return column == Strip ? toolTip(row, column) : QVariant();
    case Qt::TextAlignmentRole:
        return static_cast<int>((isFigure(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case SeverityRole:
        if (column == State || column == Trouble)
            return static_cast<int>(isGroup ? groupOf(row).severity : nodeOf(row).health.severity);
        return isFigure(column) && figuresOf(row).values
                   ? QVariant(static_cast<int>(figureSeverity(figuresOf(row), column, cacheOf(row))))
                   : QVariant();
    case StripRole:
        return figuresOf(row).strip;
    case GroupRole:
        return isGroup;
    case DimRole:
        return !isGroup && (nodeOf(row).health.state == NodeState::Down ||
                            nodeOf(row).health.cause == FleetCause::Stale || nodeOf(row).paused);
    case KeyRole:
        return keyOf(row);
    case NodeRole:
        return isGroup ? QString() : nodeOf(row).node.value;
    default:
        return {};
    }
}

QVariant FleetModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((isFigure(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == Strip)
        return tr("The page's range in %1 steps: of each the worst of what rules limit").arg(stripCells);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case State:
        return tr("State");
    case Name:
        return tr("Node");
    case Cache:
        return tr("Cache");
    case Labels:
        return tr("Tags");
    case HitRatio:
        return tr("Hit ratio");
    case Memory:
        return tr("Memory");
    case Commands:
        return tr("Commands");
    case Latency:
        return tr("Probe p95");
    case Strip:
        return tr("Trouble over the range");
    case Trouble:
        return tr("What is wrong");
    default:
        return {};
    }
}

} // namespace cacheledger
