// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/ledgerverdict.h"

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr double verdictDayMs = 24 * 3600'000.0;

static Money perMonth(const Money& amount, double overMs)
{
    const auto factor = overMs > 0 ? Decimal::fromDouble(meanMonthMs / overMs) : std::nullopt;
    return factor ? amount.times(*factor) : Money();
}

VerdictInput verdictInputOf(const Ledger& ledger, const TrafficFacts& traffic)
{
    VerdictInput input;
    input.queryDiversity = traffic.distinctShare;
    input.freshnessMs = traffic.answerAgeMs;
    const LedgerEntry& total = ledger.total;
    const auto lengthMs = static_cast<double>(total.toMs - total.fromMs);
    const double coveredMs = total.coverage * lengthMs;
    input.confidence = total.confidence;
    input.observedMs = static_cast<qint64>(coveredMs);
    if (coveredMs <= 0)
        return input;
    if (total.requests) {
        input.requestsPerDay = *total.requests / coveredMs * verdictDayMs;
        if (total.answered && *total.requests > 0)
            input.hitRatio = *total.answered / *total.requests;
    }
    const bool anyPriced = std::any_of(total.stages.begin(), total.stages.end(),
                                       [](const LedgerStage& each) { return each.gross.isValid(); });
    const bool anyCost = std::any_of(ledger.assumptions.begin(), ledger.assumptions.end(),
                                     [](const LedgerAssumption& each) { return each.id.startsWith(u"cost."_s); });
    // What was counted stands for the covered time, costs for all of it.
    if (anyPriced)
        input.grossSavingPerMonth = perMonth(total.gross - total.embedding - total.wrongHits, coveredMs);
    if (anyCost)
        input.cacheCostPerMonth = perMonth(total.cacheCost + total.otherCosts, lengthMs);
    const bool isPartial = !ledger.unpriced.isEmpty() || !total.apart.empty();
    if (isPartial && input.grossSavingPerMonth.isValid() && input.cacheCostPerMonth.isValid() &&
        !(input.grossSavingPerMonth > input.cacheCostPerMonth))
        input.grossSavingPerMonth = Money(); // the rest may make up for it
    return input;
}

} // namespace cacheledger
