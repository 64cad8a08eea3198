// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historyusage.h"
#include "sqlite/database.h"

namespace cacheledger
{

enum class UsageDetail {
    Sizes, ///< all but `days`: constant time
    Days,
};

/// What an open file takes. Asks the file system, too.
Result<HistoryUsage> readUsage(Database& database, UsageDetail detail);

} // namespace cacheledger
