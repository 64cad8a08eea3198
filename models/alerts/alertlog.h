// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alert.h"
#include "sqlite/database.h"

#include <map>
#include <memory>

namespace cacheledger
{

/// What one step of the book changed; stored as a whole or not at all.
struct AlertBatch {
    std::vector<Alert> alerts;       ///< new ones and changed ones, whole
    std::vector<AlertEntry> entries; ///< in order
    /// Where the engine stands with an alert; Inactive: it is forgotten.
    std::map<AlertKey, AlertProgress> progress;
    TimeMs asOfMs = 0; ///< the last time that anything was judged; 0: as before
};

/// Where a process that ended left off.
struct AlertResume {
    std::vector<Alert> lasting;                 ///< pending and firing
    std::map<AlertKey, AlertProgress> progress; ///< for AlertEngine::restore()
    TimeMs asOfMs = 0;
    qint64 nextAlert = 1;
    std::vector<Silence> silences; ///< that last or are to come
    std::optional<TimeMs> doNotDisturbUntilMs;
    std::map<std::pair<QString, CacheId>, TimeMs> notifiedMs; ///< by rule and cache: newest notification of a firing
};

/// The alert log: one SQLite file (docs/formats.md, "The alert log") with every alert, every transition, the silences,
/// and where the engine stood. What is stored survives a kill at once and, as commits are synced, a power loss. One
/// writing process; readers see whole batches. One thread at a time.
class AlertLog
{
public:
    /// "CLal": tells our files from other applications' (PRAGMA application_id).
    static constexpr qint64 applicationId = 0x434c616c;
    /// Newest schema that this program knows (PRAGMA user_version).
    static constexpr qint64 version = 1;

    /// What sentences about the file call it.
    static FileWords words();
    /// Write makes the file and its tables and checks it. NotAHistory (another application's file), NewerVersion,
    /// Corrupt, ReadOnly, DiskFull, Locked, Io.
    static Result<std::unique_ptr<AlertLog>> open(const QString& path, Database::Mode mode);

    Result<void> store(const AlertBatch& batch);
    Result<void> put(const Silence& silence); ///< in place of one with the same id
    Result<void> setDoNotDisturb(std::optional<TimeMs> untilMs);
    /// Alerts that ended before `pendingBeforeMs` without ever having fired go, with their transitions.
    Result<void> dropPending(TimeMs pendingBeforeMs);

    Result<AlertResume> resume(TimeMs nowMs) const;
    /// Pending and firing, the oldest first.
    Result<std::vector<Alert>> lasting() const;
    Result<std::optional<Alert>> find(qint64 id) const;
    /// The newest first.
    Result<std::vector<Alert>> read(const AlertQuery& query) const;
    /// Those that fired since, in order.
    Result<std::vector<Alert>> firedSince(TimeMs fromMs) const;
    Result<std::vector<AlertEntry>> entries(qint64 alert) const;
    Result<std::vector<Silence>> silences(TimeMs nowMs) const;
    Result<std::optional<TimeMs>> doNotDisturbUntilMs() const;
    /// Changes when another connection has written.
    qint64 dataVersion() const;

    Database& database() const { return *m_database; }

private:
    explicit AlertLog(std::unique_ptr<Database> database) : m_database(std::move(database)) {}

    std::unique_ptr<Database> m_database;
};

} // namespace cacheledger
