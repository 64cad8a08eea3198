// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/ledgerrate.h"

#include <algorithm>

namespace cacheledger
{

std::optional<double> netPerMonth(const Ledger& ledger)
{
    const LedgerEntry& total = ledger.total;
    const qint64 lengthMs = total.toMs - total.fromMs;
    const bool priced = std::any_of(total.stages.begin(), total.stages.end(),
                                    [](const LedgerStage& stage) { return stage.gross.isValid(); });
    if (lengthMs < shortestForRateMs || total.coverage < coverageForRate || !ledger.unpriced.isEmpty() || !priced ||
        !total.net.isValid())
        return std::nullopt;
    return total.net.toDouble() * meanMonthMs / static_cast<double>(lengthMs);
}

} // namespace cacheledger
