// SPDX-License-Identifier: GPL-3.0-or-later
// The part of ledger.h that adds entries up.
#include "cost/ledger.h"

#include <algorithm>
#include <cmath>

namespace cacheledger
{

namespace
{

template <typename T>
void addKnown(std::optional<T>& sum, const std::optional<T>& part)
{
    if (part)
        sum = sum ? *sum + *part : *part;
}

void addKnown(Money& sum, const Money& part)
{
    if (part.isValid())
        sum = sum.isValid() ? sum + part : part;
}

void addStage(LedgerStage& sum, const LedgerStage& part)
{
    const bool sameUnit = sum.avoidedPerHit == part.avoidedPerHit;
    const bool firstKnown = !sum.gross.isValid();
    addKnown(sum.requests, part.requests);
    addKnown(sum.hits, part.hits);
    addKnown(sum.credited, part.credited);
    addKnown(sum.gross, part.gross);
    if (firstKnown)
        sum.avoidedPerHit = part.avoidedPerHit;
    else if (const auto hits = std::llround(sum.credited.value_or(0)); !sameUnit && hits > 0)
        sum.avoidedPerHit = sum.gross.dividedBy(hits);
    sum.confidence = weakest(sum.confidence, part.confidence);
    if (sum.unpriced.isEmpty())
        sum.unpriced = part.unpriced;
    for (const std::size_t assumption : part.assumptions)
        if (std::find(sum.assumptions.begin(), sum.assumptions.end(), assumption) == sum.assumptions.end())
            sum.assumptions.push_back(assumption);
}

} // namespace

void addApart(std::vector<Money>& sums, const Money& amount)
{
    const auto same =
        std::find_if(sums.begin(), sums.end(), [&](const Money& sum) { return sum.currency() == amount.currency(); });
    if (same == sums.end())
        sums.push_back(amount);
    else
        *same += amount;
}

void addEntry(LedgerEntry& sum, const LedgerEntry& part)
{
    if (sum.toMs <= sum.fromMs) { // nothing in it yet
        sum = part;
        return;
    }
    const auto before = static_cast<double>(sum.toMs - sum.fromMs);
    const auto length = static_cast<double>(part.toMs - part.fromMs);
    sum.coverage = (sum.coverage * before + part.coverage * length) / (before + length);
    sum.toMs = part.toMs;
    addKnown(sum.requests, part.requests);
    addKnown(sum.answered, part.answered);
    for (std::size_t s = 0; s < sum.stages.size() && s < part.stages.size(); ++s)
        addStage(sum.stages[s], part.stages[s]);
    for (const auto amount : {&LedgerEntry::gross, &LedgerEntry::embedding, &LedgerEntry::wrongHits,
                              &LedgerEntry::cacheCost, &LedgerEntry::otherCosts, &LedgerEntry::net})
        sum.*amount += part.*amount;
    addKnown(sum.idleCost, part.idleCost);
    addKnown(sum.latencySavedMs, part.latencySavedMs);
    for (const Money& amount : part.apart)
        addApart(sum.apart, amount);
    sum.confidence = weakest(sum.confidence, part.confidence);
    sum.resets += part.resets;
}

std::vector<Money> runningTotal(const Ledger& ledger)
{
    std::vector<Money> totals;
    Money sum(ledger.currency);
    for (std::size_t i = 0; i < ledger.entries.size(); ++i) {
        const LedgerEntry& entry = ledger.entries[i];
        const bool isFirstOfAll = i == 0 && ledger.firstDataMs;
        for (const SpentOnce& spent : ledger.spentOnce)
            if (spent.dateMs < entry.toMs && (spent.dateMs >= entry.fromMs || isFirstOfAll))
                sum -= spent.amount;
        sum += entry.net;
        totals.push_back(sum);
    }
    return totals;
}

Money spentOnceOf(const Ledger& ledger)
{
    Money sum;
    for (const SpentOnce& spent : ledger.spentOnce)
        sum = sum.isValid() ? sum + spent.amount : spent.amount;
    return sum;
}

} // namespace cacheledger
