// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/audit/auditfile.h"

#include "sqlite/filechange.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>
#include <QtCore/QFileInfo>

namespace cacheledger::auditfile
{

static FileWords words()
{
    return {QCoreApplication::translate("AuditFile", "The audit log %1"),
            QCoreApplication::translate("AuditFile", "%1 is not an audit log of CacheLedger."),
            {ErrorCode::Io, QCoreApplication::translate("AuditFile", "There is no audit log %1."), {}}};
}

static QString dayOf(TimeMs ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).date().toString(Qt::ISODate);
}

static Result<void> create(Database& database)
{
    return database.exec("CREATE TABLE IF NOT EXISTS sent (day TEXT, address TEXT, command TEXT, commands INTEGER, "
                         "bytes_sent INTEGER, bytes_received INTEGER, PRIMARY KEY (day, address, command)) "
                         "WITHOUT ROWID");
}

static Result<void> addTo(Database& database, const CommandTally::Change& change, const QString& day)
{
    return Query(database,
                 "INSERT INTO sent VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (day, address, command) DO UPDATE SET "
                 "commands = commands + excluded.commands, bytes_sent = bytes_sent + excluded.bytes_sent, "
                 "bytes_received = bytes_received + excluded.bytes_received",
                 day, change.address, QString::fromLatin1(commandInfo(change.kind).words),
                 static_cast<qint64>(change.counts.commands), static_cast<qint64>(change.counts.bytesSent),
                 static_cast<qint64>(change.counts.bytesReceived))
        .run();
}

/// Whole days go, never today.
static Result<void> keepBound(Database& database, TimeMs nowMs, int maxRows)
{
    constexpr qint64 dayMs = 24LL * 3600 * 1000;
    const QString today = dayOf(nowMs);
    if (auto dropped = Query(database, "DELETE FROM sent WHERE day < ?", dayOf(nowMs - keptDays * dayMs)).run();
        !dropped)
        return dropped;
    for (;;) {
        Query oldest(database, "SELECT count(*), min(day) FROM sent");
        if (!oldest.next())
            return oldest.result();
        const QString day = oldest.text(1);
        if (oldest.integer(0) <= maxRows || day >= today)
            return {};
        if (auto dropped = Query(database, "DELETE FROM sent WHERE day = ?", day).run(); !dropped)
            return dropped;
    }
}

Result<void> add(const QString& path, std::span<const CommandTally::Change> changes, TimeMs nowMs, int maxRows)
{
    if (changes.empty())
        return {};
    return changeFile(path, words(), [&](Database& database) -> Result<void> {
        if (auto created = create(database); !created)
            return created;
        const QString day = dayOf(nowMs);
        for (const CommandTally::Change& change : changes) {
            if (auto added = addTo(database, change, day); !added)
                return added;
        }
        return keepBound(database, nowMs, maxRows);
    });
}

Result<std::vector<Row>> read(const QString& path, const Question& question)
{
    std::vector<Row> rows;
    if (!QFileInfo::exists(path))
        return rows; // nothing was ever sent
    const auto database = Database::open(path, Database::Mode::Read, words());
    if (!database)
        return database.error();
    Query query(**database,
                "SELECT day, address, command, commands, bytes_sent, bytes_received FROM sent "
                "WHERE day >= ? ORDER BY day, address, command",
                question.fromDay);
    while (query.next()) {
        Row row{query.text(0), query.text(1), query.text(2), query.integer(3), query.integer(4), query.integer(5)};
        const bool asked = question.addresses.isEmpty() || question.addresses.contains(row.address);
        if (asked && (question.toDay.isEmpty() || row.day <= question.toDay))
            rows.push_back(std::move(row));
    }
    if (const auto result = query.result(); !result)
        return result.error();
    return rows;
}

} // namespace cacheledger::auditfile
