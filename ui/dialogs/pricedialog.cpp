// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/pricedialog.h"

#include "ui/dialogs/formfield.h"
#include "ui/savings/pricetable.h"
#include "ui/widgets.h"

#include <QtCore/QDateTime>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int perMillion = 6; // digits

struct PriceEntry {
    const char* key;
    PriceKind kind;
};
static constexpr PriceEntry priceEntries[] = {{"input", PriceKind::Input},
                                              {"output", PriceKind::Output},
                                              {"cacheRead", PriceKind::CacheRead},
                                              {"cacheWrite", PriceKind::CacheWrite},
                                              {"embedding", PriceKind::Embedding}};

PriceDialog::PriceDialog(const QTimeZone& zone, Theme* theme, QWidget* parent)
    : QDialog(parent),
      m_theme(theme),
      m_zone(zone),
      m_message(widgets::label({}, theme, FontRole::Small, false, this))
{
    m_message->setObjectName(u"PriceMessage"_s);
    m_message->setWordWrap(true);
    m_message->hide();
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, 0, metric::space2);
    auto* body = new QWidget;
    auto* fields = new QVBoxLayout(body);
    widgets::setMargins(fields, metric::space4, metric::space2);
    makeFields();
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(metric::space3);
    grid->setVerticalSpacing(metric::space2);
    static constexpr const char* rows[][3] = {{"model", "currency", "unit"},
                                              {"input", "output", "embedding"},
                                              {"cacheRead", "cacheWrite", nullptr},
                                              {"from", "until", "source"}};
    int row = 0;
    for (const auto& keys : rows) {
        for (int at = 0; at < 3; ++at)
            if (keys[at])
                grid->addWidget(m_fields.at(QString::fromLatin1(keys[at])), row, at, Qt::AlignTop);
        ++row;
    }
    for (int at = 0; at < 3; ++at)
        grid->setColumnStretch(at, 1);
    fields->addLayout(grid);
    fields->addStretch(1);
    column->addWidget(widgets::scrolled(body, this), 1);
    auto* cancel = widgets::button(tr("Cancel"), this);
    auto* save = widgets::primaryButton(tr("Save"), this);
    save->setObjectName(u"PriceSave"_s);
    save->setDefault(true);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(metric::space4, 0, metric::space4, metric::space4);
    foot->addWidget(m_message, 1);
    foot->addStretch(1);
    foot->addWidget(cancel);
    foot->addWidget(save);
    column->addLayout(foot);
    widgets::resizeDialog(this, {720, 380});
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(save, &QPushButton::clicked, this, &PriceDialog::save);
}

FormField* PriceDialog::addField(const QString& key, const QString& label, QWidget* editor)
{
    editor->setObjectName(u"Price."_s + key);
    return m_fields[key] = new FormField(label, editor, m_theme);
}

void PriceDialog::makeFields()
{
    const auto lineOf = [](const QString& example) {
        auto* made = new QLineEdit;
        made->setPlaceholderText(example);
        return made;
    };
    m_currency = new QComboBox;
    m_currency->setEditable(true);
    m_currency->setInsertPolicy(QComboBox::NoInsert);
    for (const Currency& currency : Currency::all())
        m_currency->addItem(currency.code());
    m_unit = new QComboBox;
    m_unit->addItem(tr("1,000,000 tokens"), static_cast<int>(PriceUnit::Token));
    m_unit->addItem(tr("one call"), static_cast<int>(PriceUnit::Call));
    addField(u"model"_s, tr("&Model"), lineOf(u"gpt-4o-mini"_s))->setHint(tr("As the application names it."));
    addField(u"currency"_s, tr("C&urrency"), m_currency);
    addField(u"unit"_s, tr("Prices are &for"), m_unit);
    addField(u"input"_s, tr("&Input"), lineOf(u"0.15"_s));
    addField(u"output"_s, tr("&Output"), lineOf(u"0.60"_s));
    addField(u"cacheRead"_s, tr("Cache &read"), lineOf({}));
    addField(u"cacheWrite"_s, tr("Cache &write"), lineOf({}));
    addField(u"embedding"_s, tr("&Embedding"), lineOf({}));
    addField(u"from"_s, tr("&Valid from (day)"), lineOf(tr("empty: ever since")));
    addField(u"until"_s, tr("Un&til (day)"), lineOf(tr("empty: until further notice")));
    addField(u"source"_s, tr("&Source"), lineOf(tr("invoice of May")));
}

QLineEdit* PriceDialog::line(const QString& key) const
{
    return qobject_cast<QLineEdit*>(m_fields.at(key)->editor());
}

void PriceDialog::fill(const PriceVersion& version)
{
    m_known = version;
    line(u"model"_s)->setText(version.model);
    m_currency->setCurrentText(version.currency.isValid() ? version.currency.code() : currencies::usd().code());
    m_unit->setCurrentIndex(m_unit->findData(static_cast<int>(version.unit)));
    for (const PriceEntry& entry : priceEntries) {
        const auto& price = version.price(entry.kind);
        const auto shown = price && version.unit == PriceUnit::Token ? price->shifted(perMillion) : price;
        line(QString::fromLatin1(entry.key))->setText(shown ? shown->toString() : QString());
    }
    line(u"from"_s)->setText(priceDay(version.fromMs, m_zone));
    line(u"until"_s)->setText(priceDay(version.toMs, m_zone));
    line(u"source"_s)->setText(version.source);
}

void PriceDialog::startNew(const QDate& today)
{
    setWindowTitle(tr("Add a price"));
    fill({});
    line(u"from"_s)->setText(today.toString(Qt::ISODate));
}

void PriceDialog::startVersion(const PriceVersion& known, const QDate& today)
{
    setWindowTitle(tr("New version of the price of %1").arg(known.model));
    PriceVersion fresh = known;
    fresh.toMs.reset();
    fresh.source.clear();
    fill(fresh);
    line(u"model"_s)->setReadOnly(true);
    line(u"from"_s)->setText(today.toString(Qt::ISODate));
    m_fields.at(u"from"_s)->setHint(tr("Earlier periods keep the price that they had."));
}

void PriceDialog::startEnd(const PriceVersion& known, const QDate& today)
{
    setWindowTitle(tr("End the price of %1").arg(known.model));
    fill(known);
    m_onlyEnd = true;
    for (const auto& [key, field] : m_fields)
        field->setEnabled(key == u"until"_s);
    line(u"until"_s)->setText(today.toString(Qt::ISODate));
    line(u"until"_s)->setFocus();
}

std::optional<TimeMs> PriceDialog::readDay(const QString& key, bool& valid)
{
    const QString text = line(key)->text().trimmed();
    const QDate day = QDate::fromString(text, Qt::ISODate);
    const bool good = text.isEmpty() || day.isValid();
    m_fields.at(key)->setProblem(good ? QString() : tr("must be a day like 2026-05-01, or empty."));
    valid = valid && good;
    return day.isValid() ? std::optional(day.startOfDay(m_zone).toMSecsSinceEpoch()) : std::nullopt;
}

bool PriceDialog::readPrices(PriceVersion& version)
{
    bool valid = true;
    bool any = false;
    for (const PriceEntry& entry : priceEntries) {
        FormField* field = m_fields.at(QString::fromLatin1(entry.key));
        const QString text = line(QString::fromLatin1(entry.key))->text().trimmed();
        const auto number = Decimal::parse(text);
        QString problem;
        if (!text.isEmpty() && !number)
            problem = tr("must be a number like 0.15, or empty.");
        else if (number && number->sign() < 0)
            problem = tr("must not be negative.");
        field->setProblem(problem);
        valid = valid && problem.isEmpty();
        any = any || number;
        version.price(entry.kind) = number && version.unit == PriceUnit::Token ? number->shifted(-perMillion) : number;
    }
    if (valid && !any)
        m_fields.at(u"input"_s)->setProblem(tr("At least one price is needed."));
    return valid && any;
}

std::optional<PriceVersion> PriceDialog::read()
{
    PriceVersion version = m_known;
    version.origin = PriceOrigin::Entered;
    version.model = line(u"model"_s)->text().trimmed();
    m_fields.at(u"model"_s)->setProblem(version.model.isEmpty() ? tr("is needed.") : QString());
    const QString code = m_currency->currentText().trimmed().toUpper();
    const auto currency = Currency::fromCode(code);
    m_fields.at(u"currency"_s)
        ->setProblem(currency ? QString() : tr("“%1” is no currency that is known here.").arg(code));
    version.currency = currency.value_or(Currency());
    version.unit = static_cast<PriceUnit>(m_unit->currentData().toInt());
    version.source = line(u"source"_s)->text().trimmed();
    bool valid = readPrices(version) && currency && !version.model.isEmpty();
    version.fromMs = readDay(u"from"_s, valid).value_or(0);
    version.toMs = readDay(u"until"_s, valid);
    if (valid && version.toMs && *version.toMs <= version.fromMs) {
        m_fields.at(u"until"_s)->setProblem(tr("must be after the day from which it is valid."));
        valid = false;
    }
    return valid ? std::optional(version) : std::nullopt;
}

void PriceDialog::save()
{
    showProblem({}, {});
    if (m_onlyEnd) {
        bool valid = true;
        PriceVersion ended = m_known;
        ended.toMs = readDay(u"until"_s, valid);
        if (valid && (!ended.toMs || *ended.toMs <= ended.fromMs))
            m_fields.at(u"until"_s)->setProblem(tr("must be after the day from which it is valid."));
        else if (valid)
            Q_EMIT saveRequested(ended);
        return;
    }
    const auto version = read();
    if (!version)
        return;
    if (const auto checked = validatePrice(*version); !checked)
        showProblem({}, checked.error().text());
    else
        Q_EMIT saveRequested(*version);
}

void PriceDialog::showProblem(const QString& field, const QString& problem)
{
    if (!field.isEmpty()) {
        m_fields.at(field)->setProblem(problem);
        return;
    }
    widgets::setStyleProperty(m_message, "problem", true);
    m_message->setText(problem.isEmpty() ? QString() : u"▲ "_s + problem);
    m_message->setVisible(!problem.isEmpty());
}

} // namespace cacheledger
