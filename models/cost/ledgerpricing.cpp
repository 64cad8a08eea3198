// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/ledgerpricing.h"

#include "config/stageplan.h"
#include "cost/ledgerperiods.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>

#include <algorithm>
#include <limits>

namespace cacheledger
{

namespace
{

QString ledgerText(const char* text)
{
    return QCoreApplication::translate("Ledger", text);
}

QString tokenKindName(TokenKind kind)
{
    switch (kind) {
    case TokenKind::Input:
        return QStringLiteral("input");
    case TokenKind::CachedInput:
        return QStringLiteral("cached-input");
    case TokenKind::Output:
        return QStringLiteral("output");
    case TokenKind::Embedding:
        return QStringLiteral("embedding");
    }
    return {};
}

/// "@2026-05-01"; nothing for what has always been valid.
QString sinceText(TimeMs timeMs)
{
    return timeMs > 0 ? QLatin1Char('@') + QDateTime::fromMSecsSinceEpoch(timeMs, Qt::UTC).date().toString(Qt::ISODate)
                      : QString();
}

Confidence ofEntered(bool isDefault)
{
    return isDefault ? Confidence::Assumed : Confidence::Estimated;
}

/// Adds a part of what one comes to. Parts in two currencies do not add up.
void addUnit(PricedUnit& sum, const PricedUnit& part)
{
    sum.assumptions.insert(sum.assumptions.end(), part.assumptions.begin(), part.assumptions.end());
    sum.confidence = weakest(sum.confidence, part.confidence);
    if (!sum.missing.isEmpty() || !part.each) {
        sum.missing = sum.missing.isEmpty() ? part.missing : sum.missing;
        sum.each.reset();
        return;
    }
    const auto none = [](const PricedUnit& unit) { return !unit.each || unit.each->sign() == 0; };
    if (none(sum)) {
        sum.each = part.each;
        sum.currency = part.currency;
    } else if (sum.currency == part.currency) {
        sum.each = (Money(sum.currency) + sum.of(Decimal(1)) + part.of(Decimal(1))).toDecimal();
    } else {
        sum.missing = ledgerText("Its prices are in %1 and %2, and no rate of exchange has been entered.")
                          .arg(sum.currency.code(), part.currency.code());
        sum.each.reset();
    }
}

/// What one hit or lookup comes to: in whole billionths, so that counts of them add up exactly.
PricedUnit wholeNanos(PricedUnit unit)
{
    if (unit.each)
        unit.each = unit.each->rounded(9);
    return unit;
}

QString costUnit(const CacheCostLine& line)
{
    const QString code = line.amount.currency().code();
    const QString quantity = line.quantity == Decimal(1) ? QString() : line.quantity.toString() + QStringLiteral(" x ");
    switch (line.kind) {
    case CacheCostLine::Kind::PerMonth:
        return quantity + code + QStringLiteral(" / month");
    case CacheCostLine::Kind::NodeHours:
        return quantity + code + QStringLiteral(" / node-hour");
    case CacheCostLine::Kind::GbHours:
        return quantity + code + QStringLiteral(" / GB-hour");
    case CacheCostLine::Kind::Requests:
        return QStringLiteral("%1 / %2 lookups").arg(code, line.quantity.toString());
    case CacheCostLine::Kind::Once:
        return code + QStringLiteral(", once");
    case CacheCostLine::Kind::Entered:
        break;
    }
    return code;
}

} // namespace

Money PricedUnit::of(const Decimal& count) const
{
    const std::optional<Decimal> product = each ? each->times(count) : std::nullopt;
    return product ? Money::ofUnits(currency, 1).times(*product) : Money();
}

LedgerPricer::LedgerPricer(const CostPlan& plan, const TokenPrices& prices, const std::vector<StageConfig>& stages)
    : m_plan(plan),
      m_prices(prices),
      m_stages(stages),
      m_changes(ledgerCuts({std::numeric_limits<TimeMs>::min(), std::numeric_limits<TimeMs>::max()}, plan, prices))
{
}

const LedgerPricing& LedgerPricer::at(TimeMs timeMs)
{
    const auto after = std::upper_bound(m_changes.begin(), m_changes.end(), timeMs);
    const auto stretch = static_cast<std::size_t>(after - m_changes.begin());
    if (m_stretch == stretch)
        return m_pricing;
    m_stretch = stretch;
    m_pricing = {};
    for (const StageConfig& stage : m_stages)
        m_pricing.stages.push_back(stageAt(stage, timeMs));
    for (const SemanticLookup& lookup : m_plan.lookups)
        m_pricing.lookups.push_back(lookupAt(lookup, timeMs));
    for (const CacheCostLine& line : m_plan.costs)
        m_pricing.lines.push_back({&line, lineAt(line, timeMs)});
    if (m_plan.wrongHitCost) {
        m_pricing.wrongHit = entered(*m_plan.wrongHitCost, Confidence::Estimated);
        m_pricing.wrongHit->assumptions.push_back(assume(
            {QStringLiteral("wrong-hit"), ledgerText("Cost of a wrong hit"), m_plan.wrongHitCost->toDecimalString(),
             m_plan.wrongHitCost->currency().code(), ledgerText("entered"), Confidence::Estimated, 0}));
        m_pricing.wrongHit = wholeNanos(inLedgersCurrency(*m_pricing.wrongHit, timeMs));
    }
    return m_pricing;
}

const StageValue* LedgerPricer::valueOf(const QString& stage, TimeMs timeMs) const
{
    const StageValue* found = nullptr;
    for (const StageValue& value : m_plan.values)
        if (value.stage == stage && value.validFromMs <= timeMs && (!found || value.validFromMs >= found->validFromMs))
            found = &value;
    return found;
}

LedgerPricing::Stage LedgerPricer::stageAt(const StageConfig& stage, TimeMs timeMs)
{
    LedgerPricing::Stage priced;
    priced.value = valueOf(stage.id, timeMs);
    if (!priced.value)
        return priced;
    const StageValue& value = *priced.value;
    const bool measured = value.basis == StageValue::Basis::MeasuredTokens;
    if (measured) {
        priced.input = token(value.model, TokenKind::Input, timeMs);
        priced.cachedInput = token(value.model, TokenKind::CachedInput, timeMs);
        if (!priced.cachedInput.each) // a provider without a discount bills all alike
            priced.cachedInput = priced.input;
        priced.output = token(value.model, TokenKind::Output, timeMs);
        priced.embedding = token(value.embeddingModel, TokenKind::Embedding, timeMs);
    }
    if (value.basis == StageValue::Basis::MeasuredCost) {
        const Currency currency = value.costPerHit.isValid() ? value.costPerHit.currency() : m_plan.currency;
        priced.measuredCost = inLedgersCurrency(entered(Money::ofUnits(currency, 1), Confidence::Measured), timeMs);
    } else {
        priced.hit = wholeNanos(hitOf(value, timeMs));
    }
    return priced;
}

/// As people call it, on every page and in every report.
QString LedgerPricer::stageName(const QString& id) const
{
    const auto stage =
        std::find_if(m_stages.begin(), m_stages.end(), [&id](const StageConfig& each) { return each.id == id; });
    return stage == m_stages.end() || stage->name.isEmpty() ? id : stage->name;
}

PricedUnit LedgerPricer::hitOf(const StageValue& value, TimeMs timeMs)
{
    const QString id = QStringLiteral("value.%1%2").arg(value.stage, sinceText(value.validFromMs));
    const QString what = ledgerText("What a hit of %1 spares").arg(stageName(value.stage));
    const Confidence confidence = ofEntered(value.isDefault);
    LedgerAssumption row{id, what, {}, {}, value.source, confidence, value.validFromMs};
    if (value.basis == StageValue::Basis::EnteredCost) {
        row.value = value.costPerHit.toDecimalString();
        row.unit = QStringLiteral("%1 / hit").arg(value.costPerHit.currency().code());
        PricedUnit unit = inLedgersCurrency(entered(value.costPerHit, confidence), timeMs);
        unit.assumptions.push_back(assume(std::move(row)));
        return unit;
    }
    PricedUnit unit = entered(Money(m_plan.currency), confidence);
    const std::array<std::tuple<TokenKind, QString, Decimal>, 3> parts{
        {{TokenKind::Input, value.model, value.tokensInput},
         {TokenKind::Output, value.model, value.tokensOutput},
         {TokenKind::Embedding, value.embeddingModel, value.tokensEmbedding}}};
    QStringList averages;
    for (const auto& [kind, model, count] : parts) {
        if (count.sign() <= 0)
            continue;
        addUnit(unit, tokens(model, kind, count, timeMs));
        averages += QStringLiteral("%1 %2").arg(count.toString(), tokenKindName(kind));
    }
    if (averages.isEmpty()) {
        unit.each.reset();
        unit.missing = ledgerText("No average number of tokens has been entered for a hit of %1.").arg(value.stage);
        return unit;
    }
    row.value = averages.join(QStringLiteral(" + "));
    row.unit = QStringLiteral("tokens / hit");
    unit.assumptions.push_back(assume(std::move(row)));
    return unit;
}

PricedUnit LedgerPricer::tokens(const QString& model, TokenKind kind, const Decimal& count, TimeMs timeMs)
{
    PricedUnit unit = token(model, kind, timeMs);
    if (unit.each)
        unit.each = unit.each->times(count);
    return unit;
}

PricedUnit LedgerPricer::token(const QString& model, TokenKind kind, TimeMs timeMs)
{
    PricedUnit unit;
    const std::optional<TokenPrice> price = m_prices.priceAt(model, kind, timeMs);
    const QString kindName = tokenKindName(kind);
    if (!price) {
        unit.missing = model.isEmpty()
                           ? ledgerText("No model has been named for its %1 tokens.").arg(kindName)
                           : ledgerText("There is no price of %1, %2 tokens, for that time.").arg(model, kindName);
        return unit;
    }
    unit.each = price->perToken;
    unit.currency = price->currency;
    unit.confidence = price->isDefault ? Confidence::Assumed : Confidence::Measured;
    unit.assumptions.push_back(assume(
        {QStringLiteral("price.%1.%2%3").arg(model, kindName, sinceText(price->validFromMs)),
         ledgerText("Price of %1, %2").arg(model, kindName), price->perToken.shifted(6).value_or(Decimal()).toString(),
         QStringLiteral("%1 / 1M tokens").arg(price->currency.code()), price->source, unit.confidence,
         price->validFromMs}));
    return inLedgersCurrency(std::move(unit), timeMs);
}

PricedUnit LedgerPricer::lookupAt(const SemanticLookup& lookup, TimeMs timeMs)
{
    const Confidence confidence = ofEntered(lookup.isDefault);
    LedgerAssumption row{QStringLiteral("lookup.%1").arg(lookup.stage),
                         ledgerText("Embedding of a lookup in %1").arg(stageName(lookup.stage)),
                         lookup.tokens.toString(),
                         QStringLiteral("tokens / lookup"),
                         lookup.source,
                         confidence,
                         0};
    if (lookup.costPerLookup.isValid()) {
        row.value = lookup.costPerLookup.toDecimalString();
        row.unit = QStringLiteral("%1 / lookup").arg(lookup.costPerLookup.currency().code());
    }
    PricedUnit unit = lookup.costPerLookup.isValid()
                          ? inLedgersCurrency(entered(lookup.costPerLookup, confidence), timeMs)
                          : tokens(lookup.embeddingModel, TokenKind::Embedding, lookup.tokens, timeMs);
    unit.confidence = weakest(unit.confidence, confidence);
    unit.assumptions.push_back(assume(std::move(row)));
    return wholeNanos(std::move(unit));
}

PricedUnit LedgerPricer::lineAt(const CacheCostLine& line, TimeMs timeMs)
{
    const bool isBill = line.kind == CacheCostLine::Kind::Entered || line.kind == CacheCostLine::Kind::Once;
    const bool billed = isBill && !line.isDefault;
    const Confidence confidence = billed ? Confidence::Measured : ofEntered(line.isDefault);
    PricedUnit unit = inLedgersCurrency(entered(line.amount, confidence), timeMs);
    const bool valid = line.validFromMs <= timeMs && (!line.validToMs || timeMs < *line.validToMs);
    if (valid)
        unit.assumptions.push_back(
            assume({QStringLiteral("cost.%1%2").arg(line.name, sinceText(line.validFromMs)), line.name,
                    line.amount.toDecimalString(), costUnit(line), line.source, confidence, line.validFromMs}));
    return unit;
}

PricedUnit LedgerPricer::entered(const Money& amount, Confidence confidence) const
{
    PricedUnit unit;
    unit.confidence = confidence;
    if (amount.isValid()) {
        unit.each = amount.toDecimal();
        unit.currency = amount.currency();
    } else {
        unit.missing = ledgerText("No amount has been entered.");
    }
    return unit;
}

PricedUnit LedgerPricer::inLedgersCurrency(PricedUnit unit, TimeMs timeMs)
{
    if (!unit.each || unit.currency == m_plan.currency)
        return unit;
    const ExchangeRate* found = rateAt(m_plan.rates, unit.currency, m_plan.currency, timeMs);
    if (!found)
        return unit;
    unit.each = unit.each->times(found->rate);
    unit.currency = m_plan.currency;
    unit.confidence = weakest(unit.confidence, Confidence::Estimated);
    const QString pair = found->from.code() + QLatin1Char('-') + found->to.code();
    unit.assumptions.push_back(
        assume({QStringLiteral("rate.%1%2").arg(pair, sinceText(found->dateMs)), ledgerText("Rate of exchange"),
                found->rate.toString(), QStringLiteral("%1 / %2").arg(found->to.code(), found->from.code()),
                found->source, Confidence::Estimated, found->dateMs}));
    return unit;
}

std::size_t LedgerPricer::assume(LedgerAssumption assumption)
{
    const auto [place, isNew] = m_places.try_emplace(assumption.id, m_assumptions.size());
    if (isNew)
        m_assumptions.push_back(std::move(assumption));
    return place->second;
}

} // namespace cacheledger
