// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/result.h"
#include "sqlite/sharedfile.h"

#include <QtCore/QString>

#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace cacheledger
{

/// What sentences about a file call it, translated; "%1" stands for its path. The caller's, because the same failure
/// means another thing to the user in a history and in an alert log.
struct FileWords {
    QString subject;     ///< begins a sentence: "The history file %1"
    QString other;       ///< it is something else: "%1 is not a CacheLedger history."
    Error missing;       ///< there is none to be read; only its message has a path
    QString repair = {}; ///< what to do when it is damaged; empty: set it aside
};

/// "The history file PATH ...": what `code` means for the file, and what to do.
Error fileError(ErrorCode code, const QString& path, const FileWords& words);

/// One SQLite connection. Keeps each statement prepared. One thread at a time.
class Database
{
public:
    enum class Mode { Write, Read };

    /// Write creates the file. FileWords::missing when it is not there to be read. Without words it is "The file PATH".
    static Result<std::unique_ptr<Database>> open(const QString& path, Mode mode, const FileWords& words = anyFile());
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    const QString& path() const { return m_path; }
    /// Runs statements that give no rows.
    Result<void> exec(const char* sql);
    /// Waits until everything that was committed is on the disk itself (its log; see WAL with synchronous=NORMAL, whose
    /// commits survive a kill but not a power loss).
    Result<void> syncLog();
    bool inTransaction() const;
    qint64 lastRowId() const;
    /// For what SQLite offers as functions alone (backup, progress). Never close it.
    sqlite3* handle() const { return m_handle; }
    /// What the last failed call ran into, as an Error that names the file and what to do.
    Error error() const;

private:
    friend class Query;
    struct Prepared {
        sqlite3_stmt* statement = nullptr;
        bool running = false;
    };

    Database(const QString& path, const FileWords& words, std::unique_ptr<sharedfile::Use> use, sqlite3* handle);
    static FileWords anyFile();

    QString m_path;
    FileWords m_words;
    std::unique_ptr<sharedfile::Use> m_use; // until after the handle is closed
    sqlite3* m_handle;
    std::unordered_map<const void*, Prepared> m_prepared; // by the address of the literal
};

/// One run of a statement: bound on construction, reset on destruction. Errors stick: next() then gives no rows and
/// result() tells. `sql` must be a literal: it is prepared once and found again by its address.
class Query
{
public:
    template <typename... Arguments>
    Query(Database& database, const char* sql, const Arguments&... arguments) : Query(database, sql, Tag{})
    {
        (bind(arguments), ...);
    }
    ~Query();
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    /// To the next row; false at the end and after an error.
    bool next();
    Result<void> result() const;
    /// For statements without rows.
    Result<void> run();

    bool isNull(int column) const;
    qint64 integer(int column) const;
    double real(int column) const;
    QString text(int column) const;
    /// Valid until the next step.
    std::string_view blob(int column) const;

private:
    struct Tag {
    };
    Query(Database& database, const char* sql, Tag);
    void bind(qint64 value);
    void bind(int value) { bind(static_cast<qint64>(value)); }
    void bind(double value);
    void bind(std::nullptr_t);
    template <typename T>
    void bind(const std::optional<T>& value)
    {
        value ? bind(*value) : bind(nullptr);
    }
    void bind(const QString& value);
    void bind(std::string_view blob); ///< must outlive the query
    void check(int code);

    Database& m_database;
    sqlite3_stmt* m_statement = nullptr;
    bool* m_running = nullptr; // nothing: a statement of our own
    int m_bound = 0;
    std::optional<Error> m_error;
};

/// BEGIN IMMEDIATE (or a read transaction); rolled back unless committed.
class Transaction
{
public:
    static Result<std::unique_ptr<Transaction>> begin(Database& database);
    /// Sees one state of the file until destroyed. Does nothing inside another transaction.
    static Result<std::unique_ptr<Transaction>> read(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    Result<void> commit();

private:
    Transaction(Database& database, bool open) : m_database(database), m_open(open) {}
    Database& m_database;
    bool m_open;
};

} // namespace cacheledger
