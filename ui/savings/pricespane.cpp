// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savings/pricespane.h"

#include "config/filefollower.h"
#include "cost/pricefile.h"
#include "ui/alerts/alerttable.h"
#include "ui/dialogs/pricedialog.h"
#include "ui/emptynote.h"
#include "ui/savings/priceimportbar.h"
#include "ui/savings/pricetable.h"
#include "ui/timerange.h"
#include "ui/useractions.h"
#include "ui/widgets.h"

#include <QtCore/QFile>
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
    if (m_follower)
        return;
    m_follower = std::make_unique<FileFollower>(m_context.services.pricesFile);
    connect(m_follower.get(), &FileFollower::settled, this, &PricesPane::read);
    read();
}

/// What can be missed has no column where there is little room; the tool tip has it.
void PricesPane::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    for (const int column : {PriceTableModel::CacheRead, PriceTableModel::CacheWrite, PriceTableModel::Source})
        m_table->setColumnHidden(column, width() < narrowPrices);
}

void PricesPane::read()
{
    m_files.run([file = m_context.services.pricesFile] { return pricefile::load(file); },
                [this](const Result<PriceBook>& book) {
                    if (book)
                        showBook(*book);
                    else
                        m_import->tell(book.error().text(), true);
                });
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

void PricesPane::change(const Change& how, const std::function<void(const Result<BookChange>&)>& done)
{
    m_files.run(
        [how, file = m_context.services.pricesFile]() -> Result<BookChange> {
            auto book = pricefile::load(file);
            if (!book)
                return book.error();
            BookChange changed{*book, *book, {}};
            auto imported = how(changed.now);
            if (!imported)
                return imported.error();
            changed.imported = *imported;
            if (const auto saved = pricefile::save(changed.now, file); !saved)
                return saved.error();
            return changed;
        },
        [this, done](const Result<BookChange>& changed) {
            if (changed)
                showBook(changed->now);
            done(changed);
        });
}

void PricesPane::undo(const PriceBook& before)
{
    change(
        [before](PriceBook& book) -> Result<PriceImport> {
            book = before;
            return PriceImport();
        },
        [this](const Result<BookChange>& done) {
            if (!done)
                m_import->tell(done.error().text(), true);
        });
}

PriceDialog* PricesPane::openDialog()
{
    auto* dialog = new PriceDialog(m_context.range->zone(), m_context.theme, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    return dialog;
}

/// What is wrong beside a field that has it, else for the whole: that an overlap is all that is left to find.
void PricesPane::onDialogDone(PriceDialog* dialog, const QString& field, const QString& text,
                              const Result<BookChange>& done)
{
    if (!done) {
        const bool ofField = done.error().code == ErrorCode::InvalidArgument;
        if (dialog)
            dialog->showProblem(ofField ? field : QString(), done.error().text());
        return;
    }
    if (dialog)
        dialog->accept();
    Q_EMIT m_context.actions->noticeRequested({text,
                                               tr("Undo"),
                                               [pane = QPointer<PricesPane>(this), before = done->before] {
                                                   if (pane)
                                                       pane->undo(before);
                                               },
                                               {}});
}

PriceDialog* PricesPane::openEntry()
{
    PriceDialog* dialog = openDialog();
    connect(dialog, &PriceDialog::saveRequested, this, [this, dialog = QPointer(dialog)](const PriceVersion& version) {
        change(
            [version](PriceBook& book) -> Result<PriceImport> {
                if (const auto added = book.add(version); !added)
                    return added.error();
                return PriceImport();
            },
            [this, dialog, model = version.model](const Result<BookChange>& done) {
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
        change(
            [ended](PriceBook& book) -> Result<PriceImport> {
                if (const auto done = book.end(ended.model, ended.toMs.value_or(0)); !done)
                    return done.error();
                return PriceImport();
            },
            [this, dialog, model = ended.model](const Result<BookChange>& done) {
                onDialogDone(dialog, u"until"_s, tr("The price of %1 ends.").arg(model), done);
            });
    });
    dialog->open();
}

static Result<QByteArray> contentOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::Io, PricesPane::tr("%1 cannot be read: %2.").arg(path, file.errorString()),
                     PricesPane::tr("Check the path.")};
    return file.read(litellm::largestFile + 1); // parse() refuses what is larger
}

void PricesPane::importList(const QString& file)
{
    m_import->take(file);
}

void PricesPane::takeList(const QString& file, TimeMs fromMs)
{
    change(
        [file, fromMs](PriceBook& book) -> Result<PriceImport> {
            const auto content = contentOf(file);
            return content ? litellm::importInto(book, *content, file, fromMs) : Result<PriceImport>(content.error());
        },
        [this, file](const Result<BookChange>& done) {
            m_import->showOutcome(file, done ? Result<PriceImport>(done->imported) : Result<PriceImport>(done.error()));
            if (!done)
                return;
            Q_EMIT m_context.actions->noticeRequested({tr("Prices are imported."),
                                                       tr("Undo"),
                                                       [pane = QPointer<PricesPane>(this), before = done->before] {
                                                           if (pane)
                                                               pane->undo(before);
                                                       },
                                                       {}});
        });
}

} // namespace cacheledger
