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

} // namespace cacheledger
