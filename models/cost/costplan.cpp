// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/costplan.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QTimeZone>

#include <algorithm>
#include <limits>
#include <set>

namespace cacheledger
{

namespace
{

constexpr qint64 largestAmount = 1'000'000'000'000'000; // a hundred million crore
constexpr qint64 mostTokens = 1'000'000'000'000;
constexpr qsizetype longestCostName = 200;
constexpr qint64 oldestAnswerMs = 3660LL * 24 * 3600 * 1000;

QString planText(const char* text)
{
    return QCoreApplication::translate("CostPlan", text);
}

Error badPlan(const QString& message)
{
    return {ErrorCode::InvalidArgument, message, {}};
}

std::optional<Error> amountError(const Money& amount, const QString& what, bool needed)
{
    if (!amount.isValid() && !needed)
        return std::nullopt;
    if (!amount.isValid())
        return badPlan(planText("%1 has no amount.").arg(what));
    if (amount.isNegative() || amount > Money::ofUnits(amount.currency(), largestAmount))
        return badPlan(planText("The amount of %1 is negative or absurdly large.").arg(what));
    return std::nullopt;
}

std::optional<Error> valueError(const StageValue& value)
{
    const QString what = planText("the value of a hit of \"%1\"").arg(value.stage);
    for (const Decimal& tokens : {value.tokensInput, value.tokensOutput, value.tokensEmbedding})
        if (tokens.sign() < 0 || tokens > Decimal(mostTokens))
            return badPlan(planText("The tokens of %1 are negative or absurdly many.").arg(what));
    if (value.savedMs && !(*value.savedMs >= 0 && *value.savedMs <= 86'400'000))
        return badPlan(planText("The time that a hit of \"%1\" saves is not between 0 and a day.").arg(value.stage));
    return amountError(value.costPerHit, what, value.basis == StageValue::Basis::EnteredCost);
}

std::optional<Error> lineError(const CacheCostLine& line)
{
    if (line.name.trimmed().isEmpty() || line.name.size() > longestCostName)
        return badPlan(planText("A cost needs a name of at most %1 characters.").arg(longestCostName));
    if (std::optional<Error> error = amountError(line.amount, line.name, true))
        return error;
    if (line.quantity.sign() < 0 || line.quantity > Decimal(mostTokens))
        return badPlan(planText("The quantity of \"%1\" is negative or absurdly large.").arg(line.name));
    if (line.kind == CacheCostLine::Kind::Requests &&
        (line.quantity < Decimal(1) || line.quantity != line.quantity.rounded(0)))
        return badPlan(planText("\"%1\" must be for a whole number of requests.").arg(line.name));
    if (line.validToMs && *line.validToMs <= line.validFromMs)
        return badPlan(planText("\"%1\" ends before it begins.").arg(line.name));
    if (line.kind == CacheCostLine::Kind::Entered && !line.validToMs)
        return badPlan(planText("\"%1\" is a bill and needs the time that it is for.").arg(line.name));
    if (line.kind == CacheCostLine::Kind::Once && (line.validFromMs == 0 || line.validToMs))
        return badPlan(planText("\"%1\" was spent once and needs the day, and no end.").arg(line.name));
    return std::nullopt;
}

bool overlap(const CacheCostLine& one, const CacheCostLine& other)
{
    constexpr TimeMs never = std::numeric_limits<TimeMs>::max();
    return one.validFromMs < other.validToMs.value_or(never) && other.validFromMs < one.validToMs.value_or(never);
}

std::optional<Error> valuesError(const CostPlan& plan)
{
    std::set<std::pair<QString, TimeMs>> values;
    for (const StageValue& value : plan.values) {
        if (std::optional<Error> error = valueError(value))
            return error;
        if (value.stage.isEmpty() || !values.insert({value.stage, value.validFromMs}).second)
            return badPlan(planText("Two values are for \"%1\" from the same time on.").arg(value.stage));
    }
    std::set<QString> stages;
    for (const SemanticLookup& lookup : plan.lookups) {
        const QString what = planText("the embedding of a lookup in \"%1\"").arg(lookup.stage);
        if (lookup.stage.isEmpty() || !stages.insert(lookup.stage).second)
            return badPlan(planText("The embedding of lookups in \"%1\" is there twice.").arg(lookup.stage));
        if (lookup.tokens.sign() < 0 || lookup.tokens > Decimal(mostTokens))
            return badPlan(planText("The tokens of %1 are negative or absurdly many.").arg(what));
        if (std::optional<Error> error = amountError(lookup.costPerLookup, what, lookup.embeddingModel.isEmpty()))
            return error;
    }
    return std::nullopt;
}

std::optional<Error> ratesError(const std::vector<ExchangeRate>& rates)
{
    std::set<std::tuple<Currency, Currency, TimeMs>> dates;
    for (const ExchangeRate& rate : rates) {
        const QString pair = rate.from.code() + QLatin1Char('-') + rate.to.code();
        if (!rate.from.isValid() || !rate.to.isValid() || rate.from == rate.to)
            return badPlan(planText("A rate of exchange must be between two known currencies."));
        if (rate.rate.sign() <= 0 || rate.rate > Decimal(mostTokens))
            return badPlan(planText("The rate %1 must be above 0.").arg(pair));
        if (!dates.insert({rate.from, rate.to, rate.dateMs}).second)
            return badPlan(planText("There are two rates %1 of the same date.").arg(pair));
    }
    return std::nullopt;
}

} // namespace

const ExchangeRate* rateAt(const std::vector<ExchangeRate>& rates, Currency from, Currency to, TimeMs timeMs)
{
    const ExchangeRate* found = nullptr;
    for (const ExchangeRate& rate : rates) {
        if (rate.from != from || rate.to != to)
            continue;
        const bool isLater = found && rate.dateMs > found->dateMs;
        const bool foundIsAhead = found && found->dateMs > timeMs;
        if (!found || (rate.dateMs <= timeMs && isLater) || (foundIsAhead && rate.dateMs < found->dateMs))
            found = &rate;
    }
    return found;
}

Result<void> validate(const CostPlan& plan)
{
    if (!plan.currency.isValid())
        return badPlan(planText("The costs have no currency."));
    if (!plan.timeZone.isEmpty() && !QTimeZone(plan.timeZone).isValid())
        return badPlan(planText("There is no time zone \"%1\".").arg(QString::fromUtf8(plan.timeZone.left(100))));
    for (const std::size_t size : {plan.values.size(), plan.costs.size(), plan.lookups.size(), plan.rates.size()})
        if (size > CostPlan::mostOfEach)
            return badPlan(planText("There are more than %1 entries of one kind.").arg(CostPlan::mostOfEach));
    if (std::optional<Error> error = valuesError(plan))
        return *error;
    for (std::size_t i = 0; i < plan.costs.size(); ++i) {
        if (std::optional<Error> error = lineError(plan.costs[i]))
            return *error;
        for (std::size_t j = 0; j < i; ++j)
            if (plan.costs[i].name == plan.costs[j].name && overlap(plan.costs[i], plan.costs[j]))
                return badPlan(
                    planText("Two costs \"%1\" overlap in time and would count twice.").arg(plan.costs[i].name));
    }
    if (plan.wrongHitCost && plan.wrongHitCost->currency() != plan.currency)
        return badPlan(planText("The cost of a wrong hit must be in the currency of the ledger."));
    if (plan.wrongHitCost)
        if (std::optional<Error> error = amountError(*plan.wrongHitCost, planText("a wrong hit"), true))
            return *error;
    if (std::optional<Error> error = ratesError(plan.rates))
        return *error;
    return validate(plan.traffic);
}

Result<void> validate(const TrafficFacts& traffic)
{
    if (traffic.distinctShare && !(*traffic.distinctShare >= 0 && *traffic.distinctShare <= 1))
        return badPlan(planText("The share of distinct requests must be from 0 to 100 %."));
    if (traffic.answerAgeMs && (*traffic.answerAgeMs < 0 || *traffic.answerAgeMs > oldestAnswerMs))
        return badPlan(planText("How old an answer may be must be from 0 s to ten years."));
    return {};
}

} // namespace cacheledger
