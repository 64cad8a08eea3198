// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historyusage.h"
#include "sqlite/database.h"

namespace cacheledger
{

/// From when on a tier of the file is whole: older samples or buckets were, or are being, dropped by retention, and a
/// coarser tier answers for them. A whole hour, or neverDropped; a coarser tier's is never later than a finer one's.
/// Kept in table meta.
Result<TimeMs> keptFrom(Database& database, Tier tier);
/// Its key there.
QString keptFromKey(Tier tier);
/// Moves it on; an earlier time than the stored one changes nothing. Needs a writing transaction.
Result<void> raiseKeptFrom(Database& database, Tier tier, TimeMs fromMs);

} // namespace cacheledger
