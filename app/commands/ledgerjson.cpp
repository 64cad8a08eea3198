// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/ledgerjson.h"

#include "metrics/format.h"

#include <nlohmann/json.hpp>

#include <array>

namespace cacheledger
{

static OrderedJson textJson(const QString& text)
{
    return text.isEmpty() ? OrderedJson() : OrderedJson(text.toStdString());
}

/// A decimal as a text, so that no reader rounds it; null: not known.
static OrderedJson amountJson(const Money& amount)
{
    return textJson(amount.toDecimalString());
}

static OrderedJson momentJson(TimeMs timeMs)
{
    return format::isoUtc(timeMs).toStdString();
}

template <typename T>
static OrderedJson knownJson(const std::optional<T>& value)
{
    return value ? OrderedJson(*value) : OrderedJson();
}

static OrderedJson stageJson(const LedgerStage& stage)
{
    return OrderedJson{{"stage", stage.stage.toStdString()},
                       {"name", stage.name.toStdString()},
                       {"answers", stage.answers},
                       {"requests", knownJson(stage.requests)},
                       {"hits", knownJson(stage.hits)},
                       {"credited", knownJson(stage.credited)},
                       {"avoidedPerHit", amountJson(stage.avoidedPerHit)},
                       {"gross", amountJson(stage.gross)},
                       {"confidence", confidenceName(stage.confidence).toStdString()},
                       {"unpriced", textJson(stage.unpriced)}};
}

static OrderedJson entryJson(const LedgerEntry& entry)
{
    OrderedJson stages = OrderedJson::array();
    for (const LedgerStage& stage : entry.stages)
        stages.push_back(stageJson(stage));
    OrderedJson apart = OrderedJson::array();
    for (const Money& amount : entry.apart)
        apart.push_back(
            OrderedJson{{"amount", amountJson(amount)}, {"currency", amount.currency().code().toStdString()}});
    return OrderedJson{{"from", momentJson(entry.fromMs)},
                       {"to", momentJson(entry.toMs)},
                       {"coverage", entry.coverage},
                       {"requests", knownJson(entry.requests)},
                       {"answered", knownJson(entry.answered)},
                       {"gross", amountJson(entry.gross)},
                       {"embedding", amountJson(entry.embedding)},
                       {"wrongHits", amountJson(entry.wrongHits)},
                       {"cacheCost", amountJson(entry.cacheCost)},
                       {"otherCosts", amountJson(entry.otherCosts)},
                       {"net", amountJson(entry.net)},
                       {"idleCost", entry.idleCost ? amountJson(*entry.idleCost) : OrderedJson()},
                       {"latencySavedMs", knownJson(entry.latencySavedMs)},
                       {"apart", std::move(apart)},
                       {"confidence", confidenceName(entry.confidence).toStdString()},
                       {"resets", entry.resets},
                       {"stages", std::move(stages)}};
}

static OrderedJson assumptionJson(const LedgerAssumption& row)
{
    return OrderedJson{{"id", row.id.toStdString()},
                       {"what", row.what.toStdString()},
                       {"value", row.value.toStdString()},
                       {"unit", row.unit.toStdString()},
                       {"source", textJson(row.source)},
                       {"confidence", confidenceName(row.confidence).toStdString()},
                       {"since", row.dateMs > 0 ? momentJson(row.dateMs) : OrderedJson()}};
}

static OrderedJson entriesJson(const Ledger& ledger)
{
    const std::vector<Money> totals = runningTotal(ledger);
    OrderedJson entries = OrderedJson::array();
    for (std::size_t i = 0; i < totals.size(); ++i) {
        OrderedJson entry = entryJson(ledger.entries[i]);
        entry["runningTotal"] = amountJson(totals[i]);
        entries.push_back(std::move(entry));
    }
    return entries;
}

static OrderedJson spentOnceJson(const Ledger& ledger)
{
    OrderedJson all = OrderedJson::array();
    for (const SpentOnce& spent : ledger.spentOnce)
        all.push_back(OrderedJson{{"name", spent.name.toStdString()},
                                  {"amount", amountJson(spent.amount)},
                                  {"date", momentJson(spent.dateMs)}});
    return all;
}

OrderedJson verdictJson(const PayVerdict& verdict)
{
    static constexpr std::array states{"pays", "does-not-pay", "not-enough-data"};                // as VerdictState
    static constexpr std::array rules{"bill", "hit-ratio", "requests", "distinct", "answer-age"}; // as Rule
    static constexpr std::array outcomes{"for", "against", "caution", "unknown"};                 // as Outcome
    OrderedJson reasons = OrderedJson::array();
    for (const VerdictReason& reason : verdict.reasons)
        reasons.push_back(OrderedJson{{"rule", rules[static_cast<std::size_t>(reason.rule)]},
                                      {"outcome", outcomes[static_cast<std::size_t>(reason.outcome)]},
                                      {"text", reason.text.toStdString()}});
    return OrderedJson{{"state", states[static_cast<std::size_t>(verdict.state)]}, {"reasons", std::move(reasons)}};
}

OrderedJson ledgerJson(const Ledger& ledger, const PayVerdict& verdict, const HistoryTarget& target,
                       const ReportPeriod& period)
{
    OrderedJson gaps = OrderedJson::array();
    for (const UncoveredSpan& gap : ledger.gaps)
        gaps.push_back(OrderedJson{{"from", momentJson(gap.fromMs)}, {"to", momentJson(gap.toMs)}});
    OrderedJson assumptions = OrderedJson::array();
    for (const LedgerAssumption& row : ledger.assumptions)
        assumptions.push_back(assumptionJson(row));
    return OrderedJson{
        {"cache", target.name.toStdString()},
        {"currency", ledger.currency.code().toStdString()},
        {"timeZone", ledger.timeZone.isEmpty() ? "UTC" : ledger.timeZone.toStdString()},
        {"from", momentJson(period.fromMs)},
        {"to", momentJson(period.toMs)},
        {"hasData", ledger.hasData()},
        {"firstData", ledger.firstDataMs ? momentJson(*ledger.firstDataMs) : OrderedJson()},
        {"total", ledger.entries.empty() ? OrderedJson() : entryJson(ledger.total)},
        {"perThousandRequests", ledger.perThousandRequests ? amountJson(*ledger.perThousandRequests) : OrderedJson()},
        {"breakEvenRequestsPerMonth", knownJson(ledger.breakEvenRequestsPerMonth)},
        {"breakEvenHitRatio", knownJson(ledger.breakEvenHitRatio)},
        {"verdict", ledger.entries.empty() ? OrderedJson() : verdictJson(verdict)},
        {"spentOnce", spentOnceJson(ledger)},
        {"entries", entriesJson(ledger)},
        {"unpriced", jsonList(ledger.unpriced)},
        {"notes", jsonList(ledger.notes)},
        {"gaps", std::move(gaps)},
        {"assumptions", std::move(assumptions)}};
}

} // namespace cacheledger
