// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savings/scenarioform.h"

#include "cost/scenariofile.h"
#include "ui/dialogs/formfield.h"
#include "ui/flowgrid.h"
#include "ui/savings/economicsview.h"
#include "ui/savings/rowtable.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>

namespace cacheledger
{

using namespace Qt::StringLiterals;

ScenarioForm::ScenarioForm(Theme* theme, QWidget* parent)
    : QWidget(parent),
      m_theme(theme),
      m_before(new RowTable(u"Before"_s, tr("A month without the cache"), economicsview::lineHeadings(), theme)),
      m_after(new RowTable(u"After"_s, tr("A month with the cache"), economicsview::lineHeadings(), theme))
{
    for (RowTable* each : {m_before, m_after}) {
        each->setNewRow({tr("New line"), u"0"_s, economicsview::kindChoices().value(0)});
        each->setNumberColumns({1});
        each->setChoices(2, economicsview::kindChoices());
        connect(each, &RowTable::edited, this, &ScenarioForm::read);
    }
    auto* lines = new FlowGrid(420, 2, this);
    lines->setBreaksTexts(true);
    lines->setCells({m_before, m_after});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::space3);
    column->addWidget(makeHead());
    column->addWidget(lines);
    column->addWidget(makeCalls());
}

FormField* ScenarioForm::addField(const QString& key, const QString& label, QWidget* editor)
{
    editor->setObjectName(u"Scenario."_s + key);
    if (auto* line = qobject_cast<QLineEdit*>(editor))
        connect(line, &QLineEdit::textEdited, this, &ScenarioForm::read);
    return m_fields[key] = new FormField(label, editor, m_theme);
}

QWidget* ScenarioForm::makeHead()
{
    m_currency = new QComboBox;
    for (const Currency& currency : Currency::all())
        m_currency->addItem(tr("%1, %2").arg(currency.code(), currency.name()), currency.code());
    m_currency->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    connect(m_currency, &QComboBox::activated, this, &ScenarioForm::read);
    auto* head = new FlowGrid(240, 3, this);
    head->setBreaksTexts(true);
    head->setCells({addField(u"name"_s, tr("&Name"), new QLineEdit),
                    addField(u"currency"_s, tr("C&urrency"), m_currency),
                    addField(u"implementation"_s, tr("&Introducing the cache costs, once"), new QLineEdit)});
    m_fields[u"currency"_s]->setHint(tr("Another one converts nothing."));
    return head;
}

QWidget* ScenarioForm::makeCalls()
{
    auto* all = new QWidget(this);
    m_hasCalls = new QCheckBox(tr("&Paid calls: of a model, of an API"), all);
    m_hasCalls->setObjectName(u"ScenarioHasCalls"_s);
    m_hasCalls->setMinimumHeight(24);
    m_calls = new RowTable(u"Calls"_s, tr("What a request pays unless the cache answers it"),
                           economicsview::callHeadings(), m_theme);
    m_calls->setNumberColumns({1});
    m_calls->setNewRow({tr("New call"), u"0"_s});
    auto* numbers = new QWidget;
    auto* column = new QVBoxLayout(numbers);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::space2);
    column->addWidget(addField(u"requests"_s, tr("&Requests a day"), new QLineEdit));
    column->addWidget(addField(u"days"_s, tr("&Days a month"), new QLineEdit));
    column->addWidget(addField(u"hitRatio"_s, tr("Answered in full by the cache, %"), new QLineEdit));
    column->addStretch(1);
    auto* grid = new FlowGrid(460, 2);
    grid->setBreaksTexts(true);
    grid->setCells({m_calls, numbers});
    m_callFields = grid;
    auto* whole = new QVBoxLayout(all);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_hasCalls, 0, Qt::AlignLeft);
    whole->addWidget(grid);
    connect(m_calls, &RowTable::edited, this, &ScenarioForm::read);
    connect(m_hasCalls, &QCheckBox::toggled, this, &ScenarioForm::read);
    return all;
}

void ScenarioForm::setScenario(const Scenario& scenario)
{
    m_filling = true;
    m_scenario = scenario;
    const auto setText = [this](const char* key, const QString& text) {
        static_cast<QLineEdit*>(m_fields.at(QString::fromLatin1(key))->editor())->setText(text);
    };
    setText("name", scenario.name);
    setText("implementation", scenario.implementationCost.toDecimalString());
    m_currency->setCurrentIndex(std::max(0, m_currency->findData(scenario.currency.code())));
    m_before->setRows(economicsview::rows(scenario.before));
    m_after->setRows(economicsview::rows(scenario.after));
    const CallModel calls = scenario.calls.value_or(CallModel());
    m_hasCalls->setChecked(scenario.calls.has_value());
    m_calls->setRows(economicsview::callRows(calls.calls));
    setText("requests", calls.requestsPerDay.toString());
    setText("days", calls.daysPerMonth.toString());
    setText("hitRatio", calls.hitRatio.shifted(2).value_or(Decimal()).toString());
    m_filling = false;
    read();
}

std::optional<Decimal> ScenarioForm::readNumber(const QString& key, const Decimal& most, bool& valid)
{
    FormField* field = m_fields.at(key);
    const auto number = Decimal::parse(static_cast<QLineEdit*>(field->editor())->text().trimmed());
    const bool good = number && number->sign() >= 0 && !(*number > most);
    field->setProblem(good ? QString() : tr("must be a number from 0 to %1.").arg(most.toString()));
    valid = valid && good;
    return good ? number : std::nullopt;
}

std::optional<CallModel> ScenarioForm::readCalls(Currency currency, bool& valid)
{
    m_callFields->setVisible(m_hasCalls->isChecked());
    if (!m_hasCalls->isChecked())
        return {};
    static const Decimal mostRequests(1'000'000'000'000);
    const auto requests = readNumber(u"requests"_s, mostRequests, valid);
    const auto days = readNumber(u"days"_s, Decimal(31), valid);
    const auto percent = readNumber(u"hitRatio"_s, Decimal(100), valid);
    const auto calls = economicsview::calls(m_calls->rows(), currency);
    m_calls->setProblem(calls ? QString() : calls.error().text());
    valid = valid && calls.ok();
    if (!valid)
        return {};
    CallModel model;
    model.requestsPerDay = *requests;
    model.daysPerMonth = *days;
    model.hitRatio = percent->shifted(-2).value_or(Decimal());
    model.calls = *calls;
    return model;
}

void ScenarioForm::read()
{
    if (m_filling)
        return;
    const Currency currency = Currency::fromCode(m_currency->currentData().toString()).value_or(m_scenario.currency);
    Scenario scenario = m_scenario;
    scenario.currency = currency;
    scenario.name = static_cast<QLineEdit*>(m_fields.at(u"name"_s)->editor())->text().trimmed();
    m_fields.at(u"name"_s)->setProblem(scenario.name.isEmpty() ? tr("is needed.") : QString());
    bool valid = !scenario.name.isEmpty();
    FormField* once = m_fields.at(u"implementation"_s);
    const QString text = static_cast<QLineEdit*>(once->editor())->text().trimmed();
    const auto amount = Money::parse(text.isEmpty() ? u"0"_s : text, currency);
    once->setProblem(!amount ? amount.error().text() : amount->isNegative() ? tr("must not be negative.") : QString());
    const auto before = economicsview::lines(m_before->rows(), currency);
    m_before->setProblem(before ? QString() : before.error().text());
    const auto after = economicsview::lines(m_after->rows(), currency);
    m_after->setProblem(after ? QString() : after.error().text());
    valid = valid && amount && !amount->isNegative() && before && after;
    scenario.calls = readCalls(currency, valid);
    m_entered.reset();
    if (valid) {
        scenario.implementationCost = *amount;
        scenario.before = *before;
        scenario.after = *after;
        m_entered = std::move(scenario);
    }
    Q_EMIT edited();
}

} // namespace cacheledger
