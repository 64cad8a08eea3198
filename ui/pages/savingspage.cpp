// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/savingspage.h"

#include "ui/pagescroll.h"
#include "ui/savings/costediting.h"
#include "ui/savings/economicspane.h"
#include "ui/savings/ledgerentriescard.h"
#include "ui/savings/ledgerpane.h"
#include "ui/savings/pricespane.h"
#include "ui/theme.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTabBar>

namespace cacheledger
{

using namespace Qt::StringLiterals;

SavingsPage::SavingsPage(const PageContext& context, QWidget* parent)
    : Page(context, parent),
      m_tabs(new QTabBar(this)),
      m_stack(new QStackedWidget(this)),
      m_ledger(new LedgerPane(context, this)),
      m_economics(new EconomicsPane(context))
{
    m_tabs->setObjectName(u"SavingsTabs"_s);
    m_tabs->setAccessibleName(tr("Views of savings"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, metric::space2, 0, 0);
    column->setSpacing(0);
    auto* line = new QHBoxLayout;
    line->setContentsMargins(metric::space4, 0, metric::space4, 0);
    line->addWidget(m_tabs);
    line->addStretch(1);
    column->addLayout(line);
    column->addWidget(m_stack, 1);
    addView(u"ledger"_s, tr("Ledger"), m_ledger);
    auto* calculator = new QWidget(m_stack);
    (new PageScroll(calculator))->add(m_economics);
    addView(u"economics"_s, tr("Economics"), calculator);
    if (!context.services.pricesFile.isEmpty())
        addView(u"prices"_s, tr("Prices"), new PricesPane(context));
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) {
        m_stack->setCurrentIndex(index);
        Q_EMIT headerWidgetChanged();
    });
}

void SavingsPage::addView(const QString& name, const QString& title, QWidget* view)
{
    m_names << name;
    m_stack->addWidget(view);
    m_tabs->addTab(title);
}

QWidget* SavingsPage::headerWidget()
{
    return m_tabs->currentIndex() == 0 ? m_ledger->stepChooser() : nullptr;
}

void SavingsPage::showView(const QString& name)
{
    if (const qsizetype index = m_names.indexOf(name); index >= 0)
        m_tabs->setCurrentIndex(static_cast<int>(index));
}

QString SavingsPage::csv() const
{
    return m_ledger->entries()->csv();
}

void SavingsPage::editCosts()
{
    editCostPlan(context(), window());
}

void SavingsPage::refresh()
{
    m_ledger->refresh();
}

std::vector<PaletteItem> SavingsPage::paletteItems()
{
    std::vector<PaletteItem> items;
    for (int i = 1; i < m_tabs->count(); ++i)
        items.push_back(
            {tr("Savings: %1").arg(m_tabs->tabText(i)), tr("Page"), {}, {}, [this, i] { m_tabs->setCurrentIndex(i); }});
    if (!context().services.ledger)
        return items;
    items.push_back({tr("Copy the ledger as CSV"), tr("Action"), tr("savings money"), {}, [this] {
                         showView(u"ledger"_s);
                         m_ledger->entries()->copyCsv();
                     }});
    items.push_back({tr("What if: savings as they were"), tr("Action"), tr("reset sliders"), {}, [this] {
                         showView(u"ledger"_s);
                         m_ledger->resetWhatIf();
                     }});
    return items;
}

} // namespace cacheledger
