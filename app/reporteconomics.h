// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/reportgather.h"

namespace cacheledger
{

/// What was spent once, for a report whose ledger is there: as the cost plan has it, else as the saved scenario that is
/// named like the cache. Of another currency than the ledger's it is converted at the cost plan's newest rate by the
/// end of the period; without one the amount is not known. Nothing: nobody entered any.
std::optional<ReportEconomics> readReportEconomics(const ReportGathering& gathering, const ReportInput& input);

} // namespace cacheledger
