// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/reportchoices.h"

#include "cost/currency.h"
#include "ui/dialogs/formfield.h"
#include "ui/timerange.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QList<std::pair<QString, QString>> currencyEntries()
{
    QList<std::pair<QString, QString>> entries{{ReportChoices::tr("As the ledger has it"), QString()}};
    for (const Currency& currency : Currency::all())
        entries.append({u"%1 (%2)"_s.arg(currency.name(), currency.code()), currency.code()});
    return entries;
}

ReportChoices::ReportChoices(const PageContext& context, QWidget* parent) : QFrame(parent), m_context(context)
{
    setObjectName(u"ReportChoices"_s);
    widgets::makeCard(this);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, 16, metric::space2);
    column->addWidget(widgets::label(tr("New report"), context.theme, FontRole::Title, true));
    m_period = makeChoice("ReportPeriod", tr("&Period"),
                          {{tr("Last week"), u"last-week"_s},
                           {tr("Last month"), u"last-month"_s},
                           {tr("Last quarter"), u"last-quarter"_s},
                           {tr("Last year"), u"last-year"_s},
                           {tr("The window's range"), QString()}});
    m_period->setCurrentIndex(context.services.demo ? 4 : 1); // a demo has no last month
    m_form = makeChoice("ReportForm", tr("&Format"),
                        {{tr("PDF"), u"pdf"_s}, {tr("HTML"), u"html"_s}, {tr("CSV"), u"csv"_s}});
    m_paper = makeChoice("ReportPaper", tr("P&aper"), {{tr("A4"), u"a4"_s}, {tr("Letter"), u"letter"_s}});
    m_currency = makeChoice("ReportCurrency", tr("C&urrency"), currencyEntries());
    m_title = makeText("ReportTitle", tr("&Title"), tr("Cache cost report"));
    m_logo = makeText("ReportLogo", tr("&Logo"), tr("No picture"));
    auto* choose = widgets::button(tr("Choose a picture…"), this);
    choose->setObjectName(u"ReportChooseLogo"_s);
    connect(choose, &QPushButton::clicked, this, &ReportChoices::chooseLogo);
    column->addWidget(choose, 0, Qt::AlignLeft);
    connect(context.selection, &CacheSelection::changed, this, &ReportChoices::changed);
    connect(context.range, &TimeRange::changed, this, [this] {
        if (usesWindowRange())
            Q_EMIT changed();
    });
}

QComboBox* ReportChoices::makeChoice(const char* name, const QString& label,
                                     const QList<std::pair<QString, QString>>& entries)
{
    auto* choice = new QComboBox(this);
    choice->setObjectName(QLatin1String(name));
    choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    for (const auto& [text, value] : entries)
        choice->addItem(text, value);
    layout()->addWidget(new FormField(label, choice, m_context.theme, this));
    connect(choice, &QComboBox::currentIndexChanged, this, &ReportChoices::changed);
    return choice;
}

QLineEdit* ReportChoices::makeText(const char* name, const QString& label, const QString& placeholder)
{
    auto* edit = new QLineEdit(this);
    edit->setObjectName(QLatin1String(name));
    edit->setPlaceholderText(placeholder);
    edit->setMaxLength(edit->objectName() == "ReportTitle"_L1 ? 200 : 4096);
    layout()->addWidget(new FormField(label, edit, m_context.theme, this));
    connect(edit, &QLineEdit::textChanged, this, &ReportChoices::changed);
    return edit;
}

void ReportChoices::chooseLogo()
{
    const QString file = QFileDialog::getOpenFileName(this, tr("Choose a picture"), m_logo->text(),
                                                      tr("Pictures (*.png *.jpg *.jpeg *.svg)"));
    if (!file.isEmpty())
        m_logo->setText(file);
}

bool ReportChoices::usesWindowRange() const
{
    return m_period->currentData().toString().isEmpty();
}

ReportOrder ReportChoices::order() const
{
    ReportOrder order;
    order.cache = m_context.selection->current();
    const TimeRange* range = m_context.range;
    const TimeSpan span = range->span();
    order.period = reportPeriod(m_period->currentData().toString(), m_context.services.clock->nowMs(), range->zone())
                       .value_or(ReportPeriod{span.fromMs, span.toMs});
    order.form = reportFormOf(m_form->currentData().toString()).value_or(ReportForm::Pdf);
    order.paper = reportPaperOf(m_paper->currentData().toString()).value_or(ReportPaper::A4);
    order.currency = m_currency->currentData().toString();
    order.title = m_title->text().trimmed();
    order.logoFile = m_logo->text().trimmed();
    return order;
}

} // namespace cacheledger
