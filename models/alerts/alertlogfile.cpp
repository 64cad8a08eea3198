// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertlogfile.h"

#include "alerts/alertrequest.h"
#include "alerts/alertrows.h"

#include <QtCore/QCoreApplication>

#include <array>

namespace cacheledger
{

using alertrows::firstNumber;

namespace
{

// What the columns mean is in docs/formats.md.
constexpr const char* createAlertsVersion1 = R"(
CREATE TABLE meta(key TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID;
CREATE TABLE alert(id INTEGER PRIMARY KEY AUTOINCREMENT, rule TEXT NOT NULL, node TEXT NOT NULL, cache TEXT NOT NULL,
                   cache_name TEXT NOT NULL, address TEXT NOT NULL, rule_name TEXT NOT NULL, tier TEXT NOT NULL,
                   metric TEXT NOT NULL, function TEXT NOT NULL, comparison TEXT NOT NULL, threshold REAL NOT NULL,
                   for_ms INTEGER NOT NULL, playbook TEXT NOT NULL, channels TEXT NOT NULL,
                   interval_ms INTEGER NOT NULL, state TEXT NOT NULL, no_data INTEGER NOT NULL,
                   since_ms INTEGER NOT NULL, fired_ms INTEGER, ended_ms INTEGER, fired_value REAL, newest_value REAL,
                   newest_value_ms INTEGER, message TEXT NOT NULL, acknowledged_ms INTEGER, snoozed_until_ms INTEGER,
                   false_positive INTEGER NOT NULL, silence TEXT NOT NULL, inhibited_by TEXT NOT NULL,
                   leader INTEGER NOT NULL, told INTEGER NOT NULL, owed INTEGER NOT NULL, incident TEXT NOT NULL);
CREATE INDEX alert_lasting ON alert(id) WHERE ended_ms IS NULL;
CREATE INDEX alert_since ON alert(since_ms);
CREATE INDEX alert_fired ON alert(fired_ms) WHERE fired_ms IS NOT NULL;
CREATE TABLE transition(id INTEGER PRIMARY KEY AUTOINCREMENT, alert INTEGER NOT NULL REFERENCES alert(id),
                        time_ms INTEGER NOT NULL, from_state TEXT NOT NULL, to_state TEXT NOT NULL, value REAL,
                        notify INTEGER NOT NULL, reason TEXT NOT NULL);
CREATE INDEX transition_alert ON transition(alert);
CREATE INDEX transition_notify ON transition(time_ms) WHERE notify = 1;
CREATE TABLE silence(id TEXT PRIMARY KEY, caches TEXT NOT NULL, nodes TEXT NOT NULL, tags TEXT NOT NULL,
                     rules TEXT NOT NULL, start_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL,
                     reason TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE progress(rule TEXT NOT NULL, node TEXT NOT NULL, state TEXT NOT NULL, active_since_ms INTEGER,
                      fired_ms INTEGER, resolved_ms INTEGER, keep_firing_since_ms INTEGER,
                      PRIMARY KEY(rule, node)) WITHOUT ROWID;
)";

/// migrations[n] brings a file from version n to n + 1.
constexpr std::array<const char*, AlertLog::version> alertMigrations = {createAlertsVersion1};

Result<QString> firstText(Query&& query)
{
    const QString value = query.next() ? query.text(0) : QString();
    if (auto result = query.result(); !result)
        return result.error();
    return value;
}

Result<void> migrateAlerts(Database& database, qint64 from)
{
    auto transaction = Transaction::begin(database);
    if (!transaction)
        return transaction.error();
    if (auto done = database.exec(alertMigrations[static_cast<std::size_t>(from)]); !done)
        return done;
    const QString mark =
        QStringLiteral("PRAGMA application_id=%1; PRAGMA user_version=%2").arg(AlertLog::applicationId).arg(from + 1);
    if (auto marked = database.exec(mark.toLatin1().constData()); !marked)
        return marked;
    return (*transaction)->commit();
}

} // namespace

Result<qint64> alertlogfile::versionOf(Database& database)
{
    const auto tables = firstNumber(Query(database, "SELECT count(*) FROM sqlite_master"));
    const auto application = firstNumber(Query(database, "PRAGMA application_id"));
    const auto found = firstNumber(Query(database, "PRAGMA user_version"));
    for (const auto* result : {&tables, &application, &found})
        if (!*result)
            return result->error();
    if (*tables == 0 && *application == 0)
        return 0;
    if (*application != AlertLog::applicationId)
        return fileError(ErrorCode::NotAHistory, database.path(), AlertLog::words());
    if (*found > AlertLog::version)
        return fileError(ErrorCode::NewerVersion, database.path(), AlertLog::words());
    return found;
}

Result<void> alertlogfile::prepare(Database& database, qint64 found)
{
    const auto check = firstText(Query(database, "PRAGMA quick_check(1)"));
    if (!check)
        return check.error();
    if (*check != QLatin1String("ok"))
        return fileError(ErrorCode::Corrupt, database.path(), AlertLog::words());
    const auto mode = firstText(Query(database, "PRAGMA journal_mode=WAL"));
    if (!mode)
        return mode.error();
    if (*mode != QLatin1String("wal"))
        return Error{ErrorCode::Unsupported,
                     QCoreApplication::translate("AlertLog", "The file system of %1 cannot keep a write-ahead log.")
                         .arg(database.path()),
                     QCoreApplication::translate("AlertLog", "Put the profile on a local disk.")};
    // Commits are few, and a notification must not be forgotten by a power loss: each is synced.
    if (auto set = database.exec("PRAGMA synchronous=FULL; PRAGMA journal_size_limit=16777216"); !set)
        return set;
    for (qint64 from = found; from < AlertLog::version; ++from)
        if (auto migrated = migrateAlerts(database, from); !migrated)
            return migrated;
    return alertrequests::prepare(database);
}

} // namespace cacheledger
