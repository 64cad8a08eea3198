// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertlog.h"

#include "alerts/alertlogfile.h"
#include "alerts/alertrows.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace cacheledger
{

using namespace alertrows;

namespace
{

/// Notifications older than this damp nothing any more (the book's dampMs is shorter).
constexpr qint64 notifiedWithinMs = 3'600'000;

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
    const auto found = alertlogfile::versionOf(**database);
    if (!found)
        return found.error();
    if (mode == Database::Mode::Write) {
        if (auto prepared = alertlogfile::prepare(**database, *found); !prepared)
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
    const auto asOf = firstNumber(Query(*m_database, "SELECT value FROM meta WHERE key='as_of_ms'"));
    const auto newest = firstNumber(Query(*m_database, "SELECT seq FROM sqlite_sequence WHERE name='alert'"));
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
