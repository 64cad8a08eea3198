// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/money.h"
#include "metrics/clock.h"
#include "metrics/ids.h"

#include <QtCore/QByteArray>

#include <optional>
#include <vector>

namespace cacheledger
{

/// What one hit of a stage spares. Several of one stage follow each other in time: from validFromMs on, a later one
/// counts.
struct StageValue {
    enum class Basis {
        MeasuredTokens, ///< the source's token counters at the model's prices; where it has none, the entered averages
        MeasuredCost,   ///< the source's own avoided_cost, in the currency of costPerHit
        EnteredTokens,  ///< the averages below at the model's prices
        EnteredCost,    ///< costPerHit
    };

    QString stage; ///< StageConfig::id
    Basis basis = Basis::EnteredCost;
    QString model;          ///< generation model of the price book; for input and output tokens
    QString embeddingModel; ///< for embedding tokens
    Decimal tokensInput, tokensOutput, tokensEmbedding; ///< averages of a hit
    Money costPerHit;
    std::optional<double> savedMs; ///< time that a hit spares the one who asked
    QString source;                ///< who says so: "invoice of May"
    TimeMs validFromMs = 0;        ///< 0: ever since
    bool isDefault = false;        ///< shipped or sample data that nobody has checked: Assumed
    friend bool operator==(const StageValue&, const StageValue&) = default;
};

/// What the cache itself, or something that goes with it, costs while the line is valid.
struct CacheCostLine {
    enum class Kind {
        PerMonth,  ///< amount x quantity each month; of a part of a month by its milliseconds
        NodeHours, ///< amount an hour x quantity nodes
        GbHours,   ///< amount an hour x quantity gigabytes
        Requests,  ///< amount for each `quantity` lookups, of all stages together
        Entered,   ///< amount for the whole time that the line is valid, as it was billed
        Once,      ///< amount at validFromMs, to introduce the cache: in no period's net, but in the running total
    };

    QString name;
    Kind kind = Kind::PerMonth;
    Money amount;
    Decimal quantity{1};
    bool isCache = true; ///< false: another cost (developers, database), shown apart
    QString source;
    TimeMs validFromMs = 0;
    std::optional<TimeMs> validToMs; ///< exclusive; Entered needs one, Once has none
    bool isDefault = false;
    friend bool operator==(const CacheCostLine&, const CacheCostLine&) = default;
};

/// The embedding that every lookup in a semantic stage pays for, hit or miss: tokens at the model's embedding price, or
/// costPerLookup where that is an amount.
struct SemanticLookup {
    QString stage;
    QString embeddingModel;
    Decimal tokens;
    Money costPerLookup;
    QString source;
    bool isDefault = false;
    friend bool operator==(const SemanticLookup&, const SemanticLookup&) = default;
};

/// What 1 `from` was in `to`, as the user entered it. It counts from its date until the next one's, and before the
/// first one's too.
struct ExchangeRate {
    Currency from, to;
    Decimal rate;
    TimeMs dateMs = 0;
    QString source;
    friend bool operator==(const ExchangeRate&, const ExchangeRate&) = default;
};

/// The rate from one currency to the other that counts at a moment; null: none was entered.
const ExchangeRate* rateAt(const std::vector<ExchangeRate>& rates, Currency from, Currency to, TimeMs timeMs);

/// What only people know of a cache's traffic. Of no amount, but of whether caching pays (verdict.h). Absent: nobody
/// said.
struct TrafficFacts {
    std::optional<double> distinctShare; ///< distinct requests / requests, 0 to 1
    std::optional<qint64> answerAgeMs;   ///< how old an answer may be
    friend bool operator==(const TrafficFacts&, const TrafficFacts&) = default;
};

/// What the savings ledger of one cache is computed with; kept in costs.json.
struct CostPlan {
    static constexpr std::size_t mostOfEach = 1000;

    CacheId cache;
    Currency currency;   ///< of the ledger
    QByteArray timeZone; ///< IANA id, for days and months; empty: UTC
    std::vector<StageValue> values;
    std::vector<CacheCostLine> costs;
    /// Of one wrong hit; nothing: a wrong hit costs what it was thought to spare.
    std::optional<Money> wrongHitCost;
    std::vector<SemanticLookup> lookups;
    std::vector<ExchangeRate> rates;
    TrafficFacts traffic;
    friend bool operator==(const CostPlan&, const CostPlan&) = default;
};

/// InvalidArgument says what is wrong: no currency, an unknown zone, negative amounts, lines or rates that overlap, a
/// share above 1.
Result<void> validate(const CostPlan& plan);
/// Likewise: a share that is not from 0 to 1, an age that is negative or above ten years.
Result<void> validate(const TrafficFacts& traffic);

} // namespace cacheledger
