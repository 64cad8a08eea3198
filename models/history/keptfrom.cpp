// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/keptfrom.h"

namespace cacheledger
{

QString keptFromKey(Tier tier)
{
    return QStringLiteral("kept_from.") + tierName(tier);
}

Result<TimeMs> keptFrom(Database& database, Tier tier)
{
    Query query(database, "SELECT CAST(value AS INTEGER) FROM meta WHERE key=?", keptFromKey(tier));
    const TimeMs from = query.next() ? query.integer(0) : neverDropped;
    if (auto result = query.result(); !result)
        return result.error();
    return from;
}

Result<void> raiseKeptFrom(Database& database, Tier tier, TimeMs fromMs)
{
    return Query(database,
                 "INSERT INTO meta(key, value) VALUES(?1, ?2) ON CONFLICT(key) DO UPDATE SET value=?2 "
                 "WHERE CAST(value AS INTEGER)<CAST(?2 AS INTEGER)",
                 keptFromKey(tier), QString::number(fromMs))
        .run();
}

} // namespace cacheledger
