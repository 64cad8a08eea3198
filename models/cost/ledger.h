// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/confidence.h"
#include "cost/costplan.h"
#include "cost/periodcounts.h"

#include <QtCore/QMetaType>
#include <QtCore/QStringList>

#include <memory>

namespace cacheledger
{

struct StageConfig;
class TokenPrices;

/// A mean month, 30.44 days: what amounts "a month" are worked out with.
inline constexpr double meanMonthMs = 365.2425 / 12 * 86'400'000;

/// One stage in one period of a ledger.
struct LedgerStage {
    QString stage;       ///< StageConfig::id
    QString name;        ///< for people
    bool answers = true; ///< StageConfig::answers
    std::optional<double> requests;
    std::optional<double> hits;     ///< as counted
    std::optional<double> credited; ///< fewer than hits where these requests were already credited to an earlier stage
    Money avoidedPerHit;            ///< gross / credited; no amount: not known
    Money gross;                    ///< no amount: not known (no counters, no price): see `unpriced`
    Confidence confidence = Confidence::Measured;
    QString unpriced;                     ///< a sentence: why there is no amount; empty where there is one
    std::vector<std::size_t> assumptions; ///< places in Ledger::assumptions
    friend bool operator==(const LedgerStage&, const LedgerStage&) = default;
};

/// One period. Amounts are in the ledger's currency and to 10^-9 of its unit:
/// net = gross - embedding - wrongHits - cacheCost - otherCosts; no amount where anything is apart: that may turn it
/// over.
struct LedgerEntry {
    TimeMs fromMs = 0;
    TimeMs toMs = 0;
    double coverage = 0;             ///< 0..1 of the time has samples; nothing is extrapolated over the rest
    std::optional<double> requests;  ///< that came to the first stage
    std::optional<double> answered;  ///< of these by a stage that answers
    std::vector<LedgerStage> stages; ///< in the stage plan's order
    Money gross, embedding, wrongHits, cacheCost, otherCosts, net;
    std::optional<Money> idleCost; ///< part of cacheCost that unused memory causes; not subtracted again
    std::optional<double> latencySavedMs;
    std::vector<Money> apart; ///< in other currencies, without a rate of exchange: savings less costs
    Confidence confidence = Confidence::Measured; ///< the weakest of what is in net
    int resets = 0;
    friend bool operator==(const LedgerEntry&, const LedgerEntry&) = default;
};

/// Money that was spent once, to introduce the cache; in the ledger's currency.
struct SpentOnce {
    QString name;
    Money amount;
    TimeMs dateMs = 0;
    friend bool operator==(const SpentOnce&, const SpentOnce&) = default;
};

/// One input of a ledger: a row of the report's appendix.
struct LedgerAssumption {
    QString id;     ///< "price.gpt-4o.input@2026-05-01", "value.response", "cost.Redis"
    QString what;   ///< translated: "Price of gpt-4o, input"
    QString value;  ///< decimal: "2.5"
    QString unit;   ///< "USD / 1M tokens"
    QString source; ///< who says so
    Confidence confidence = Confidence::Measured;
    TimeMs dateMs = 0; ///< since when it is valid; 0: ever since
    friend bool operator==(const LedgerAssumption&, const LedgerAssumption&) = default;
};

/// What a cache saved. Two ledgers of neighbouring times, added up, are the ledger of both, to 10^-9 of the unit, as
/// long as what a hit, lookup or token comes to is in whole 10^-9 and a wrong hit's cost was entered; else within 10^-9
/// of it for each stage and period.
struct Ledger {
    Currency currency;
    QByteArray timeZone;
    std::vector<LedgerEntry> entries; ///< in order of time
    LedgerEntry total;                ///< the sum of the entries, exactly
    std::vector<LedgerAssumption> assumptions;
    std::vector<UncoveredSpan> gaps;
    std::vector<SpentOnce> spentOnce; ///< up to the ledger's end, also before its beginning; in no net
    QStringList unpriced;             ///< sentences: what is missing in the amounts, each once
    QStringList notes;                ///< sentences: what else to know (requests counted twice, bounds that are rough)
    std::optional<Money> perThousandRequests; ///< net
    /// Requests a month at which the saving pays for what the cache costs a month (30.44 days).
    std::optional<double> breakEvenRequestsPerMonth;
    std::optional<double> breakEvenHitRatio; ///< of all requests, at this volume; above 1: at no hit ratio
    std::optional<TimeMs> firstDataMs;       ///< where history begins, if that is after what was asked
    friend bool operator==(const Ledger&, const Ledger&) = default;

    bool hasData() const { return total.coverage > 0; }
    /// The share of all that was asked for that has samples: where history begins later, so does the ledger.
    double coverageSince(TimeMs askedFromMs) const
    {
        const auto asked = static_cast<double>(total.toMs - askedFromMs);
        return firstDataMs && asked > 0 ? total.coverage * static_cast<double>(total.toMs - total.fromMs) / asked
                                        : total.coverage;
    }
};

using LedgerPtr = std::shared_ptr<const Ledger>;

/// Pure: the same inputs give the same ledger. `bounds` are those of the entries (ledgerBounds), `pieces` what history
/// has between the cuts (ledgerCuts), their stages parallel to `stages`. docs/user-guide.md has the formulas.
Ledger computeLedger(const CostPlan& plan, const TokenPrices& prices, const std::vector<StageConfig>& stages,
                     const std::vector<TimeMs>& bounds, const std::vector<PeriodCounts>& pieces);

/// What was saved net by the end of each entry less what was spent once until then. That counts with the entry that its
/// date lies in; what was spent before history begins, with the first. What was spent before a range that begins later
/// is not in it, as the savings of that time are not. No amount from the first entry on whose net is not known.
std::vector<Money> runningTotal(const Ledger& ledger);
/// All that was spent once, up to the ledger's end; no amount: nothing was.
Money spentOnceOf(const Ledger& ledger);

/// Adds a later part: amounts, counts and coverage.
void addEntry(LedgerEntry& sum, const LedgerEntry& part);
/// Adds an amount to the sum of its currency.
void addApart(std::vector<Money>& sums, const Money& amount);

} // namespace cacheledger

Q_DECLARE_METATYPE(cacheledger::LedgerPtr)
