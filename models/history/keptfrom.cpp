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
    const QString key = keptFromKey(tier);
    TimeMs from = neverDropped;
    // In order, where these keys come first: a search compares with copies of layouts, which SQLite reads whole for it,
    // and most of each lies on a page of its own.
    Query query(database, "SELECT key, CASE WHEN key=? THEN CAST(value AS INTEGER) END FROM meta ORDER BY key", key);
    while (query.next() && query.text(0) <= key)
        if (!query.isNull(1))
            from = query.integer(1);
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
