// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/economics.h"
#include "cost/ledger.h"

namespace cacheledger
{

/// The net of a period if more or fewer requests were answered, came, or prices were others: gross and wrong hits go
/// with all three, embeddings with volume and price; the cache's own and other costs stay. Never written anywhere. The
/// hit ratio is bounded by 1. No amount where the period has none.
Money netIf(const LedgerEntry& entry, const WhatIf& factors);

struct LedgerSensitivity {
    WhatIfDriver driver = WhatIfDriver::HitRatio;
    int percent = 0; ///< -20, 20
    Money net;
};

/// Each driver alone down and up by so many per cent (1 to 100): six rows.
std::vector<LedgerSensitivity> sensitivityOf(const LedgerEntry& entry, int percent = 20);

} // namespace cacheledger
