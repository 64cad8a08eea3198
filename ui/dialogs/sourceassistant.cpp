// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/sourceassistant.h"

#include "ui/alerts/alerttable.h"
#include "ui/choicedelegate.h"
#include "ui/emptynote.h"
#include "ui/layers/sourcestages.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTableView>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int sideBySide = 700;

SourceAssistant::SourceAssistant(Theme* theme, QWidget* parent)
    : QWidget(parent),
      m_theme(theme),
      m_fieldsModel(new SourceFieldsModel(&m_mapping, this)),
      m_targetsModel(new StageTargetsModel(&m_mapping, this))
{
    m_hint = widgets::dimLabel({}, theme, FontRole::Small, this);
    m_hint->setObjectName(u"SourceHint"_s);
    m_hint->setWordWrap(true);
    m_both = new QBoxLayout(QBoxLayout::LeftToRight);
    m_both->setSpacing(metric::space3);
    m_both->addLayout(makeFields(), 1);
    m_both->addLayout(makeTargets(), 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::space2);
    column->addWidget(m_hint);
    column->addLayout(m_both, 1);
    connect(&m_mapping, &SourceMapping::changed, this, &SourceAssistant::updateState);
    connect(&m_mapping, &SourceMapping::valuesChanged, this, &SourceAssistant::updateState);
    updateState();
}

QTableView* SourceAssistant::makeTable(QAbstractItemModel* model, const QString& name, int stretched)
{
    auto* table = new QTableView(this);
    table->setModel(model);
    setUpAlertTable(table, name, stretched);
    table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                           QAbstractItemView::AnyKeyPressed);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setTextElideMode(Qt::ElideMiddle); // names of fields differ at their ends
    table->setMinimumHeight(160);
    return table;
}

QBoxLayout* SourceAssistant::makeFields()
{
    auto* fields = makeTable(m_fieldsModel, tr("Fields of the source"), SourceFieldsModel::Field);
    fields->setObjectName(u"SourceFields"_s);
    new EmptyNote(tr("Test shows what there is."), fields, m_theme);
    fields->setDragEnabled(true);
    fields->setDragDropMode(QAbstractItemView::DragOnly);
    fields->setItemDelegateForColumn(SourceFieldsModel::Metric,
                                     new ChoiceDelegate([this] { return metricChoices(); }, true, this));
    const int letter = fontMetrics().averageCharWidth();
    fields->setColumnWidth(SourceFieldsModel::Value, 12 * letter);
    fields->setColumnWidth(SourceFieldsModel::Metric, 22 * letter);
    m_suggestions = widgets::button({}, this);
    m_suggestions->setObjectName(u"TakeSuggestions"_s);
    connect(m_suggestions, &QPushButton::clicked, this, [this] { m_mapping.takeSuggestions(); });
    auto* head = new QHBoxLayout;
    head->addWidget(widgets::label(tr("Fields"), m_theme, FontRole::Body, true, this));
    head->addStretch(1);
    head->addWidget(m_suggestions);
    auto* column = new QVBoxLayout;
    column->addLayout(head);
    column->addWidget(fields, 1);
    return column;
}

QBoxLayout* SourceAssistant::makeTargets()
{
    auto* targets = makeTable(m_targetsModel, tr("What the stage is told"), StageTargetsModel::Field);
    targets->setObjectName(u"StageTargets"_s);
    targets->setAcceptDrops(true);
    targets->setDragDropMode(QAbstractItemView::DropOnly);
    targets->setItemDelegateForColumn(StageTargetsModel::Field,
                                      new ChoiceDelegate([this] { return m_mapping.fieldNames(); }, true, this));
    const int letter = fontMetrics().averageCharWidth();
    targets->setColumnWidth(StageTargetsModel::Target, 22 * letter);
    targets->setColumnWidth(StageTargetsModel::Factor, 7 * letter);
    targets->setColumnWidth(StageTargetsModel::Value, 9 * letter);
    m_stage = new QComboBox(this);
    m_stage->setObjectName(u"SourceStage"_s);
    m_stage->setAccessibleName(tr("Stage"));
    connect(m_stage, &QComboBox::currentIndexChanged, this, [this] {
        if (m_stage->currentIndex() >= 0)
            m_targetsModel->setStage(m_stage->currentData().toString());
    });
    auto* head = new QHBoxLayout;
    head->addWidget(widgets::label(tr("Stage"), m_theme, FontRole::Body, true, this));
    head->addWidget(m_stage, 1);
    auto* column = new QVBoxLayout;
    column->addLayout(head);
    column->addWidget(targets, 1);
    return column;
}

void SourceAssistant::resizeEvent(QResizeEvent* event)
{
    m_both->setDirection(width() < sideBySide ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    QWidget::resizeEvent(event);
}

void SourceAssistant::setUp(const std::vector<StageConfig>& chosen, const std::vector<FieldMapping>& mapped)
{
    m_chosen = chosen;
    m_preset = nullptr;
    m_mapping.setStages(chosen);
    m_mapping.setMapped(mapped);
}

void SourceAssistant::applyPreset(const MappingPreset& preset)
{
    m_preset = mappingPreset(preset.id, preset.kind);
    m_mapping.applyPreset(preset.fields);
    if (!mapsToStages(preset.fields))
        m_stage->setCurrentIndex(m_stage->count() - 1); // what it maps is told of the application
}

void SourceAssistant::updateStages()
{
    std::vector<StageConfig> now = stagesToMapTo(m_chosen, m_preset, m_mapping.mapped());
    if (now == m_stages && m_stage->count() > 0)
        return;
    m_stages = std::move(now);
    const QVariant before = m_stage->currentData();
    const QSignalBlocker quiet(m_stage);
    m_stage->clear();
    for (const StageConfig& stage : m_stages)
        m_stage->addItem(stage.name.isEmpty() ? stage.id : stage.name, stage.id);
    m_stage->addItem(tr("The whole application"), QString());
    m_stage->setCurrentIndex(before.isValid() ? std::max(0, m_stage->findData(before)) : 0);
    m_targetsModel->setStage(m_stage->currentData().toString());
}

void SourceAssistant::updateState()
{
    updateStages();
    m_hint->setText(
        m_mapping.found().empty()
            ? tr("Test shows the source's fields with their values; until then a field's name can be typed.")
            : tr("Drag a field onto what it tells of the stage, or pick it there with F2. Fields that are not used are "
                 "not read."));
    const int open = m_mapping.openSuggestions();
    m_suggestions->setText(open > 0 ? tr("Take the su&ggestions: %1").arg(open) : tr("Take the su&ggestions"));
    m_suggestions->setEnabled(open > 0);
}

/// What a field can be: of every stage, and of the application.
QStringList SourceAssistant::metricChoices() const
{
    QStringList choices;
    for (const StageConfig& stage : m_stages)
        choices << StageTargetsModel::targetsOf(stage.id);
    return choices + StageTargetsModel::targetsOf({});
}

} // namespace cacheledger
