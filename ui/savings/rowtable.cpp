// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savings/rowtable.h"

#include "ui/alerts/alerttable.h"
#include "ui/choicedelegate.h"
#include "ui/emptynote.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTableView>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int rowTableHeight = 190;

RowTable::RowTable(const QString& name, const QString& title, const QStringList& headings, Theme* theme,
                   QWidget* parent)
    : QWidget(parent),
      m_model(new EntryTableModel(headings, this)),
      m_table(new QTableView(this)),
      m_problem(widgets::label({}, theme, FontRole::Small, false, this))
{
    m_table->setObjectName(u"Lines."_s + name);
    m_table->setModel(m_model);
    setUpAlertTable(m_table, title, 0);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::SelectedClicked |
                             QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
    m_table->setFixedHeight(rowTableHeight);
    new EmptyNote(tr("No line yet."), m_table, theme);
    m_problem->setObjectName(u"LineProblem."_s + name);
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto* add = widgets::button(tr("Add"), this);
    add->setObjectName(u"LineAdd."_s + name);
    auto* remove = widgets::button(tr("Remove"), this);
    remove->setObjectName(u"LineRemove."_s + name);
    auto* head = new QHBoxLayout;
    head->addWidget(widgets::label(title, theme, FontRole::Body, true, this));
    head->addStretch(1);
    head->addWidget(add);
    head->addWidget(remove);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::space2);
    column->addLayout(head);
    column->addWidget(m_table);
    column->addWidget(m_problem);
    connect(add, &QPushButton::clicked, this,
            [this] { m_table->setCurrentIndex(m_model->index(m_model->add(m_newRow), 0)); });
    connect(remove, &QPushButton::clicked, this, [this] { m_model->removeAt(m_table->currentIndex().row()); });
    connect(m_model, &QAbstractItemModel::dataChanged, this, &RowTable::edited);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &RowTable::edited);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &RowTable::edited);
}

void RowTable::setRows(std::vector<QStringList> rows)
{
    m_model->setRows(std::move(rows));
}

void RowTable::setChoices(int column, const QStringList& choices)
{
    m_table->setItemDelegateForColumn(column, new ChoiceDelegate([choices] { return choices; }, false, m_table));
    int wide = 0;
    for (const QString& choice : choices)
        wide = std::max(wide, fontMetrics().horizontalAdvance(choice));
    m_table->setColumnWidth(column, wide + 48); // with the arrow of its editor
}

void RowTable::setProblem(const QString& problem)
{
    widgets::setStyleProperty(m_problem, "problem", true);
    m_problem->setText(problem.isEmpty() ? QString() : u"▲ "_s + problem);
    m_problem->setVisible(!problem.isEmpty());
    m_table->setAccessibleDescription(problem);
}

} // namespace cacheledger
