// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savings/ledgerentriescard.h"

#include "ui/charts/chartexport.h"
#include "ui/figuretable.h"
#include "ui/savings/costediting.h"
#include "ui/savings/ledgerview.h"
#include "ui/useractions.h"
#include "ui/widgets.h"

#include <QtCore/QDir>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QPushButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

LedgerEntriesCard::LedgerEntriesCard(const PageContext& context, QWidget* parent)
    : QFrame(parent),
      m_context(context),
      m_table(new FigureTable(tr("Ledger")))
{
    widgets::makeCard(this);
    m_table->setObjectName(u"LedgerEntries"_s);
    m_table->setOptionalColumns({7, 5, 4, 6, 2, 1, 9}); // what net is made of stands in the picture, too
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, metric::space3, metric::space2);
    column->addWidget(widgets::label(tr("Ledger"), context.theme, FontRole::Body, true, this));
    column->addWidget(m_table);
    column->addWidget(makeTools());
}

QWidget* LedgerEntriesCard::makeTools()
{
    auto* tools = new QWidget;
    auto* line = new QHBoxLayout(tools);
    line->setContentsMargins(0, 0, 0, 0);
    auto* copy = widgets::button(tr("Copy CSV"), tools);
    copy->setObjectName(u"CopyCsv"_s);
    auto* save = widgets::button(tr("Save CSV…"), tools);
    line->addWidget(copy);
    line->addWidget(save);
    line->addStretch(1);
    auto* edit = widgets::button(tr("Costs and values…"), tools);
    edit->setObjectName(u"EditCosts"_s);
    line->addWidget(edit);
    connect(edit, &QPushButton::clicked, this, [this] { editCostPlan(m_context, window()); });
    connect(copy, &QPushButton::clicked, this, &LedgerEntriesCard::copyCsv);
    connect(save, &QPushButton::clicked, this, &LedgerEntriesCard::saveCsv);
    return tools;
}

void LedgerEntriesCard::setLedger(const LedgerPtr& ledger, LedgerStep step)
{
    m_ledger = ledger;
    if (!ledger || !ledger->hasData())
        return;
    const ledgerview::Table content = ledgerview::entries(*ledger, step);
    m_table->setContent(content.headings, content.rows);
}

QString LedgerEntriesCard::csv() const
{
    return m_ledger ? ledgerview::csv(*m_ledger) : QString();
}

void LedgerEntriesCard::copyCsv()
{
    if (!m_ledger)
        return;
    QGuiApplication::clipboard()->setText(csv());
    m_context.actions->notify(tr("The ledger is copied as CSV."));
}

void LedgerEntriesCard::saveCsv()
{
    if (!m_ledger)
        return;
    auto* dialog = new QFileDialog(window(), tr("Save the ledger"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("CSV (*.csv)"));
    dialog->setDefaultSuffix(u"csv"_s);
    dialog->selectFile(u"ledger.csv"_s);
    connect(dialog, &QFileDialog::fileSelected, this, [this, text = csv()](const QString& file) {
        const auto saved = chartexport::saveText(file, text);
        m_context.actions->notify(saved ? tr("Saved %1.").arg(QDir::toNativeSeparators(file)) : saved.error().text());
    });
    dialog->open();
}

} // namespace cacheledger
