// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/database.h"
#include "history/historyusage.h"

namespace cacheledger
{

enum class UsageDetail {
    Sizes, ///< all but `days`: constant time
    Days,
};

/// What an open file takes. Asks the file system, too.
Result<HistoryUsage> readUsage(Database& database, UsageDetail detail);

} // namespace cacheledger
