// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savings/costplanrows.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>

#include <algorithm>
#include <array>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString planText(const char* text)
{
    return QCoreApplication::translate("CostPlanRows", text);
}

static constexpr std::array basisTexts{QT_TRANSLATE_NOOP("CostPlanRows", "counted tokens"),
                                       QT_TRANSLATE_NOOP("CostPlanRows", "counted cost"),
                                       QT_TRANSLATE_NOOP("CostPlanRows", "entered tokens"),
                                       QT_TRANSLATE_NOOP("CostPlanRows", "entered cost")}; // in the order of Basis
static constexpr std::array kindTexts{
    QT_TRANSLATE_NOOP("CostPlanRows", "per month"), QT_TRANSLATE_NOOP("CostPlanRows", "node-hours"),
    QT_TRANSLATE_NOOP("CostPlanRows", "GB-hours"),  QT_TRANSLATE_NOOP("CostPlanRows", "per requests"),
    QT_TRANSLATE_NOOP("CostPlanRows", "as billed"), QT_TRANSLATE_NOOP("CostPlanRows", "once")}; // in the order of Kind
static constexpr std::array ownerTexts{QT_TRANSLATE_NOOP("CostPlanRows", "other"),
                                       QT_TRANSLATE_NOOP("CostPlanRows", "the cache")};

namespace
{

/// Reads the entries of one row; the first that cannot be read is kept as the problem.
class RowReader
{
public:
    RowReader(const QStringList& row, const CostPlan& plan) : m_row(row), m_plan(plan) {}

    QString text(int column) const { return m_row.value(column).trimmed(); }
    Decimal decimal(int column)
    {
        if (text(column).isEmpty())
            return {};
        const auto value = Decimal::parse(text(column));
        if (!value || value->sign() < 0)
            fail(planText(QT_TRANSLATE_NOOP("CostPlanRows", "“%1” is no number of 0 or more.")).arg(text(column)));
        return value.value_or(Decimal());
    }
    Money money(int column)
    {
        if (text(column).isEmpty())
            return {};
        const auto value = costplanrows::parseAmount(text(column), m_plan.currency);
        if (!value)
            fail(value.error().text());
        return value ? *value : Money();
    }
    template <std::size_t n>
    int choice(int column, const std::array<const char*, n>& texts)
    {
        for (std::size_t i = 0; i < n; ++i)
            if (text(column) == planText(texts[i]))
                return static_cast<int>(i);
        fail(planText(QT_TRANSLATE_NOOP("CostPlanRows", "“%1” is not one of the choices.")).arg(text(column)));
        return 0;
    }
    std::optional<TimeMs> date(int column)
    {
        if (text(column).isEmpty())
            return {};
        const QDate date = QDate::fromString(text(column), Qt::ISODate);
        const QTimeZone zone = m_plan.timeZone.isEmpty() ? QTimeZone::utc() : QTimeZone(m_plan.timeZone);
        if (!date.isValid())
            fail(planText(QT_TRANSLATE_NOOP("CostPlanRows", "“%1” is no date like 2026-05-01.")).arg(text(column)));
        return date.isValid() ? std::optional(date.startOfDay(zone).toMSecsSinceEpoch()) : std::nullopt;
    }
    QString needed(int column)
    {
        if (text(column).isEmpty())
            fail(planText(QT_TRANSLATE_NOOP("CostPlanRows", "The first entry is empty.")));
        return text(column);
    }
    Currency currency(int column)
    {
        const auto known = Currency::parse(text(column));
        if (!known)
            fail(known.error().text());
        return known ? *known : Currency();
    }
    const QString& problem() const { return m_problem; }

private:
    void fail(const QString& problem)
    {
        if (m_problem.isEmpty())
            m_problem = problem;
    }

    const QStringList& m_row;
    const CostPlan& m_plan;
    QString m_problem;
};

QString decimalText(const Decimal& decimal)
{
    return decimal.sign() == 0 ? QString() : decimal.toString();
}

QString dateText(TimeMs timeMs, const CostPlan& plan)
{
    const QTimeZone zone = plan.timeZone.isEmpty() ? QTimeZone::utc() : QTimeZone(plan.timeZone);
    return timeMs == 0 ? QString() : QDateTime::fromMSecsSinceEpoch(timeMs, zone).date().toString(Qt::ISODate);
}

QStringList rowOf(const StageValue& value, const CostPlan& plan)
{
    return {value.stage,
            planText(basisTexts[static_cast<std::size_t>(value.basis)]),
            costplanrows::amountText(value.costPerHit, plan.currency),
            value.model,
            decimalText(value.tokensInput),
            decimalText(value.tokensOutput),
            value.embeddingModel,
            decimalText(value.tokensEmbedding),
            value.savedMs ? QString::number(*value.savedMs) : QString(),
            value.source,
            dateText(value.validFromMs, plan)};
}

StageValue readValue(RowReader& in)
{
    StageValue value;
    value.stage = in.needed(0);
    value.basis = static_cast<StageValue::Basis>(in.choice(1, basisTexts));
    value.costPerHit = in.money(2);
    value.model = in.text(3);
    value.tokensInput = in.decimal(4);
    value.tokensOutput = in.decimal(5);
    value.embeddingModel = in.text(6);
    value.tokensEmbedding = in.decimal(7);
    if (!in.text(8).isEmpty())
        value.savedMs = in.decimal(8).toDouble();
    value.source = in.text(9);
    value.validFromMs = in.date(10).value_or(0);
    return value;
}

QStringList rowOf(const CacheCostLine& line, const CostPlan& plan)
{
    return {line.name,
            planText(kindTexts[static_cast<std::size_t>(line.kind)]),
            costplanrows::amountText(line.amount, plan.currency),
            line.quantity.toString(),
            planText(ownerTexts[line.isCache ? 1 : 0]),
            line.source,
            dateText(line.validFromMs, plan),
            line.validToMs ? dateText(*line.validToMs, plan) : QString()};
}

CacheCostLine readCost(RowReader& in)
{
    CacheCostLine line;
    line.name = in.needed(0);
    line.kind = static_cast<CacheCostLine::Kind>(in.choice(1, kindTexts));
    line.amount = in.money(2);
    line.quantity = in.text(3).isEmpty() ? Decimal(1) : in.decimal(3);
    line.isCache = in.choice(4, ownerTexts) == 1;
    line.source = in.text(5);
    line.validFromMs = in.date(6).value_or(0);
    line.validToMs = in.date(7);
    return line;
}

QStringList rowOf(const SemanticLookup& lookup, const CostPlan& plan)
{
    return {lookup.stage, lookup.embeddingModel, decimalText(lookup.tokens),
            costplanrows::amountText(lookup.costPerLookup, plan.currency), lookup.source};
}

SemanticLookup readLookup(RowReader& in)
{
    SemanticLookup lookup;
    lookup.stage = in.needed(0);
    lookup.embeddingModel = in.text(1);
    lookup.tokens = in.decimal(2);
    lookup.costPerLookup = in.money(3);
    lookup.source = in.text(4);
    return lookup;
}

QStringList rowOf(const ExchangeRate& rate, const CostPlan& plan)
{
    return {rate.from.code(), rate.to.code(), rate.rate.toString(), dateText(rate.dateMs, plan), rate.source};
}

ExchangeRate readRate(RowReader& in)
{
    ExchangeRate rate;
    rate.from = in.currency(0);
    rate.to = in.currency(1);
    rate.rate = in.decimal(2);
    rate.dateMs = in.date(3).value_or(0);
    rate.source = in.text(4);
    return rate;
}

template <typename T>
std::vector<QStringList> rowsOf(const std::vector<T>& all, const CostPlan& plan)
{
    std::vector<QStringList> rows;
    for (const T& each : all)
        rows.push_back(rowOf(each, plan));
    return rows;
}

template <typename T>
Result<void> readAll(const std::vector<QStringList>& rows, const CostPlan& plan, std::vector<T>& all,
                     T (*read)(RowReader&))
{
    std::vector<T> fresh;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto same =
            std::find_if(all.begin(), all.end(), [&](const T& each) { return rowOf(each, plan) == rows[i]; });
        if (same != all.end()) {
            fresh.push_back(*same);
            continue;
        }
        RowReader in(rows[i], plan);
        fresh.push_back(read(in));
        if (!in.problem().isEmpty())
            return Error{ErrorCode::InvalidArgument,
                         planText(QT_TRANSLATE_NOOP("CostPlanRows", "Row %1: %2")).arg(i + 1).arg(in.problem()),
                         {}};
    }
    all = std::move(fresh);
    return {};
}

} // namespace

Result<Money> costplanrows::parseAmount(const QString& text, Currency usual)
{
    const QStringList words = text.split(u' ', Qt::SkipEmptyParts);
    if (words.size() > 2)
        return Error{ErrorCode::InvalidArgument,
                     planText(QT_TRANSLATE_NOOP("CostPlanRows", "“%1” is no amount like 0.04 or 0.04 EUR.")).arg(text),
                     {}};
    if (words.size() == 2) {
        const auto currency = Currency::parse(words[1]);
        if (!currency)
            return currency.error();
        usual = *currency;
    }
    return Money::parse(words.value(0), usual);
}

QString costplanrows::amountText(const Money& money, Currency usual)
{
    if (!money.isValid())
        return {};
    const QString number = money.toDecimalString();
    return money.currency() == usual ? number : number + u' ' + money.currency().code();
}

QStringList costplanrows::headings(Part part)
{
    const auto all = [](std::initializer_list<const char*> texts) {
        QStringList headings;
        for (const char* text : texts)
            headings << planText(text);
        return headings;
    };
    switch (part) {
    case Part::Values:
        return all(
            {QT_TRANSLATE_NOOP("CostPlanRows", "Stage"), QT_TRANSLATE_NOOP("CostPlanRows", "A hit avoids"),
             QT_TRANSLATE_NOOP("CostPlanRows", "Cost a hit"), QT_TRANSLATE_NOOP("CostPlanRows", "Model"),
             QT_TRANSLATE_NOOP("CostPlanRows", "Input tokens"), QT_TRANSLATE_NOOP("CostPlanRows", "Output tokens"),
             QT_TRANSLATE_NOOP("CostPlanRows", "Embedding model"),
             QT_TRANSLATE_NOOP("CostPlanRows", "Embedding tokens"), QT_TRANSLATE_NOOP("CostPlanRows", "Spared, ms"),
             QT_TRANSLATE_NOOP("CostPlanRows", "Who says so"), QT_TRANSLATE_NOOP("CostPlanRows", "Since")});
    case Part::Costs:
        return all({QT_TRANSLATE_NOOP("CostPlanRows", "Cost"), QT_TRANSLATE_NOOP("CostPlanRows", "Kind"),
                    QT_TRANSLATE_NOOP("CostPlanRows", "Amount"), QT_TRANSLATE_NOOP("CostPlanRows", "Times"),
                    QT_TRANSLATE_NOOP("CostPlanRows", "Of"), QT_TRANSLATE_NOOP("CostPlanRows", "Who says so"),
                    QT_TRANSLATE_NOOP("CostPlanRows", "Since"), QT_TRANSLATE_NOOP("CostPlanRows", "Until")});
    case Part::Lookups:
        return all({QT_TRANSLATE_NOOP("CostPlanRows", "Stage"), QT_TRANSLATE_NOOP("CostPlanRows", "Embedding model"),
                    QT_TRANSLATE_NOOP("CostPlanRows", "Tokens a lookup"),
                    QT_TRANSLATE_NOOP("CostPlanRows", "Cost a lookup"),
                    QT_TRANSLATE_NOOP("CostPlanRows", "Who says so")});
    case Part::Rates:
        return all({QT_TRANSLATE_NOOP("CostPlanRows", "From"), QT_TRANSLATE_NOOP("CostPlanRows", "To"),
                    QT_TRANSLATE_NOOP("CostPlanRows", "Rate"), QT_TRANSLATE_NOOP("CostPlanRows", "Date"),
                    QT_TRANSLATE_NOOP("CostPlanRows", "Who says so")});
    }
    return {};
}

std::vector<QStringList> costplanrows::rows(const CostPlan& plan, Part part)
{
    switch (part) {
    case Part::Values:
        return rowsOf(plan.values, plan);
    case Part::Costs:
        return rowsOf(plan.costs, plan);
    case Part::Lookups:
        return rowsOf(plan.lookups, plan);
    case Part::Rates:
        return rowsOf(plan.rates, plan);
    }
    return {};
}

Result<void> costplanrows::apply(const std::vector<QStringList>& rows, Part part, CostPlan& plan)
{
    const CostPlan before = plan;
    switch (part) {
    case Part::Values:
        return readAll(rows, before, plan.values, readValue);
    case Part::Costs:
        return readAll(rows, before, plan.costs, readCost);
    case Part::Lookups:
        return readAll(rows, before, plan.lookups, readLookup);
    case Part::Rates:
        return readAll(rows, before, plan.rates, readRate);
    }
    return {};
}

template <std::size_t n>
static QStringList translated(const std::array<const char*, n>& texts)
{
    QStringList all;
    for (const char* text : texts)
        all << planText(text);
    return all;
}

QStringList costplanrows::choices(Part part, int column)
{
    if (part == Part::Values && column == 1)
        return translated(basisTexts);
    if (part == Part::Costs && column == 1)
        return translated(kindTexts);
    if (part == Part::Costs && column == 4)
        return translated(ownerTexts);
    QStringList codes;
    if (part == Part::Rates && column < 2) {
        for (const Currency& currency : Currency::all())
            codes << currency.code();
    }
    return codes;
}

std::vector<int> costplanrows::numberColumns(Part part)
{
    switch (part) {
    case Part::Values:
        return {2, 4, 5, 7, 8};
    case Part::Costs:
    case Part::Lookups:
        return {2, 3};
    case Part::Rates:
        return {2};
    }
    return {};
}

int costplanrows::sinceColumn(Part part)
{
    return part == Part::Values ? 10 : part == Part::Costs ? 6 : part == Part::Rates ? 3 : -1;
}

} // namespace cacheledger
