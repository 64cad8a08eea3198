// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/ledger.h"
#include "cost/verdict.h"

namespace cacheledger
{

/// What a ledger tells of whether caching pays: amounts and requests of the time that it covers, brought to a month
/// (30.44 days) and a day; and what the user said of the traffic. What neither knows is left out: no cost or no price
/// entered is not a cost of 0, and a saving of which a part has no price counts only where it is enough already.
VerdictInput verdictInputOf(const Ledger& ledger, const TrafficFacts& traffic);

} // namespace cacheledger
