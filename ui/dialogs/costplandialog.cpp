// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/costplandialog.h"

#include "ui/alerts/alerttable.h"
#include "ui/choicedelegate.h"
#include "ui/dialogs/formfield.h"
#include "ui/emptynote.h"
#include "ui/savings/entrytable.h"
#include "ui/savings/trafficform.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTabWidget>
#include <QtWidgets/QTableView>

namespace cacheledger
{

using namespace Qt::StringLiterals;
using costplanrows::Part;

CostPlanDialog::CostPlanDialog(const CostPlan& plan, const QStringList& stages, const QDate& today, Theme* theme,
                               QWidget* parent)
    : QDialog(parent),
      m_plan(plan),
      m_stages(stages),
      m_today(today),
      m_tabs(new QTabWidget(this)),
      m_traffic(new TrafficForm(plan.traffic, theme)),
      m_message(widgets::label({}, theme, FontRole::Small, false, this))
{
    setWindowTitle(tr("Costs and values"));
    m_tabs->setObjectName(u"CostParts"_s);
    m_tabs->addTab(makePart(Part::Values,
                            tr("What one hit of a stage spares. Counted figures of the application come "
                               "first; entered ones are estimates."),
                            theme),
                   tr("&Values of hits"));
    m_tabs->addTab(makePart(Part::Costs, tr("What the cache and what goes with it cost."), theme), tr("&Costs"));
    m_tabs->addTab(makePart(Part::Lookups,
                            tr("The embedding that every lookup in a semantic stage pays for, hit or miss."), theme),
                   tr("&Embeddings"));
    m_tabs->addTab(
        makePart(Part::Rates, tr("What 1 of a currency was in another, as you know it; never looked up."), theme),
        tr("E&xchange rates"));
    m_tabs->addTab(makeGeneral(theme), tr("&General"));
    m_tabs->addTab(m_traffic, tr("&Traffic"));
    m_message->setObjectName(u"CostPlanMessage"_s);
    m_message->setWordWrap(true);
    m_message->hide();
    auto* cancel = widgets::button(tr("Cancel"), this);
    auto* save = widgets::primaryButton(tr("Save"), this);
    save->setObjectName(u"CostPlanSave"_s);
    save->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(save);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, metric::space4, metric::space2);
    column->addWidget(m_tabs, 1);
    column->addWidget(m_message);
    column->addLayout(buttons);
    widgets::resizeDialog(this, {960, 460});
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(save, &QPushButton::clicked, this, &CostPlanDialog::save);
}

QWidget* CostPlanDialog::makeGeneral(Theme* theme)
{
    auto* tab = new QWidget(m_tabs);
    auto* column = new QVBoxLayout(tab);
    widgets::setMargins(column, metric::space3, metric::space2);
    m_currency = new QComboBox(tab);
    m_currency->setObjectName(u"PlanCurrency"_s);
    for (const Currency& currency : Currency::all())
        m_currency->addItem(tr("%1, %2").arg(currency.code(), currency.name()), currency.code());
    m_currency->setCurrentIndex(std::max(0, m_currency->findData(m_plan.currency.code())));
    connect(m_currency, &QComboBox::activated, this, &CostPlanDialog::changeCurrency);
    m_zone = new QLineEdit(QString::fromLatin1(m_plan.timeZone), tab);
    m_zone->setObjectName(u"PlanZone"_s);
    m_zone->setPlaceholderText(u"UTC"_s);
    m_wrongHit = new QLineEdit(
        m_plan.wrongHitCost ? costplanrows::amountText(*m_plan.wrongHitCost, m_plan.currency) : QString(), tab);
    m_wrongHit->setObjectName(u"PlanWrongHit"_s);
    m_wrongHit->setPlaceholderText(tr("empty: what it was thought to spare"));
    column->addWidget(new FormField(tr("Currency of the ledger"), m_currency, theme, tab));
    column->addWidget(new FormField(tr("Time zone of days and months"), m_zone, theme, tab));
    column->addWidget(new FormField(tr("Cost of a wrong hit"), m_wrongHit, theme, tab));
    column->addStretch(1);
    return tab;
}

static QString emptyText(Part part)
{
    switch (part) {
    case Part::Values:
        return CostPlanDialog::tr("No hit is worth anything yet. Add a stage, and what one hit of it spares.");
    case Part::Costs:
        return CostPlanDialog::tr("Nothing is charged yet. Add what the cache costs a month or an hour.");
    case Part::Lookups:
        return CostPlanDialog::tr("No stage pays for an embedding on each lookup.");
    case Part::Rates:
        return CostPlanDialog::tr("No rate of exchange: amounts in other currencies are kept apart.");
    }
    return {};
}

QWidget* CostPlanDialog::makePart(Part part, const QString& about, Theme* theme)
{
    auto* tab = new QWidget(m_tabs);
    auto* column = new QVBoxLayout(tab);
    widgets::setMargins(column, metric::space3, metric::space2);
    QLabel* words = widgets::dimLabel(about, theme, FontRole::Small, tab);
    words->setWordWrap(true);
    column->addWidget(words);
    PartView view{new EntryTableModel(costplanrows::headings(part), this), new QTableView(tab)};
    view.model->setNumberColumns(costplanrows::numberColumns(part));
    view.model->setRows(costplanrows::rows(m_plan, part));
    view.table->setObjectName(u"Entries"_s + QString::number(static_cast<int>(part)));
    view.table->setModel(view.model);
    new EmptyNote(emptyText(part), view.table, theme);
    setUpAlertTable(view.table, about, 0);
    view.table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Interactive);
    view.table->horizontalHeader()->setStretchLastSection(true);
    view.table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::SelectedClicked |
                                QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
    for (int each = 0; each < view.model->columnCount(); ++each) {
        if (!choicesOf(part, each).isEmpty())
            view.table->setItemDelegateForColumn(
                each, new ChoiceDelegate([this, part, each] { return choicesOf(part, each); }, each == 0, view.table));
    }
    view.table->resizeColumnsToContents();
    m_parts[part] = view;
    column->addWidget(view.table, 1);
    auto* tools = new QHBoxLayout;
    const auto addTool = [&](const QString& name, const QString& title, auto act) {
        auto* button = widgets::button(title, tab);
        button->setObjectName(name + QString::number(static_cast<int>(part)));
        tools->addWidget(button);
        connect(button, &QPushButton::clicked, this, act);
    };
    addTool(u"RowAdd"_s, tr("Add"), [this, part] { m_parts.at(part).model->add(newRow(part)); });
    if (part == Part::Values || part == Part::Costs)
        addTool(u"RowVersion"_s, tr("New version from today"), [this, part] { addVersion(part); });
    addTool(u"RowRemove"_s, tr("Remove"),
            [this, part] { m_parts.at(part).model->removeAt(m_parts.at(part).table->currentIndex().row()); });
    tools->addStretch(1);
    column->addLayout(tools);
    return tab;
}

QStringList CostPlanDialog::choicesOf(Part part, int column) const
{
    if (column == 0 && (part == Part::Values || part == Part::Lookups))
        return m_stages;
    return costplanrows::choices(part, column);
}

QStringList CostPlanDialog::newRow(Part part) const
{
    QStringList row;
    row.resize(costplanrows::headings(part).size());
    for (int column = 0; column < row.size(); ++column)
        row[column] = choicesOf(part, column).value(0);
    if (part == Part::Values)
        row[1] = choicesOf(part, 1).value(3); // an entered cost is what most know
    if (part == Part::Costs)
        row[4] = choicesOf(part, 4).value(1);
    if (part == Part::Rates)
        row[3] = m_today.toString(Qt::ISODate);
    return row;
}

/// The chosen row again, from today on; the old one stands for what was before.
void CostPlanDialog::addVersion(Part part)
{
    const PartView& view = m_parts.at(part);
    const int row = view.table->currentIndex().row();
    if (row < 0)
        return;
    QStringList fresh = view.model->rows()[static_cast<std::size_t>(row)];
    fresh[costplanrows::sinceColumn(part)] = m_today.toString(Qt::ISODate);
    if (part == Part::Costs) // costs add up: the old one ends where the new one begins
        view.model->setData(view.model->index(row, 7), m_today.toString(Qt::ISODate), Qt::EditRole);
    view.table->setCurrentIndex(view.model->index(view.model->add(fresh), 0));
}

void CostPlanDialog::showPart(Part part)
{
    m_tabs->setCurrentIndex(static_cast<int>(part));
}

void CostPlanDialog::showTraffic()
{
    m_tabs->setCurrentWidget(m_traffic);
}

bool CostPlanDialog::read(CostPlan& plan)
{
    plan.wrongHitCost.reset();
    if (const QString text = m_wrongHit->text().trimmed(); !text.isEmpty()) {
        const auto amount = costplanrows::parseAmount(text, plan.currency);
        if (!amount) {
            showProblem(amount.error().text());
            return false;
        }
        plan.wrongHitCost = *amount;
    }
    for (const Part part : {Part::Values, Part::Costs, Part::Lookups, Part::Rates}) {
        if (const auto rows = costplanrows::apply(model(part)->rows(), part, plan); !rows) {
            showPart(part);
            showProblem(rows.error().text());
            return false;
        }
    }
    return true;
}

void CostPlanDialog::changeCurrency()
{
    CostPlan plan = m_plan;
    const auto chosen = Currency::fromCode(m_currency->currentData().toString());
    if (!chosen || !read(plan)) {
        m_currency->setCurrentIndex(m_currency->findData(m_plan.currency.code()));
        return;
    }
    plan.currency = *chosen;
    m_plan = plan;
    m_wrongHit->setText(plan.wrongHitCost ? costplanrows::amountText(*plan.wrongHitCost, *chosen) : QString());
    for (const auto& [part, view] : m_parts)
        view.model->setRows(costplanrows::rows(m_plan, part));
}

void CostPlanDialog::save()
{
    CostPlan plan = m_plan;
    plan.timeZone = m_zone->text().trimmed().toLatin1();
    if (!plan.timeZone.isEmpty() && !QTimeZone(plan.timeZone).isValid())
        return showProblem(tr("“%1” is no time zone like Europe/Berlin.").arg(m_zone->text().trimmed()));
    if (!read(plan))
        return;
    const std::optional<TrafficFacts> traffic = m_traffic->facts();
    if (!traffic)
        return showTraffic();
    plan.traffic = *traffic;
    showProblem({});
    Q_EMIT saveRequested(plan);
}

void CostPlanDialog::showProblem(const QString& problem)
{
    widgets::setStyleProperty(m_message, "problem", true);
    m_message->setText(problem.isEmpty() ? QString() : u"▲ "_s + problem);
    m_message->setVisible(!problem.isEmpty());
}

} // namespace cacheledger
