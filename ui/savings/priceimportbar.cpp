// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savings/priceimportbar.h"

#include "ui/figuretable.h"
#include "ui/widgets.h"

#include <QtCore/QDateTime>
#include <QtCore/QFileInfo>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int mostSkippedRows = 6;

PriceImportBar::PriceImportBar(const QDate& today, const QTimeZone& zone, Theme* theme, QWidget* parent)
    : QWidget(parent),
      m_zone(zone),
      m_import(widgets::button(tr("&Import LiteLLM's list…"), this)),
      m_from(new QLineEdit(today.toString(Qt::ISODate), this)),
      m_message(widgets::label({}, theme, FontRole::Small, false, this)),
      m_skipped(new FigureTable(tr("What was not taken"), this, mostSkippedRows))
{
    m_import->setObjectName(u"PriceImport"_s);
    m_from->setObjectName(u"PriceImportFrom"_s);
    m_from->setAccessibleName(tr("Imported prices are valid from"));
    m_from->setToolTip(tr("A day like 2026-05-01; empty: ever since"));
    m_from->setPlaceholderText(tr("ever since"));
    m_from->setFixedWidth(fontMetrics().horizontalAdvance(u"0000-00-00"_s) + 36);
    m_message->setObjectName(u"PricesMessage"_s);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_message->hide();
    m_skipped->setObjectName(u"PricesSkipped"_s);
    m_skipped->hide();
    QLabel* valid = widgets::dimLabel(tr("va&lid from"), theme, FontRole::Small, this);
    valid->setBuddy(m_from);
    auto* line = new QHBoxLayout;
    line->setSpacing(metric::space2);
    line->addWidget(m_import);
    line->addWidget(valid);
    line->addWidget(m_from);
    line->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::space2);
    column->addLayout(line);
    column->addWidget(m_message);
    column->addWidget(m_skipped);
    connect(m_import, &QPushButton::clicked, this, &PriceImportBar::chooseFile);
}

void PriceImportBar::chooseFile()
{
    auto* dialog = new QFileDialog(window(), tr("LiteLLM's list of prices"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilter(tr("JSON (*.json)"));
    connect(dialog, &QFileDialog::fileSelected, this, &PriceImportBar::take);
    dialog->open();
}

void PriceImportBar::take(const QString& file)
{
    const QString text = m_from->text().trimmed();
    const QDate day = QDate::fromString(text, Qt::ISODate);
    if (!text.isEmpty() && !day.isValid())
        return tell(tr("“%1” is no day like 2026-05-01.").arg(text), true);
    m_import->setEnabled(false);
    m_skipped->hide();
    tell(tr("Reading %1…").arg(QFileInfo(file).fileName()), false);
    Q_EMIT importRequested(file, day.isValid() ? day.startOfDay(m_zone).toMSecsSinceEpoch() : 0);
}

void PriceImportBar::showOutcome(const QString& file, const Result<PriceImport>& outcome)
{
    m_import->setEnabled(true);
    if (!outcome)
        return tell(outcome.error().text(), true);
    const QLocale locale;
    tell(tr("%1. Models added: %2, with a new price: %3, unchanged: %4, not taken: %5.")
             .arg(QFileInfo(file).fileName(), locale.toString(outcome->added), locale.toString(outcome->changed),
                  locale.toString(outcome->unchanged), locale.toString(qlonglong(outcome->skipped.size()))),
         false);
    std::vector<std::vector<Figure>> rows;
    for (const LiteLlmPrices::Skipped& each : outcome->skipped)
        rows.push_back({{each.model}, {each.reason}});
    m_skipped->setVisible(!rows.empty());
    m_skipped->setContent({tr("Not taken"), tr("Why")}, std::move(rows));
}

void PriceImportBar::tell(const QString& text, bool problem)
{
    widgets::setStyleProperty(m_message, "problem", problem);
    m_message->setText(problem ? u"▲ "_s + text : text);
    m_message->show();
}

} // namespace cacheledger
