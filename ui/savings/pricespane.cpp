// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savings/pricespane.h"

#include "ui/alerts/alerttable.h"
#include "ui/dialogs/pricedialog.h"
#include "ui/emptynote.h"
#include "ui/savings/priceimportbar.h"
#include "ui/savings/pricetable.h"
#include "ui/timerange.h"
#include "ui/useractions.h"
#include "ui/widgets.h"

#include <QtCore/QPointer>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int narrowPrices = 1000;

PricesPane::PricesPane(const PageContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_book(context.services.pricesFile),
      m_model(new PriceTableModel(this)),
      m_table(new QTableView(this)),
      m_import(new PriceImportBar(today(), context.range->zone(), context.theme, this))
{
    setObjectName(u"Prices"_s);
    QLabel* about = widgets::dimLabel(
        tr("What models cost, for the ledger. A change is a new version: earlier periods keep the price that they "
           "had. ▲ marks the sample that comes along: check it against your bill, then enter your own."),
        context.theme, FontRole::Small, this);
    about->setWordWrap(true);
    setUpTable();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(metric::space4, metric::space3, metric::space4, metric::space4);
    column->setSpacing(metric::space2);
    column->addWidget(about);
    column->addLayout(makeTools());
    column->addWidget(m_import);
    column->addWidget(m_table, 1);
    connect(m_import, &PriceImportBar::importRequested, this, &PricesPane::takeList);
    connect(&m_book, &PriceBookKeeper::bookChanged, this, &PricesPane::showBook);
    connect(&m_book, &PriceBookKeeper::failed, this,
            [this](const Error& error) { m_import->tell(error.text(), true); });
    updateTools();
}

PricesPane::~PricesPane() = default;

QPushButton* PricesPane::addTool(QBoxLayout* line, const char* name, const QString& text, void (PricesPane::*act)())
{
    auto* made = widgets::button(text, this);
    made->setObjectName(QLatin1String(name));
    connect(made, &QPushButton::clicked, this, act);
    line->addWidget(made);
    return made;
}

QBoxLayout* PricesPane::makeTools()
{
    auto* line = new QHBoxLayout;
    line->setSpacing(metric::space2);
    m_search = new QLineEdit(this);
    m_search->setObjectName(u"PriceSearch"_s);
    m_search->setAccessibleName(tr("Find a model"));
    m_search->setPlaceholderText(tr("Find a model"));
    m_search->setClearButtonEnabled(true);
    line->addWidget(m_search, 1);
    connect(m_search, &QLineEdit::textChanged, m_model, &PriceTableModel::setSearched);
    addTool(line, "PriceAdd", tr("&Add…"), &PricesPane::addPrice);
    m_version = addTool(line, "PriceVersion", tr("New &version…"), &PricesPane::addVersion);
    m_end = addTool(line, "PriceEnd", tr("&End…"), &PricesPane::endPrice);
    return line;
}

void PricesPane::setUpTable()
{
    m_table->setObjectName(u"PriceTable"_s);
    m_table->setModel(m_model);
    new EmptyNote(tr("No model has this name. Add it, or import a list."), m_table, m_context.theme);
    setUpAlertTable(m_table, tr("Prices"), PriceTableModel::Source);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &PricesPane::updateTools);
    connect(m_table, &QTableView::doubleClicked, this, &PricesPane::addVersion);
}

QDate PricesPane::today() const
{
    return QDateTime::fromMSecsSinceEpoch(m_context.services.clock->nowMs(), m_context.range->zone()).date();
}

const PriceVersion* PricesPane::chosen() const
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    return rows.isEmpty() ? nullptr : m_model->at(rows.front().row());
}

void PricesPane::updateTools()
{
    const PriceVersion* version = chosen();
    m_version->setEnabled(version != nullptr);
    m_end->setEnabled(version && !version->toMs && version->origin != PriceOrigin::Shipped);
}

void PricesPane::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_book.start();
}

/// What can be missed has no column where there is little room; the tool tip has it.
void PricesPane::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    for (const int column : {PriceTableModel::CacheRead, PriceTableModel::CacheWrite, PriceTableModel::Source})
        m_table->setColumnHidden(column, width() < narrowPrices);
}

void PricesPane::showBook(const PriceBook& book)
{
    const PriceVersion* before = chosen();
    const std::optional<PriceVersion> kept = before ? std::optional(*before) : std::nullopt;
    m_model->setPrices(book.listed(), m_context.services.clock->nowMs(), m_context.range->zone());
    m_table->resizeColumnsToContents();
    if (const int row = kept ? m_model->rowOf(*kept) : -1; row >= 0)
        m_table->selectRow(row);
    updateTools();
}

/// That something was done, with a way to take it back.
void PricesPane::tellDone(const QString& text, const PriceBook& before)
{
    Q_EMIT m_context.actions->noticeRequested({text,
                                               tr("Undo"),
                                               [pane = QPointer<PricesPane>(this), before] {
                                                   if (pane)
                                                       pane->m_book.replaceBy(before);
                                               },
                                               {}});
}

PriceDialog* PricesPane::openDialog()
{
    auto* dialog = new PriceDialog(m_context.range->zone(), m_context.theme, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    return dialog;
}

/// What is wrong beside a field that has it, else for the whole: that an overlap is all that is left to find.
void PricesPane::onDialogDone(PriceDialog* dialog, const QString& field, const QString& text,
                              const Result<PriceBookKeeper::Change>& done)
{
    if (!done) {
        const bool ofField = done.error().code == ErrorCode::InvalidArgument;
        if (dialog)
            dialog->showProblem(ofField ? field : QString(), done.error().text());
        return;
    }
    if (dialog)
        dialog->accept();
    tellDone(text, done->before);
}

PriceDialog* PricesPane::openEntry()
{
    PriceDialog* dialog = openDialog();
    connect(dialog, &PriceDialog::saveRequested, this, [this, dialog = QPointer(dialog)](const PriceVersion& version) {
        m_book.add(version, [this, dialog, model = version.model](const auto& done) {
            onDialogDone(dialog, u"from"_s, tr("The price of %1 is kept.").arg(model), done);
        });
    });
    return dialog;
}

void PricesPane::addPrice()
{
    PriceDialog* dialog = openEntry();
    dialog->startNew(today());
    dialog->open();
}

void PricesPane::addVersion()
{
    const PriceVersion* version = chosen();
    if (!version)
        return;
    PriceDialog* dialog = openEntry();
    dialog->startVersion(*version, today());
    dialog->open();
}

void PricesPane::endPrice()
{
    const PriceVersion* version = chosen();
    if (!version)
        return;
    PriceDialog* dialog = openDialog();
    dialog->startEnd(*version, today());
    connect(dialog, &PriceDialog::saveRequested, this, [this, dialog = QPointer(dialog)](const PriceVersion& ended) {
        m_book.end(ended, [this, dialog, model = ended.model](const auto& done) {
            onDialogDone(dialog, u"until"_s, tr("The price of %1 ends.").arg(model), done);
        });
    });
    dialog->open();
}

void PricesPane::importList(const QString& file)
{
    m_import->take(file);
}

void PricesPane::takeList(const QString& file, TimeMs fromMs)
{
    m_book.importList(file, fromMs, [this, file](const Result<PriceBookKeeper::Change>& done) {
        m_import->showOutcome(file, done ? Result<PriceImport>(done->imported) : Result<PriceImport>(done.error()));
        if (done)
            tellDone(tr("Prices are imported."), done->before);
    });
}

} // namespace cacheledger
