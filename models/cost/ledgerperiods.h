// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/costplan.h"
#include "cost/ledgerclient.h"
#include "cost/tokenprices.h"

namespace cacheledger
{

/// Bounds of the hours, days or months of a time zone in [fromMs, toMs), beginning with fromMs and ending with toMs.
/// InvalidArgument: an empty or reversed range, an unknown time zone, more than 100,000 periods.
Result<std::vector<TimeMs>> ledgerBounds(TimeMs fromMs, TimeMs toMs, LedgerStep by, const QByteArray& timeZone);

/// The bounds, and between them the moments at which anything that the ledger is computed with changes (prices, values,
/// rates of exchange): within a piece all are constant.
std::vector<TimeMs> ledgerCuts(const std::vector<TimeMs>& bounds, const CostPlan& plan, const TokenPrices& prices);

} // namespace cacheledger
