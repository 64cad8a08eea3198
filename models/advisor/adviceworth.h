// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "advisor/advice.h"
#include "cost/ledger.h"

#include <optional>

namespace cacheledger
{

/// What of a cache's money advice is priced with, each of a mean month (30.44 days). No amount: not known.
struct CacheMoney {
    Money cost;                                      ///< of the cache and what else it takes
    Money saved;                                     ///< what hits avoid, less what wrong hits cost
    Confidence costConfidence = Confidence::Assumed; ///< the weakest of the cost lines
    Confidence savedConfidence = Confidence::Assumed;
};

/// From the ledger of some weeks: costs by its whole time, savings by the covered part of it. A saving of which a part
/// has no price is not known, and neither is one of less than an hour.
CacheMoney cacheMoneyOf(const Ledger& ledger);
/// Likewise; where the ledger has no costs (nothing counted yet), those that were entered.
CacheMoney cacheMoneyOf(const Ledger& ledger, const CostPlan& plan, TimeMs nowMs);

/// What following a piece of advice brings in a month.
struct AdviceWorth {
    Money perMonth;
    Confidence confidence = Confidence::Assumed;
    bool atMost = false; ///< an upper bound
    QString basis;       ///< translated: what it is worked out from
};

/// Of a finding by its id, on those servers of a cache that have it. Nothing where it cannot be worked out, which is
/// not 0.
///
/// Memory that is freed is worth its share of what the cache costs: cost x bytes / limits of all servers (where there
/// is no limit: what it uses). It takes smaller servers to come true, so it is Estimated at best; how many of the keys
/// without TTL nobody needs is not known, so all of them are an upper bound and Assumed. Hits that are regained are
/// worth what the hits of today avoid: saved x share of the hits x (target / hit ratio - 1), with the target that the
/// finding is held against; Estimated at best. What a cache that refuses writes at its limit (noeviction) loses is at
/// most what it saves, or where that is not known what it costs: Assumed, since nobody knows for how long.
std::optional<AdviceWorth> worthOf(const std::string& finding, const std::vector<const LiveWindow*>& having,
                                   const std::vector<const LiveWindow*>& all, const CacheMoney& money);

} // namespace cacheledger
