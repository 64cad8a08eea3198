// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertlog.h"

#include "alerts/alertrequest.h"
#include "alerts/alertrows.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <array>

namespace cacheledger
{

using namespace alertrows;

namespace
{

/// Notifications older than this damp nothing any more (the book's dampMs is shorter).
constexpr qint64 notifiedWithinMs = 3'600'000;

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

Result<qint64> numberOf(Query&& query)
{
    const qint64 value = query.next() ? query.integer(0) : 0;
    if (auto result = query.result(); !result)
        return result.error();
    return value;
}

Result<QString> firstText(Query&& query)
{
    const QString value = query.next() ? query.text(0) : QString();
    if (auto result = query.result(); !result)
        return result.error();
    return value;
}

/// The schema's version; 0 for a file without anything in it.
Result<qint64> recognised(Database& database)
{
    const auto tables = numberOf(Query(database, "SELECT count(*) FROM sqlite_master"));
    const auto application = numberOf(Query(database, "PRAGMA application_id"));
    const auto found = numberOf(Query(database, "PRAGMA user_version"));
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

Result<void> prepareAlerts(Database& database, qint64 found)
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

template <typename T, typename Make>
Result<std::vector<T>> rowsOf(Query&& query, const Make& make)
{
    std::vector<T> rows;
    while (query.next())
        rows.push_back(make(query));
    if (auto result = query.result(); !result)
        return result.error();
    return rows;
}

Result<std::vector<Alert>> alertsOf(Query&& query)
{
    return rowsOf<Alert>(std::move(query), alertOf);
}

bool matches(const AlertQuery& query, const Alert& alert)
{
    const auto isAmong = [](const auto& list, const auto& value) {
        return list.empty() || std::ranges::find(list, value) != list.end();
    };
    if (!isAmong(query.caches, alert.cache) || !isAmong(query.rules, alert.key.rule) ||
        !isAmong(query.tiers, alert.tier))
        return false;
    const QStringList texts{alert.ruleName, alert.cacheName, alert.address, alert.message};
    return query.text.isEmpty() || std::ranges::any_of(texts, [&](const QString& text) {
               return text.contains(query.text, Qt::CaseInsensitive);
           });
}

} // namespace

FileWords AlertLog::words()
{
    return {QCoreApplication::translate("AlertLog", "The alert log %1"),
            QCoreApplication::translate("AlertLog", "%1 is not a CacheLedger alert log."),
            {ErrorCode::Io, QCoreApplication::translate("AlertLog", "There is no alert log %1 yet."),
             QCoreApplication::translate("AlertLog", "It appears when something collects.")}};
}

Result<std::unique_ptr<AlertLog>> AlertLog::open(const QString& path, Database::Mode mode)
{
    auto database = Database::open(path, mode, words());
    if (!database)
        return database.error();
    const auto found = recognised(**database);
    if (!found)
        return found.error();
    if (mode == Database::Mode::Write) {
        if (auto prepared = prepareAlerts(**database, *found); !prepared)
            return prepared.error();
    } else if (*found == 0) {
        return words().missing; // its writer is just making it
    }
    return std::unique_ptr<AlertLog>(new AlertLog(std::move(*database)));
}

Result<void> AlertLog::store(const AlertBatch& batch)
{
    auto transaction = Transaction::begin(*m_database);
    if (!transaction)
        return transaction.error();
    for (const Alert& alert : batch.alerts)
        if (auto put = putAlert(*m_database, alert); !put)
            return put;
    for (const AlertEntry& entry : batch.entries)
        if (auto put = putEntry(*m_database, entry); !put)
            return put;
    for (const auto& [key, progress] : batch.progress)
        if (auto put = putProgress(*m_database, key, progress); !put)
            return put;
    if (batch.asOfMs > 0)
        if (auto put = Query(*m_database, "INSERT OR REPLACE INTO meta VALUES('as_of_ms', ?)", batch.asOfMs).run();
            !put)
            return put;
    return (*transaction)->commit();
}

Result<void> AlertLog::put(const Silence& silence)
{
    return putSilence(*m_database, silence);
}

Result<void> AlertLog::setDoNotDisturb(std::optional<TimeMs> untilMs)
{
    return Query(*m_database, "INSERT OR REPLACE INTO meta VALUES('do_not_disturb_until_ms', ?)", untilMs).run();
}

Result<void> AlertLog::dropPending(TimeMs pendingBeforeMs)
{
    auto transaction = Transaction::begin(*m_database);
    if (!transaction)
        return transaction.error();
    for (const char* sql : {"DELETE FROM transition WHERE alert IN (SELECT id FROM alert WHERE fired_ms IS NULL AND "
                            "ended_ms < ?)",
                            "DELETE FROM alert WHERE fired_ms IS NULL AND ended_ms < ?"})
        if (auto dropped = Query(*m_database, sql, pendingBeforeMs).run(); !dropped)
            return dropped;
    return (*transaction)->commit();
}

Result<AlertResume> AlertLog::resume(TimeMs nowMs) const
{
    AlertResume resume;
    auto lastingOnes = lasting();
    auto silencesLeft = silences(nowMs);
    const auto disturb = doNotDisturbUntilMs();
    const auto asOf = numberOf(Query(*m_database, "SELECT value FROM meta WHERE key='as_of_ms'"));
    const auto newest = numberOf(Query(*m_database, "SELECT seq FROM sqlite_sequence WHERE name='alert'"));
    for (const Error* error : {lastingOnes ? nullptr : &lastingOnes.error(), asOf ? nullptr : &asOf.error(),
                               silencesLeft ? nullptr : &silencesLeft.error(), disturb ? nullptr : &disturb.error(),
                               newest ? nullptr : &newest.error()})
        if (error)
            return *error;
    resume.lasting = std::move(*lastingOnes);
    resume.silences = std::move(*silencesLeft);
    resume.doNotDisturbUntilMs = *disturb;
    resume.asOfMs = *asOf;
    resume.nextAlert = *newest + 1;
    Query progress(*m_database, "SELECT * FROM progress");
    while (progress.next())
        resume.progress.insert(progressOf(progress));
    Query notified(*m_database,
                   "SELECT alert.rule, alert.cache, max(time_ms) FROM transition JOIN alert ON alert.id=alert "
                   "WHERE notify=1 AND to_state='firing' AND time_ms>=? GROUP BY 1, 2",
                   nowMs - notifiedWithinMs);
    while (notified.next())
        resume.notifiedMs[{notified.text(0), CacheId{notified.text(1)}}] = notified.integer(2);
    for (const Query* query : {&progress, &notified})
        if (auto result = query->result(); !result)
            return result.error();
    return resume;
}

Result<std::vector<Alert>> AlertLog::lasting() const
{
    return alertsOf(Query(*m_database, "SELECT * FROM alert WHERE ended_ms IS NULL ORDER BY id"));
}

Result<std::optional<Alert>> AlertLog::find(qint64 id) const
{
    const auto alerts = alertsOf(Query(*m_database, "SELECT * FROM alert WHERE id=?", id));
    if (!alerts)
        return alerts.error();
    return alerts->empty() ? std::nullopt : std::optional(alerts->front());
}

Result<std::vector<Alert>> AlertLog::read(const AlertQuery& query) const
{
    std::vector<Alert> alerts;
    Query rows(*m_database,
               "SELECT * FROM alert WHERE since_ms<=? AND (ended_ms IS NULL OR ended_ms>=?) ORDER BY id DESC",
               query.toMs, query.fromMs);
    while (static_cast<int>(alerts.size()) < query.limit && rows.next())
        if (Alert alert = alertOf(rows); matches(query, alert))
            alerts.push_back(std::move(alert));
    if (auto result = rows.result(); !result)
        return result.error();
    return alerts;
}

Result<std::vector<Alert>> AlertLog::firedSince(TimeMs fromMs) const
{
    return alertsOf(Query(*m_database, "SELECT * FROM alert WHERE fired_ms>=? ORDER BY fired_ms, id", fromMs));
}

Result<std::vector<AlertEntry>> AlertLog::entries(qint64 alert) const
{
    return rowsOf<AlertEntry>(Query(*m_database,
                                    "SELECT alert, time_ms, from_state, to_state, value, notify, reason "
                                    "FROM transition WHERE alert=? ORDER BY id",
                                    alert),
                              entryOf);
}

Result<std::vector<Silence>> AlertLog::silences(TimeMs nowMs) const
{
    return rowsOf<Silence>(Query(*m_database, "SELECT * FROM silence WHERE end_ms>? ORDER BY end_ms, id", nowMs),
                           silenceOf);
}

Result<std::optional<TimeMs>> AlertLog::doNotDisturbUntilMs() const
{
    Query query(*m_database, "SELECT value FROM meta WHERE key='do_not_disturb_until_ms' AND value IS NOT NULL");
    const bool found = query.next();
    if (auto result = query.result(); !result)
        return result.error();
    return found ? std::optional(query.integer(0)) : std::nullopt;
}

qint64 AlertLog::dataVersion() const
{
    Query query(*m_database, "PRAGMA data_version");
    return query.next() ? query.integer(0) : 0;
}

} // namespace cacheledger
