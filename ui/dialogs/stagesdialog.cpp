// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/stagesdialog.h"

#include "ui/alerts/alerttable.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTableView>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString presetText(const QString& preset)
{
    return preset == "rag"_L1      ? StagesDialog::tr("RAG: response, semantic, embedding, context")
           : preset == "levels"_L1 ? StagesDialog::tr("Levels: L1, L2, L3")
           : preset == "web"_L1    ? StagesDialog::tr("Web: browser, CDN, application, database, storage")
                                   : preset;
}

StagesDialog::StagesDialog(const StagePlan& plan, Theme* theme, QWidget* parent)
    : QDialog(parent),
      m_plan(plan),
      m_model(new StagesModel(this)),
      m_table(new QTableView(this)),
      m_up(widgets::button(tr("&Up"), this)),
      m_down(widgets::button(tr("&Down"), this)),
      m_remove(widgets::button(tr("&Remove"), this)),
      m_message(widgets::label({}, theme, FontRole::Small, false, this))
{
    setWindowTitle(tr("Stages"));
    m_model->setStages(plan.stages);
    setUpTable();
    m_message->setObjectName(u"StagesMessage"_s);
    m_message->setWordWrap(true);
    m_message->hide();
    auto* about = widgets::dimLabel(tr("In the order in which a request meets them. A request is credited once, at the "
                                       "first stage that answered it."),
                                    theme, FontRole::Small, this);
    about->setWordWrap(true);
    auto* cancel = widgets::button(tr("Cancel"), this);
    auto* save = widgets::primaryButton(tr("Save"), this);
    save->setObjectName(u"StagesSave"_s);
    save->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(save);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, metric::space4, metric::space2);
    column->addWidget(about);
    column->addWidget(m_table, 1);
    column->addWidget(makeTools());
    column->addWidget(m_message);
    column->addLayout(buttons);
    widgets::resizeDialog(this, {560, 400});
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(save, &QPushButton::clicked, this, [this] {
        const auto valid = validate(this->plan());
        showProblem(valid ? QString() : valid.error().text());
        if (valid)
            Q_EMIT saveRequested(this->plan());
    });
    updateTools();
}

void StagesDialog::setUpTable()
{
    m_table->setObjectName(u"Stages"_s);
    m_table->setModel(m_model);
    setUpAlertTable(m_table, tr("Stages"), StagesModel::Name);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                             QAbstractItemView::AnyKeyPressed);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setColumnWidth(StagesModel::Id, 140);
    m_table->setColumnWidth(StagesModel::Answers, 180);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &StagesDialog::updateTools);
}

QWidget* StagesDialog::makeTools()
{
    auto* all = new QWidget(this);
    auto* line = new QHBoxLayout(all);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(metric::space2);
    auto* add = widgets::button(tr("&Add"), all);
    add->setObjectName(u"StageAdd"_s);
    m_up->setObjectName(u"StageUp"_s);
    m_down->setObjectName(u"StageDown"_s);
    m_remove->setObjectName(u"StageRemove"_s);
    auto* presets = widgets::button(tr("&Preset"), all);
    presets->setObjectName(u"StagePresets"_s);
    auto* menu = new QMenu(presets);
    for (const QString& preset : stagePresetNames())
        connect(menu->addAction(presetText(preset)), &QAction::triggered, this, [this, preset] {
            m_model->setStages(stagePreset(preset));
            updateTools();
        });
    presets->setMenu(menu);
    for (QPushButton* button : {add, m_remove, m_up, m_down})
        line->addWidget(button);
    line->addStretch(1);
    line->addWidget(presets);
    connect(add, &QPushButton::clicked, this, [this] {
        m_table->setCurrentIndex(m_model->index(m_model->addAfter(row() < 0 ? m_model->rowCount() - 1 : row()), 0));
    });
    connect(m_remove, &QPushButton::clicked, this, [this] {
        m_model->removeAt(row());
        updateTools();
    });
    const auto move = [this](int by) {
        const int from = row();
        if (m_model->move(from, by))
            m_table->setCurrentIndex(m_model->index(from + by, 0));
        updateTools();
    };
    connect(m_up, &QPushButton::clicked, this, [move] { move(-1); });
    connect(m_down, &QPushButton::clicked, this, [move] { move(1); });
    return all;
}

int StagesDialog::row() const
{
    return m_table->currentIndex().isValid() ? m_table->currentIndex().row() : -1;
}

void StagesDialog::updateTools()
{
    m_up->setEnabled(row() > 0);
    m_down->setEnabled(row() >= 0 && row() + 1 < m_model->rowCount());
    m_remove->setEnabled(row() >= 0);
}

StagePlan StagesDialog::plan() const
{
    StagePlan plan = m_plan;
    plan.stages = m_model->stages();
    return plan;
}

void StagesDialog::showProblem(const QString& problem)
{
    widgets::setStyleProperty(m_message, "problem", true);
    m_message->setText(problem.isEmpty() ? QString() : u"▲ "_s + problem);
    m_message->setVisible(!problem.isEmpty());
}

} // namespace cacheledger
