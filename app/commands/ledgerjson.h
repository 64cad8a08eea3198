// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/healthreport.h"
#include "app/historytargets.h"
#include "cost/ledger.h"
#include "cost/verdict.h"

namespace cacheledger
{

/// What `ledger --json` prints; docs/cli.md has the keys. Amounts are decimal texts, what is not known is null.
OrderedJson ledgerJson(const Ledger& ledger, const PayVerdict& verdict, const HistoryTarget& target,
                       const ReportPeriod& period);
/// The verdict in it.
OrderedJson verdictJson(const PayVerdict& verdict);

} // namespace cacheledger
