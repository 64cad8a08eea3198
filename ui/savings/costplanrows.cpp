// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savings/costplanrows.h"

#include "cost/costaccrual.h"
#include "ui/savings/costplanwords.h"
#include "ui/savings/rowreader.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>

#include <algorithm>
#include <array>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString planText(const char* text)
{
    return RowReader::translated(text);
}

namespace
{

QString decimalText(const Decimal& decimal)
{
    return decimal.sign() == 0 ? QString() : decimal.toString();
}

QString dateText(TimeMs timeMs, const CostPlan& plan)
{
    return timeMs == 0 ? QString()
                       : QDateTime::fromMSecsSinceEpoch(timeMs, ledgerZone(plan.timeZone)).date().toString(Qt::ISODate);
}

QStringList rowOf(const StageValue& value, const CostPlan& plan)
{
    return {value.stage,
            planText(costplanwords::bases[static_cast<std::size_t>(value.basis)]),
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
    value.basis = static_cast<StageValue::Basis>(in.choice(1, costplanwords::bases));
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
            planText(costplanwords::kinds[static_cast<std::size_t>(line.kind)]),
            costplanrows::amountText(line.amount, plan.currency),
            line.quantity.toString(),
            planText(costplanwords::owners[line.isCache ? 1 : 0]),
            line.source,
            dateText(line.validFromMs, plan),
            line.validToMs ? dateText(*line.validToMs, plan) : QString()};
}

CacheCostLine readCost(RowReader& in)
{
    CacheCostLine line;
    line.name = in.needed(0);
    line.kind = static_cast<CacheCostLine::Kind>(in.choice(1, costplanwords::kinds));
    line.amount = in.money(2);
    line.quantity = in.text(3).isEmpty() ? Decimal(1) : in.decimal(3);
    line.isCache = in.choice(4, costplanwords::owners) == 1;
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

} // namespace cacheledger
