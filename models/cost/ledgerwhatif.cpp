// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/ledgerwhatif.h"

namespace cacheledger
{

Money netIf(const LedgerEntry& entry, const WhatIf& factors)
{
    if (!entry.net.isValid())
        return {};
    Decimal hits = factors.hitRatio;
    if (entry.requests && entry.answered && *entry.answered > 0) { // more than all requests cannot be answered
        if (const auto most = Decimal::fromDouble(*entry.requests / *entry.answered); most && hits > *most)
            hits = *most;
    }
    const auto ofTraffic = [&](const Money& money) { return money.times(factors.volume).times(factors.price); };
    return ofTraffic(entry.gross).times(hits) - ofTraffic(entry.wrongHits).times(hits) - ofTraffic(entry.embedding) -
           entry.cacheCost - entry.otherCosts;
}

std::vector<LedgerSensitivity> sensitivityOf(const LedgerEntry& entry, int percent)
{
    std::vector<LedgerSensitivity> rows;
    for (const WhatIfDriver driver : {WhatIfDriver::HitRatio, WhatIfDriver::Volume, WhatIfDriver::Price})
        for (const int change : {-percent, percent})
            rows.push_back({driver, change, netIf(entry, whatIfOf(driver, change))});
    return rows;
}

} // namespace cacheledger
