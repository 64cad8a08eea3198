// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/confidence.h"
#include "cost/money.h"

#include <QtCore/QString>

#include <optional>
#include <vector>

namespace cacheledger
{

/// What is known about a cache when it is asked whether caching pays here. Absent is not known.
struct VerdictInput {
    std::optional<double> queryDiversity; ///< distinct requests / requests, 0 to 1
    std::optional<qint64> freshnessMs;    ///< how old an answer may be
    std::optional<double> requestsPerDay;
    std::optional<double> hitRatio;              ///< 0 to 1, over the observed time
    Money grossSavingPerMonth;                   ///< what hits avoid; no amount: not known
    Money cacheCostPerMonth;                     ///< the cache's bill, likewise
    Confidence confidence = Confidence::Assumed; ///< of the two amounts
    qint64 observedMs = 0;                       ///< time with samples
};

enum class VerdictState { Pays, DoesNotPay, NotEnoughData };

/// One rule and what it says here.
struct VerdictReason {
    enum class Rule { Bill, HitRatio, Requests, Diversity, Freshness };
    enum class Outcome {
        For,
        Against,
        Caution, ///< against, but outweighed by a saving that was measured
        Unknown,
    };
    Rule rule = Rule::Bill;
    Outcome outcome = Outcome::Unknown;
    QString text; ///< one sentence with the figure and the limit; of an unknown one what is missing; translated
};

struct PayVerdict {
    VerdictState state = VerdictState::NotEnoughData;
    std::vector<VerdictReason> reasons; ///< one a rule: the bill first
};

/// "Does caching pay here?" It does not when the bill is above what is saved, more than 90 % of the requests are
/// distinct, answers must be younger than 5 minutes, there are under 100 requests a day, or fewer than 20 % hit after a
/// week. Diversity, requests and hit ratio are rules of thumb for the bill: where a saving above the bill was measured
/// over a week, they are cautions. Without bill and saving, or with less than a day of samples, only "does not pay" can
/// be said, by another rule. Pure.
PayVerdict verdictOf(const VerdictInput& input);
/// Translated: "for it", "against it", "outweighed", "not known".
QString outcomeWords(VerdictReason::Outcome outcome);
/// Translated: "Caching pays here."
QString verdictText(VerdictState state);

/// The requests a month at which what hits avoid pays for the cache: cost / (hit ratio x avoided - extra cost of each
/// request). Nothing when no volume does: a request costs as much as it saves, or the amounts are none. The figure is
/// rounded up to a whole request.
std::optional<qint64> breakEvenRequests(const Money& cacheCostPerMonth, const Money& avoidedPerHit,
                                        const Decimal& hitRatio, const Money& extraPerRequest);
/// The hit ratio (0 to 1) at which that is so with so many requests a month: (cost / requests + extra) / avoided.
/// Nothing when even all requests as hits do not pay, there are none, or the amounts are none.
std::optional<Decimal> breakEvenHitRatio(const Money& cacheCostPerMonth, const Money& avoidedPerHit,
                                         qint64 requestsPerMonth, const Money& extraPerRequest);

} // namespace cacheledger
