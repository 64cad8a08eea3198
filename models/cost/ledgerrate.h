// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/ledger.h"

namespace cacheledger
{

/// Less than this says nothing of a month.
inline constexpr qint64 shortestForRateMs = 3'600'000;
/// Costs go on where samples are missing, savings are not seen there: with less, the rate would be wrong by too much.
inline constexpr double coverageForRate = 0.9;

/// What the cache saves net in a mean month (30.44 days), if all of it goes as in this ledger; in the ledger's
/// currency. Nothing where that is not known: no data, or of less than an hour; coverage below 90 %; something without
/// a price or a rate of exchange, so that the net saving is not all of it; no stage whose hits are worth anything.
std::optional<double> netPerMonth(const Ledger& ledger);

struct EnteredCost {
    Money perMonth; ///< no amount: not known
    Confidence confidence = Confidence::Assumed;
};

/// What the cost lines that are valid at a moment come to in a month, were they to stay: a twelfth of a year. It needs
/// no history. No amount where there is none, a line goes by lookups, or a rate of exchange is missing.
EnteredCost enteredCostPerMonth(const CostPlan& plan, TimeMs nowMs);

} // namespace cacheledger
