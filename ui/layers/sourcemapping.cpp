// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/sourcemapping.h"

#include "metrics/format.h"

#include <QtCore/QLocale>
#include <QtCore/QMimeData>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString fieldMimeType()
{
    return u"application/x-cacheledger-field"_s;
}

void SourceMapping::setMapped(std::vector<FieldMapping> mapped)
{
    m_mapped = std::move(mapped);
    Q_EMIT changed();
}

void SourceMapping::setFound(std::vector<SourceField> found)
{
    m_found = std::move(found);
    Q_EMIT changed();
}

const FieldMapping* SourceMapping::ofMetric(const std::string& metric) const
{
    const auto known =
        std::find_if(m_mapped.begin(), m_mapped.end(), [&](const FieldMapping& each) { return each.metric == metric; });
    return known == m_mapped.end() ? nullptr : &*known;
}

const SourceField* SourceMapping::foundField(const QString& from) const
{
    const auto known =
        std::find_if(m_found.begin(), m_found.end(), [&](const SourceField& each) { return each.from == from; });
    return known == m_found.end() ? nullptr : &*known;
}

void SourceMapping::assign(const QString& from, const std::string& metric)
{
    std::erase_if(m_mapped, [&](const FieldMapping& each) { return each.metric == metric; });
    if (!from.isEmpty() && !metric.empty()) {
        const auto suggested = std::find_if(m_suggested.begin(), m_suggested.end(), [&](const FieldMapping& each) {
            return each.from == from && each.metric == metric;
        });
        m_mapped.push_back({from, metric, suggested != m_suggested.end() ? suggested->factor : 1.0});
    }
    Q_EMIT changed();
}

void SourceMapping::setFactor(const std::string& metric, double factor)
{
    for (FieldMapping& each : m_mapped) {
        if (each.metric == metric && factor != 0)
            each.factor = factor;
    }
    Q_EMIT changed();
}

void SourceMapping::setMetricOf(const QString& from, const std::string& metric)
{
    std::erase_if(m_mapped, [&](const FieldMapping& each) { return each.from == from && each.metric != metric; });
    if (const FieldMapping* known = ofMetric(metric); metric.empty() || (known && known->from == from))
        Q_EMIT changed();
    else
        assign(from, metric);
}

void SourceMapping::setSuggested(std::vector<FieldMapping> suggested)
{
    m_suggested = std::move(suggested);
    Q_EMIT changed();
}

int SourceMapping::openSuggestions() const
{
    return static_cast<int>(std::count_if(m_suggested.begin(), m_suggested.end(),
                                          [&](const FieldMapping& each) { return !ofMetric(each.metric); }));
}

int SourceMapping::takeSuggestions()
{
    int taken = 0;
    for (const FieldMapping& each : m_suggested) {
        if (ofMetric(each.metric))
            continue;
        m_mapped.push_back(each);
        ++taken;
    }
    if (taken > 0)
        Q_EMIT changed();
    return taken;
}

std::vector<std::string> SourceMapping::metricsOf(const QString& from) const
{
    std::vector<std::string> metrics;
    for (const FieldMapping& each : m_mapped) {
        if (each.from == from)
            metrics.push_back(each.metric);
    }
    return metrics;
}

QStringList SourceMapping::fieldNames() const
{
    QStringList names;
    for (const SourceField& field : m_found)
        names << field.from;
    for (const FieldMapping& each : m_mapped) {
        if (!names.contains(each.from))
            names << each.from;
    }
    return names;
}

static QString valueOfField(const SourceMapping& mapping, const QString& from, double factor)
{
    const SourceField* field = mapping.foundField(from);
    if (!field)
        return {};
    const QString value = field->value ? QLocale().toString(*field->value * factor, 'g', 10) : QString();
    if (!field->isDistribution)
        return value;
    return value.isEmpty() ? SourceFieldsModel::tr("distribution") : SourceFieldsModel::tr("around %1").arg(value);
}

SourceFieldsModel::SourceFieldsModel(SourceMapping* mapping, QObject* parent)
    : QAbstractTableModel(parent),
      m_mapping(mapping),
      m_fields(mapping->fieldNames())
{
    connect(mapping, &SourceMapping::changed, this, &SourceFieldsModel::refresh);
}

void SourceFieldsModel::refresh()
{
    const QStringList now = m_mapping->fieldNames();
    if (now != m_fields) {
        beginResetModel();
        m_fields = now;
        endResetModel();
    } else if (!m_fields.isEmpty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

int SourceFieldsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_fields.size());
}

int SourceFieldsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SourceFieldsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const QString& from = m_fields[index.row()];
    if (role == Qt::TextAlignmentRole && index.column() == Value)
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole)
        return from;
    if (role != Qt::DisplayRole && role != Qt::EditRole)
        return {};
    if (index.column() == Field)
        return from;
    if (index.column() == Value)
        return m_mapping->foundField(from) ? valueOfField(*m_mapping, from, 1) : tr("not in the answer");
    QStringList metrics;
    for (const std::string& metric : m_mapping->metricsOf(from))
        metrics << QString::fromStdString(metric);
    return metrics.join(u", "_s);
}

bool SourceFieldsModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::EditRole || index.column() != Metric)
        return false;
    m_mapping->setMetricOf(m_fields[index.row()], value.toString().trimmed().toStdString());
    return true;
}

QVariant SourceFieldsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Field ? tr("Field") : section == Value ? tr("Value") : tr("Metric");
}

Qt::ItemFlags SourceFieldsModel::flags(const QModelIndex& index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.isValid())
        flags |= Qt::ItemIsDragEnabled;
    if (index.isValid() && index.column() == Metric)
        flags |= Qt::ItemIsEditable;
    return flags;
}

QStringList SourceFieldsModel::mimeTypes() const
{
    return {fieldMimeType()};
}

QMimeData* SourceFieldsModel::mimeData(const QModelIndexList& indexes) const
{
    auto* data = new QMimeData;
    if (!indexes.isEmpty())
        data->setData(fieldMimeType(), m_fields.value(indexes.front().row()).toUtf8());
    return data;
}

StageTargetsModel::StageTargetsModel(SourceMapping* mapping, QObject* parent)
    : QAbstractTableModel(parent),
      m_mapping(mapping),
      m_targets(targetsOf({}))
{
    connect(mapping, &SourceMapping::changed, this,
            [this] { Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1)); });
}

QStringList StageTargetsModel::targetsOf(const QString& stage)
{
    if (stage.isEmpty())
        return {u"app.requests"_s, u"app.errors"_s, u"app.wrong_answers"_s};
    QStringList targets;
    for (const char* leaf : {"requests", "hits", "misses", "errors", "wrong_hits", "reported_hit_ratio"})
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
    m_targets = targetsOf(stage);
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
    return metric;
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
        return mapped ? valueOfField(*m_mapping, mapped->from, mapped->factor) : QString();
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
    return {fieldMimeType()};
}

bool StageTargetsModel::canDropMimeData(const QMimeData* data, Qt::DropAction, int, int,
                                        const QModelIndex& parent) const
{
    return data && data->hasFormat(fieldMimeType()) && parent.isValid();
}

bool StageTargetsModel::dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                                     const QModelIndex& parent)
{
    if (action == Qt::IgnoreAction)
        return true;
    if (!canDropMimeData(data, action, row, column, parent))
        return false;
    m_mapping->assign(QString::fromUtf8(data->data(fieldMimeType())), metricAt(parent.row()));
    return true;
}

} // namespace cacheledger
