// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/ledgerrate.h"

#include "config/stageplan.h"
#include "cost/costaccrual.h"
#include "cost/ledgerperiods.h"
#include "cost/pricebook.h"

#include <QtCore/QDateTime>

#include <algorithm>

namespace cacheledger
{

std::optional<double> netPerMonth(const Ledger& ledger)
{
    const LedgerEntry& total = ledger.total;
    const qint64 lengthMs = total.toMs - total.fromMs;
    const bool priced = std::any_of(total.stages.begin(), total.stages.end(),
                                    [](const LedgerStage& stage) { return stage.gross.isValid(); });
    if (lengthMs < shortestForRateMs || total.coverage < coverageForRate || !ledger.unpriced.isEmpty() || !priced ||
        !total.net.isValid())
        return std::nullopt;
    return total.net.toDouble() * meanMonthMs / static_cast<double>(lengthMs);
}

static bool isValidAt(const CacheCostLine& line, TimeMs nowMs)
{
    return line.kind != CacheCostLine::Kind::Once && line.validFromMs <= nowMs &&
           (!line.validToMs || *line.validToMs > nowMs);
}

/// Without beginning and end; what was billed for a while, by its months.
static std::optional<CacheCostLine> steadyLine(CacheCostLine line)
{
    if (line.kind == CacheCostLine::Kind::Requests)
        return std::nullopt;
    if (line.kind == CacheCostLine::Kind::Entered) {
        const auto factor = Decimal::fromDouble(meanMonthMs / static_cast<double>(*line.validToMs - line.validFromMs));
        if (!factor)
            return std::nullopt;
        line.kind = CacheCostLine::Kind::PerMonth;
        line.amount = line.amount.times(*factor);
        line.quantity = Decimal(1);
    }
    line.validFromMs = 0;
    line.validToMs.reset();
    return line;
}

EnteredCost enteredCostPerMonth(const CostPlan& plan, TimeMs nowMs)
{
    CostPlan steady;
    steady.currency = plan.currency;
    steady.timeZone = plan.timeZone;
    steady.rates = plan.rates;
    for (const CacheCostLine& line : plan.costs) {
        if (!isValidAt(line, nowMs))
            continue;
        const auto kept = steadyLine(line);
        if (!kept)
            return {};
        steady.costs.push_back(*kept);
    }
    if (steady.costs.empty())
        return {};
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(nowMs, ledgerZone(plan.timeZone));
    const std::vector<TimeMs> bounds{nowMs, now.addYears(1).toMSecsSinceEpoch()};
    const PriceBook noPrices;
    const std::vector<TimeMs> cuts = ledgerCuts(bounds, steady, noPrices);
    std::vector<PeriodCounts> pieces;
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
        PeriodCounts& piece = pieces.emplace_back();
        piece.fromMs = cuts[i];
        piece.toMs = cuts[i + 1];
    }
    const Ledger year = computeLedger(steady, noPrices, {}, bounds, pieces);
    if (!year.total.apart.empty())
        return {};
    Confidence confidence = Confidence::Measured;
    for (const LedgerAssumption& row : year.assumptions)
        confidence = weakest(confidence, row.confidence);
    return {(year.total.cacheCost + year.total.otherCosts).dividedBy(12), confidence};
}

} // namespace cacheledger
