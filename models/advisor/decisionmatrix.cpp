// SPDX-License-Identifier: GPL-3.0-or-later
#include "advisor/decisionmatrix.h"

#include "advisor/adviceworth.h"
#include "cost/ledgerverdict.h"
#include "cost/moneyformat.h"
#include "metrics/format.h"

#include <QtCore/QCoreApplication>

#include <cmath>

namespace cacheledger
{

struct DecisionText {
    Q_DECLARE_TR_FUNCTIONS(DecisionMatrix)
};

static constexpr qint64 leastDecidedMs = 24 * 3600'000LL;

using Cells = std::array<DecisionFactor::Cell, cachingPlaces.size()>;

const char* cachingPlaceName(CachingPlace place)
{
    static constexpr std::array names{"redis", "in_memory", "cdn", "none"};
    return names[static_cast<std::size_t>(place)];
}

QString cachingPlaceText(CachingPlace place)
{
    switch (place) {
    case CachingPlace::Redis:
        return DecisionText::tr("Redis");
    case CachingPlace::InMemory:
        return DecisionText::tr("In memory");
    case CachingPlace::Cdn:
        return DecisionText::tr("CDN");
    case CachingPlace::None:
        break;
    }
    return DecisionText::tr("No cache");
}

const char* placeFitName(PlaceFit fit)
{
    static constexpr std::array names{"fits", "does_not_fit", "unknown", "any"};
    return names[static_cast<std::size_t>(fit)];
}

DecisionInput decisionInputOf(const Ledger& ledger, const TrafficFacts& traffic)
{
    const VerdictInput known = verdictInputOf(ledger, traffic);
    const CacheMoney money = cacheMoneyOf(ledger);
    DecisionInput input;
    input.distinctShare = known.queryDiversity;
    input.costPerMonth = money.cost;
    input.costConfidence = money.costConfidence;
    if (known.observedMs >= leastDecidedMs) {
        input.requestsPerDay = known.requestsPerDay;
        input.hitRatio = known.hitRatio;
    }
    return input;
}

static PlaceFit fitIf(std::optional<bool> holds)
{
    return !holds ? PlaceFit::Unknown : *holds ? PlaceFit::Fits : PlaceFit::DoesNotFit;
}

static DecisionFactor volume(const DecisionInput& input)
{
    const auto& perDay = input.requestsPerDay;
    const auto held = [&perDay](auto holds) {
        return fitIf(perDay ? std::optional<bool>(holds(*perDay)) : std::nullopt);
    };
    DecisionFactor factor{"volume", DecisionText::tr("Volume"), {}, perDay.has_value(), Confidence::Measured, {}};
    factor.measured =
        perDay ? DecisionText::tr("%1 requests a day").arg(format::value(std::round(*perDay), Unit::Count).joined())
               : DecisionText::tr("How many come in a day is not known: it takes a day of counted requests.");
    factor.cells = Cells{{{DecisionText::tr("> 500/day"), held([](double n) { return n > 500; })},
                          {DecisionText::tr("< 1,000/day"), held([](double n) { return n < 1000; })},
                          {DecisionText::tr("> 10,000/day"), held([](double n) { return n > 10'000; })},
                          {DecisionText::tr("any"), PlaceFit::Any}}};
    return factor;
}

static DecisionFactor similarity(const DecisionInput& input)
{
    const bool isSaid = input.distinctShare.has_value();
    const bool isBound = !isSaid && input.hitRatio;
    const double share = isSaid ? 1 - *input.distinctShare : input.hitRatio.value_or(0);
    const auto above = [&](double limit) {
        if (!isSaid && !isBound)
            return PlaceFit::Unknown;
        return share > limit ? PlaceFit::Fits : isSaid ? PlaceFit::DoesNotFit : PlaceFit::Unknown;
    };
    const auto below = [&](double limit) {
        if (!isSaid && !isBound)
            return PlaceFit::Unknown;
        return share >= limit ? PlaceFit::DoesNotFit : isSaid ? PlaceFit::Fits : PlaceFit::Unknown;
    };
    const QString shown = format::value(share, Unit::Ratio).joined();
    DecisionFactor factor{"similarity",
                          DecisionText::tr("Similarity"),
                          {},
                          isSaid || isBound,
                          isSaid ? Confidence::Estimated : Confidence::Measured,
                          {}};
    factor.measured =
        isSaid ? DecisionText::tr("%1 of the requests repeat an earlier one, as you said").arg(shown)
        : isBound
            ? DecisionText::tr("at least %1 of the requests repeat an earlier one: they hit").arg(shown)
            : DecisionText::tr("How many requests repeat an earlier one is not known: it takes a day of counted hits.");
    factor.cells = Cells{{{DecisionText::tr("> 30 %"), above(0.3)},
                          {DecisionText::tr("> 40 %"), above(0.4)},
                          {DecisionText::tr("> 50 %"), above(0.5)},
                          {DecisionText::tr("< 30 %"), below(0.3)}}};
    return factor;
}

static DecisionFactor servers(const DecisionInput& input)
{
    const auto& count = input.servers;
    const PlaceFit many = fitIf(count ? std::optional(*count > 1) : std::nullopt);
    const PlaceFit one = fitIf(count ? std::optional(*count == 1) : std::nullopt);
    DecisionFactor factor{"servers", DecisionText::tr("Servers"), {}, count.has_value(), Confidence::Measured, {}};
    factor.measured = !count        ? DecisionText::tr("How many servers the application has is not known.")
                      : *count == 1 ? DecisionText::tr("one server of the application")
                                    : DecisionText::tr("%1 servers of the application").arg(*count);
    factor.cells = Cells{{{DecisionText::tr("many"), many},
                          {DecisionText::tr("one"), one},
                          {DecisionText::tr("many"), many},
                          {DecisionText::tr("any"), PlaceFit::Any}}};
    return factor;
}

/// Only what Redis costs is known: what the others would cost is no more than their limit.
static DecisionFactor cost(const DecisionInput& input)
{
    const bool isKnown = input.costPerMonth.isValid();
    const bool isDollars = isKnown && input.costPerMonth.currency() == currencies::usd();
    DecisionFactor factor{"cost", DecisionText::tr("Cost a month"), {}, isKnown, input.costConfidence, {}};
    factor.measured =
        isKnown ? formatMoney(input.costPerMonth) : DecisionText::tr("What the cache costs was not entered.");
    const PlaceFit redis =
        fitIf(isDollars ? std::optional(!(input.costPerMonth > Money::ofUnits(currencies::usd(), 100))) : std::nullopt);
    factor.cells = Cells{{{DecisionText::tr("$20–100"), redis},
                          {DecisionText::tr("$0"), PlaceFit::Any},
                          {DecisionText::tr("$10–50"), PlaceFit::Any},
                          {DecisionText::tr("$0"), PlaceFit::Any}}};
    return factor;
}

std::vector<DecisionFactor> decisionMatrix(const DecisionInput& input)
{
    return {volume(input), similarity(input), servers(input), cost(input)};
}

} // namespace cacheledger
