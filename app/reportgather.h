// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/profile.h"
#include "cost/ledgerclient.h"
#include "history/historyfile.h"
#include "report/reportinput.h"
#include "report/reportorder.h"

#include <atomic>
#include <functional>

namespace cacheledger
{

/// Computes a ledger; called in the thread that gathers.
using ReportLedger = std::function<Result<Ledger>(const LedgerRequest&)>;

/// What a report is gathered from, beside the order.
struct ReportGathering {
    Profile profile;
    CacheId cache;
    QString cacheName;
    bool isDemo = false;
    TimeMs nowMs = 0;
    QTimeZone zone; ///< of the cost plan
    ReportLedger ledger;
    std::vector<ExchangeRate> rates; ///< of the cost plan
};

/// Reads what a report needs from the profile's files (history, alert log, incidents); reads only, and what is not
/// there is not known. Blocks for a second where history is long; any thread. Cancelled; the errors of the ledger and
/// of history.
Result<ReportInput> gatherReport(const ReportGathering& gathering, const ReportOrder& order,
                                 const std::atomic_bool* cancelled = nullptr);

} // namespace cacheledger
