// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/stagetargetsmodel.h"

#include "metrics/catalogue.h"
#include "metrics/format.h"
#include "ui/layers/sourcefieldsmodel.h"

#include <QtCore/QMimeData>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

StageTargetsModel::StageTargetsModel(SourceMapping* mapping, QObject* parent)
    : QAbstractTableModel(parent),
      m_mapping(mapping),
      m_targets(targetsOf({}))
{
    connect(mapping, &SourceMapping::changed, this, &StageTargetsModel::refresh);
    connect(mapping, &SourceMapping::valuesChanged, this,
            [this] { Q_EMIT dataChanged(index(0, Value), index(rowCount() - 1, Value)); });
}

QStringList StageTargetsModel::targetsNow() const
{
    QStringList targets = targetsOf(m_stage);
    if (!m_stage.isEmpty())
        return targets;
    for (const FieldMapping& each : m_mapping->mapped()) {
        const QString metric = QString::fromStdString(each.metric);
        if (!metric.startsWith(u"stage."_s) && !targets.contains(metric))
            targets << metric;
    }
    return targets;
}

void StageTargetsModel::refresh()
{
    const QStringList now = targetsNow();
    if (now != m_targets) {
        beginResetModel();
        m_targets = now;
        endResetModel();
    } else {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

QStringList StageTargetsModel::targetsOf(const QString& stage)
{
    if (stage.isEmpty())
        return {u"app.requests"_s, u"app.errors"_s, u"app.wrong_answers"_s};
    QStringList targets;
    for (const char* leaf :
         {"requests", "hits", "misses", "errors", "wrong_hits", "reported_hit_ratio", "size", "max_size"})
        targets << u"stage.%1.%2"_s.arg(stage, QLatin1String(leaf));
    targets << u"stage."_s + stage; // a whole distribution of latencies
    for (const char* leaf : {"latency.median", "latency.p95", "tokens_input", "tokens_cached_input", "tokens_output",
                             "tokens_embedding", "avoided_cost"})
        targets << u"stage.%1.%2"_s.arg(stage, QLatin1String(leaf));
    return targets;
}

void StageTargetsModel::setStage(const QString& stage)
{
    beginResetModel();
    m_stage = stage;
    m_targets = targetsNow();
    endResetModel();
}

int StageTargetsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_targets.size());
}

int StageTargetsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

std::string StageTargetsModel::metricAt(int row) const
{
    return m_targets.value(row).toStdString();
}

/// What people call the last part of a metric's id.
static QString targetText(const QString& metric, const QString& stage)
{
    const QString leaf = metric == u"stage."_s + stage ? u"latency"_s : metric.section(u'.', stage.isEmpty() ? 1 : 2);
    static const std::pair<const char*, const char*> words[] = {
        {"requests", QT_TRANSLATE_NOOP("StageTargetsModel", "Requests")},
        {"hits", QT_TRANSLATE_NOOP("StageTargetsModel", "Hits")},
        {"misses", QT_TRANSLATE_NOOP("StageTargetsModel", "Misses")},
        {"errors", QT_TRANSLATE_NOOP("StageTargetsModel", "Errors")},
        {"wrong_hits", QT_TRANSLATE_NOOP("StageTargetsModel", "Wrong hits")},
        {"wrong_answers", QT_TRANSLATE_NOOP("StageTargetsModel", "Wrong answers")},
        {"reported_hit_ratio", QT_TRANSLATE_NOOP("StageTargetsModel", "Hit ratio (no counts)")},
        {"size", QT_TRANSLATE_NOOP("StageTargetsModel", "Entries")},
        {"max_size", QT_TRANSLATE_NOOP("StageTargetsModel", "Room for entries")},
        {"latency", QT_TRANSLATE_NOOP("StageTargetsModel", "Latency (histogram or list)")},
        {"latency.median", QT_TRANSLATE_NOOP("StageTargetsModel", "Latency p50, ms")},
        {"latency.p95", QT_TRANSLATE_NOOP("StageTargetsModel", "Latency p95, ms")},
        {"tokens_input", QT_TRANSLATE_NOOP("StageTargetsModel", "Input tokens avoided")},
        {"tokens_cached_input", QT_TRANSLATE_NOOP("StageTargetsModel", "Cached input tokens avoided")},
        {"tokens_output", QT_TRANSLATE_NOOP("StageTargetsModel", "Output tokens avoided")},
        {"tokens_embedding", QT_TRANSLATE_NOOP("StageTargetsModel", "Embedding tokens avoided")},
        {"avoided_cost", QT_TRANSLATE_NOOP("StageTargetsModel", "Cost avoided")},
    };
    for (const auto& [id, text] : words) {
        if (leaf == QLatin1String(id))
            return StageTargetsModel::tr(text);
    }
    if (metric.startsWith(u"op."_s) && metric.count(u'.') == 1)
        return StageTargetsModel::tr("Latency of operation %1").arg(metric.mid(3));
    return catalogue::metricName(metric.toStdString());
}

QVariant StageTargetsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const FieldMapping* mapped = m_mapping->ofMetric(metricAt(index.row()));
    if (role == Qt::TextAlignmentRole && index.column() >= Factor)
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole)
        return m_targets[index.row()];
    if (role != Qt::DisplayRole && role != Qt::EditRole)
        return {};
    switch (index.column()) {
    case Target:
        return targetText(m_targets[index.row()], m_stage);
    case Field:
        return mapped ? mapped->from : QString();
    case Factor:
        return !mapped || (role == Qt::DisplayRole && mapped->factor == 1) ? QString() : format::raw(mapped->factor);
    default:
        return mapped ? SourceFieldsModel::valueText(*m_mapping, mapped->from, mapped->factor) : QString();
    }
}

bool StageTargetsModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::EditRole)
        return false;
    if (index.column() == Field) {
        m_mapping->assign(value.toString().trimmed(), metricAt(index.row()));
        return true;
    }
    bool isNumber = false;
    const double factor = value.toString().toDouble(&isNumber);
    if (index.column() != Factor || !isNumber || factor == 0 || !m_mapping->ofMetric(metricAt(index.row())))
        return false;
    m_mapping->setFactor(metricAt(index.row()), factor);
    return true;
}

QVariant StageTargetsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Target   ? tr("What")
           : section == Field  ? tr("Field")
           : section == Factor ? tr("Factor")
                               : tr("Value");
}

Qt::ItemFlags StageTargetsModel::flags(const QModelIndex& index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (!index.isValid())
        return flags;
    const bool factor = index.column() == Factor && m_mapping->ofMetric(metricAt(index.row()));
    if (index.column() == Field || factor)
        flags |= Qt::ItemIsEditable;
    return flags | Qt::ItemIsDropEnabled;
}

QStringList StageTargetsModel::mimeTypes() const
{
    return {SourceFieldsModel::fieldMimeType()};
}

bool StageTargetsModel::canDropMimeData(const QMimeData* data, Qt::DropAction, int, int,
                                        const QModelIndex& parent) const
{
    return data && data->hasFormat(SourceFieldsModel::fieldMimeType()) && parent.isValid();
}

bool StageTargetsModel::dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                                     const QModelIndex& parent)
{
    if (action == Qt::IgnoreAction)
        return true;
    if (!canDropMimeData(data, action, row, column, parent))
        return false;
    m_mapping->assign(QString::fromUtf8(data->data(SourceFieldsModel::fieldMimeType())), metricAt(parent.row()));
    return true;
}

} // namespace cacheledger
