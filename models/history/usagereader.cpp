// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/usagereader.h"

#include "history/keptfrom.h"
#include "history/samplereader.h"

#include <QtCore/QFileInfo>
#include <QtCore/QStorageInfo>

namespace cacheledger
{

namespace
{

constexpr qint64 dayLengthMs = 24 * 3600'000;

Result<qint64> usagePragma(Database& database, const char* sql)
{
    Query query(database, sql);
    const auto number = optionalNumber(query);
    if (!number)
        return number.error();
    return number->value_or(0);
}

Result<void> readSizes(Database& database, HistoryUsage& usage)
{
    const auto pageBytes = usagePragma(database, "PRAGMA page_size");
    const auto pages = usagePragma(database, "PRAGMA page_count");
    const auto freePages = usagePragma(database, "PRAGMA freelist_count");
    const auto autoVacuum = usagePragma(database, "PRAGMA auto_vacuum");
    for (const auto* number : {&pageBytes, &pages, &freePages, &autoVacuum})
        if (!*number)
            return number->error();
    usage.fileBytes = *pages * *pageBytes + QFileInfo(database.path() + QStringLiteral("-wal")).size();
    usage.usedBytes = (*pages - *freePages) * *pageBytes;
    usage.shrinks = *autoVacuum != 0;
    if (const QStorageInfo disk(QFileInfo(database.path()).absolutePath()); disk.isValid())
        usage.diskFreeBytes = disk.bytesAvailable();
    return {};
}

/// A file of version 1 that nobody may write has no table of its days: its blocks are counted, which reads every row.
Result<void> readDays(Database& database, HistoryUsage& usage)
{
    const auto hasTable =
        usagePragma(database, "SELECT count(*) FROM sqlite_master WHERE type='table' AND name='usage'");
    if (!hasTable)
        return hasTable.error();
    Query query(database,
                *hasTable
                    ? "SELECT tier, day, sum(samples), sum(bytes) FROM usage GROUP BY tier, day ORDER BY tier, day"
                    : "SELECT tier, first / 86400000, sum(count), sum(length(data)) FROM block GROUP BY 1, 2 "
                      "ORDER BY 1, 2");
    while (query.next())
        if (const qint64 tier = query.integer(0); tier >= 0 && tier <= static_cast<int>(Tier::Hour))
            usage.days.push_back(
                {static_cast<Tier>(tier), query.integer(1) * dayLengthMs, query.integer(2), query.integer(3)});
    return query.result();
}

Result<void> readOldest(Database& database, HistoryUsage& usage)
{
    for (Tier tier : {Tier::Raw, Tier::Minute, Tier::Hour}) {
        Query query(database,
                    "SELECT min((SELECT min(first) FROM block WHERE block.node=node.id AND tier=?)) FROM node",
                    static_cast<int>(tier));
        const auto oldest = optionalNumber(query);
        if (!oldest)
            return oldest.error();
        usage.oldestMs[static_cast<std::size_t>(tier)] = *oldest;
    }
    return {};
}

} // namespace

Result<HistoryUsage> readUsage(Database& database, UsageDetail detail)
{
    const auto transaction = Transaction::read(database);
    if (!transaction)
        return transaction.error();
    HistoryUsage usage;
    if (auto read = readSizes(database, usage); !read)
        return read.error();
    Query newest(database, "SELECT max(coalesce((SELECT max(time) FROM hot WHERE hot.node=node.id),"
                           " (SELECT last FROM block WHERE block.node=node.id AND tier=0 ORDER BY first DESC LIMIT 1)))"
                           " FROM node");
    const auto newestMs = optionalNumber(newest);
    if (!newestMs)
        return newestMs.error();
    usage.newestMs = *newestMs;
    for (Tier tier : {Tier::Raw, Tier::Minute, Tier::Hour}) {
        const auto from = keptFrom(database, tier);
        if (!from)
            return from.error();
        usage.keptFromMs[static_cast<std::size_t>(tier)] = *from;
    }
    if (detail == UsageDetail::Days)
        for (const auto& read : {readDays(database, usage), readOldest(database, usage)})
            if (!read)
                return read.error();
    return usage;
}

} // namespace cacheledger
