// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/ledger.h"
#include "cost/tokenprices.h"

#include <map>

namespace cacheledger
{

struct StageConfig;

/// What one of something (a hit, a token, a lookup) comes to at some moment.
struct PricedUnit {
    std::optional<Decimal> each; ///< nothing: see `missing`
    Currency currency;           ///< the ledger's, unless there is no rate of exchange
    Confidence confidence = Confidence::Measured;
    std::vector<std::size_t> assumptions; ///< places in the ledger's list
    QString missing;                      ///< a sentence

    /// No amount where the price is not known.
    Money of(const Decimal& count) const;
};

/// What is valid at one moment.
struct LedgerPricing {
    struct Stage {
        const StageValue* value = nullptr;                ///< null: nobody has said what a hit is worth
        PricedUnit hit;                                   ///< entered averages or cost, rounded to 10^-9
        PricedUnit input, cachedInput, output, embedding; ///< a token; for MeasuredTokens
        PricedUnit measuredCost;                          ///< one unit of the source's currency
    };
    struct Line {
        const CacheCostLine* line = nullptr;
        PricedUnit amount; ///< of the whole line
    };
    std::vector<Stage> stages;       ///< parallel to the stage plan
    std::vector<PricedUnit> lookups; ///< parallel to CostPlan::lookups; rounded to 10^-9
    std::vector<Line> lines;         ///< parallel to CostPlan::costs
    std::optional<PricedUnit> wrongHit;
};

/// Finds what a cost plan and prices say for a moment, in the ledger's currency, and takes down where it comes from.
class LedgerPricer
{
public:
    /// All must outlive it.
    LedgerPricer(const CostPlan& plan, const TokenPrices& prices, const std::vector<StageConfig>& stages);

    /// Until the next call. Moments in order of time cost least.
    const LedgerPricing& at(TimeMs timeMs);
    /// What a line of kind Once comes to, at its day.
    PricedUnit spentOnce(const CacheCostLine& line) { return lineAt(line, line.validFromMs); }
    const std::vector<LedgerAssumption>& assumptions() const { return m_assumptions; }

private:
    LedgerPricing::Stage stageAt(const StageConfig& stage, TimeMs timeMs);
    PricedUnit hitOf(const StageValue& value, TimeMs timeMs);
    PricedUnit token(const QString& model, TokenKind kind, TimeMs timeMs);
    PricedUnit tokens(const QString& model, TokenKind kind, const Decimal& count, TimeMs timeMs);
    PricedUnit lookupAt(const SemanticLookup& lookup, TimeMs timeMs);
    PricedUnit lineAt(const CacheCostLine& line, TimeMs timeMs);
    PricedUnit entered(const Money& amount, Confidence confidence) const;
    PricedUnit inLedgersCurrency(PricedUnit unit, TimeMs timeMs);
    std::size_t assume(LedgerAssumption assumption);
    QString stageName(const QString& id) const;
    const StageValue* valueOf(const QString& stage, TimeMs timeMs) const;

    const CostPlan& m_plan;
    const TokenPrices& m_prices;
    const std::vector<StageConfig>& m_stages;
    std::vector<TimeMs> m_changes;        // rising
    std::optional<std::size_t> m_stretch; // between which changes m_pricing holds
    LedgerPricing m_pricing;
    std::vector<LedgerAssumption> m_assumptions;
    std::map<QString, std::size_t> m_places; // by id
};

} // namespace cacheledger
