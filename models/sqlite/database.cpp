// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/database.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFileInfo>
#include <QtCore/QUrl>

#include <sqlite3.h>

#include <cerrno>

namespace cacheledger
{

namespace
{

constexpr int busyTimeoutMs = 5000;

ErrorCode codeOfErrno(int systemError)
{
    switch (systemError) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return ErrorCode::DiskFull;
    case EACCES:
    case EPERM:
    case EROFS:
        return ErrorCode::ReadOnly;
    default:
        return ErrorCode::Io;
    }
}

ErrorCode codeOfSqlite(int code, int systemError)
{
    switch (code & 0xff) {
    case SQLITE_FULL:
        return ErrorCode::DiskFull;
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return ErrorCode::ReadOnly;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ErrorCode::Locked;
    case SQLITE_CORRUPT:
        return ErrorCode::Corrupt;
    case SQLITE_NOTADB:
        return ErrorCode::NotAHistory;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        return codeOfErrno(systemError);
    default:
        return ErrorCode::Io;
    }
}

/// The system's error behind SQLite's last one. Where writing the log failed, its file knows it better: SQLite does not
/// pass on why a COMMIT failed.
int systemErrorOf(sqlite3* handle)
{
    int systemError = 0;
    sqlite3_file* log = nullptr;
    if ((sqlite3_errcode(handle) & 0xff) == SQLITE_IOERR &&
        sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK && log && log->pMethods)
        log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &systemError);
    return systemError != 0 ? systemError : sqlite3_system_errno(handle);
}

sqlite3* openHandle(const QString& path, int flags, int& code)
{
    sqlite3* handle = nullptr;
    code = sqlite3_open_v2(path.toUtf8().constData(), &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                           nullptr);
    if (code != SQLITE_OK || flags & SQLITE_OPEN_READWRITE)
        return handle;
    // The header is read now: on a medium that cannot be written, a file in WAL mode shows only here that it cannot be
    // read.
    code = sqlite3_exec(handle, "SELECT count(*) FROM sqlite_master", nullptr, nullptr, nullptr);
    return handle;
}

/// A finished file (nothing in its WAL) in a place that cannot be written: nobody else can write it either.
QString immutableUri(const QString& path)
{
    const QString wal = path + QStringLiteral("-wal");
    if (QFileInfo(wal).size() > 0)
        return {};
    return QString::fromLatin1(QUrl::fromLocalFile(QFileInfo(path).absoluteFilePath()).toEncoded()) +
           QStringLiteral("?immutable=1");
}

} // namespace

Error fileError(ErrorCode code, const QString& path, const FileWords& words)
{
    const auto tr = [](const char* text) { return QCoreApplication::translate("Database", text); };
    // %1 is "The history file PATH".
    const auto error = [&](const char* what, const char* todo) {
        return Error{code, tr(what).arg(words.subject.arg(path)), tr(todo)};
    };
    switch (code) {
    case ErrorCode::DiskFull:
        return {code, tr(QT_TRANSLATE_NOOP("Database", "The disk is full: %1 cannot grow.")).arg(path),
                tr(QT_TRANSLATE_NOOP("Database", "Free some space, then try again."))};
    case ErrorCode::ReadOnly:
        return error(QT_TRANSLATE_NOOP("Database", "%1 cannot be written."),
                     QT_TRANSLATE_NOOP("Database", "Check the permissions of the file and its folder."));
    case ErrorCode::Locked:
        return error(QT_TRANSLATE_NOOP("Database", "%1 is in use by another process."),
                     QT_TRANSLATE_NOOP("Database", "End the other process, or use another profile."));
    case ErrorCode::Corrupt:
        return {code, tr(QT_TRANSLATE_NOOP("Database", "%1 is damaged.")).arg(words.subject.arg(path)),
                words.repair.isEmpty()
                    ? tr(QT_TRANSLATE_NOOP("Database", "Set it aside; a new one is made at the next start."))
                    : words.repair};
    case ErrorCode::NotAHistory:
        return {code, words.other.arg(path),
                tr(QT_TRANSLATE_NOOP("Database", "Move it away, or choose another profile."))};
    case ErrorCode::NewerVersion:
        return error(QT_TRANSLATE_NOOP("Database", "%1 was written by a newer CacheLedger."),
                     QT_TRANSLATE_NOOP("Database", "Update CacheLedger, or choose another profile."));
    default:
        return error(QT_TRANSLATE_NOOP("Database", "%1 cannot be read or written."),
                     QT_TRANSLATE_NOOP("Database", "Check the disk and the path."));
    }
}

Database::Database(const QString& path, const FileWords& words, std::unique_ptr<sharedfile::Use> use, sqlite3* handle)
    : m_path(path),
      m_words(words),
      m_use(std::move(use)),
      m_handle(handle)
{
}

FileWords Database::anyFile()
{
    return {QCoreApplication::translate("Database", "The file %1"),
            QCoreApplication::translate("Database", "%1 is not a CacheLedger file."),
            {ErrorCode::Io, QCoreApplication::translate("Database", "There is no file %1."),
             QCoreApplication::translate("Database", "Check the path.")}};
}

Database::~Database()
{
    for (const auto& [sql, prepared] : m_prepared)
        sqlite3_finalize(prepared.statement);
    sqlite3_close(m_handle);
}

Result<std::unique_ptr<Database>> Database::open(const QString& path, Mode mode, const FileWords& words)
{
    const int flags = mode == Mode::Write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    if (mode == Mode::Read && !QFileInfo::exists(path))
        return Error{words.missing.code, words.missing.message.arg(path), words.missing.hint};
    auto use = std::make_unique<sharedfile::Use>();
    int code = SQLITE_OK;
    sqlite3* handle = openHandle(path, flags, code);
    const int primary = code & 0xff;
    if (mode == Mode::Read && (primary == SQLITE_CANTOPEN || primary == SQLITE_READONLY)) {
        if (const QString uri = immutableUri(path); !uri.isEmpty()) {
            sqlite3_close(handle);
            handle = openHandle(uri, flags | SQLITE_OPEN_URI, code);
        }
    }
    if (!handle)
        return fileError(ErrorCode::Io, path, words);
    std::unique_ptr<Database> database(new Database(path, words, std::move(use), handle));
    if (code != SQLITE_OK)
        return fileError(codeOfSqlite(code, systemErrorOf(handle)), path, words);
    sqlite3_busy_timeout(handle, busyTimeoutMs);
    return database;
}

Result<void> Database::exec(const char* sql)
{
    if (sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        return error();
    return {};
}

Result<void> Database::syncLog()
{
    sqlite3_file* log = nullptr;
    if (sqlite3_file_control(m_handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) != SQLITE_OK || !log ||
        !log->pMethods)
        return {}; // nothing was written since the file was opened
    const int code = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
    if (code == SQLITE_OK)
        return {};
    int systemError = 0;
    log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &systemError);
    return fileError(codeOfSqlite(code, systemError), m_path, m_words);
}

bool Database::inTransaction() const
{
    return !sqlite3_get_autocommit(m_handle);
}

qint64 Database::lastRowId() const
{
    return sqlite3_last_insert_rowid(m_handle);
}

Error Database::error() const
{
    // First what SQLite says: asking the file for more would change it.
    const int code = sqlite3_extended_errcode(m_handle);
    const QString message = QString::fromUtf8(sqlite3_errmsg(m_handle));
    Error error = fileError(codeOfSqlite(code, systemErrorOf(m_handle)), m_path, m_words);
    if (error.code == ErrorCode::Io)
        error.message += QStringLiteral(" (%1)").arg(message);
    return error;
}

Query::Query(Database& database, const char* sql, Tag) : m_database(database)
{
    Database::Prepared& prepared = database.m_prepared[sql];
    if (!prepared.statement)
        check(sqlite3_prepare_v3(database.m_handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &prepared.statement, nullptr));
    if (!prepared.running) {
        m_statement = prepared.statement;
        m_running = &prepared.running;
        prepared.running = true;
    } else {
        check(sqlite3_prepare_v2(database.m_handle, sql, -1, &m_statement, nullptr));
    }
}

Query::~Query()
{
    if (!m_running) {
        sqlite3_finalize(m_statement);
        return;
    }
    *m_running = false;
    if (m_statement) {
        sqlite3_reset(m_statement);
        sqlite3_clear_bindings(m_statement);
    }
}

void Query::check(int code)
{
    if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE && !m_error)
        m_error = m_database.error();
}

void Query::bind(qint64 value)
{
    check(sqlite3_bind_int64(m_statement, ++m_bound, value));
}

void Query::bind(double value)
{
    check(sqlite3_bind_double(m_statement, ++m_bound, value));
}

void Query::bind(std::nullptr_t)
{
    check(sqlite3_bind_null(m_statement, ++m_bound));
}

void Query::bind(const QString& value)
{
    const QByteArray utf8 = value.toUtf8();
    check(sqlite3_bind_text(m_statement, ++m_bound, utf8.constData(), static_cast<int>(utf8.size()), SQLITE_TRANSIENT));
}

void Query::bind(std::string_view blob)
{
    check(sqlite3_bind_blob64(m_statement, ++m_bound, blob.data(), blob.size(), SQLITE_STATIC));
}

bool Query::next()
{
    if (m_error)
        return false;
    const int code = sqlite3_step(m_statement);
    check(code);
    return code == SQLITE_ROW;
}

Result<void> Query::result() const
{
    return m_error ? Result<void>(*m_error) : Result<void>();
}

Result<void> Query::run()
{
    next();
    return result();
}

bool Query::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

qint64 Query::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

double Query::real(int column) const
{
    return sqlite3_column_double(m_statement, column);
}

QString Query::text(int column) const
{
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(m_statement, column));
    return QString::fromUtf8(text, sqlite3_column_bytes(m_statement, column));
}

std::string_view Query::blob(int column) const
{
    const void* data = sqlite3_column_blob(m_statement, column);
    return {static_cast<const char*>(data), static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column))};
}

Result<std::unique_ptr<Transaction>> Transaction::begin(Database& database)
{
    if (auto begun = Query(database, "BEGIN IMMEDIATE").run(); !begun)
        return begun.error();
    return std::unique_ptr<Transaction>(new Transaction(database, true));
}

Result<std::unique_ptr<Transaction>> Transaction::read(Database& database)
{
    const bool outermost = !database.inTransaction();
    if (outermost)
        if (auto begun = Query(database, "BEGIN").run(); !begun)
            return begun.error();
    return std::unique_ptr<Transaction>(new Transaction(database, outermost));
}

Transaction::~Transaction()
{
    // A failed statement may have ended the transaction already.
    if (m_open && m_database.inTransaction())
        (void)m_database.exec("ROLLBACK");
}

Result<void> Transaction::commit()
{
    m_open = false;
    auto committed = Query(m_database, "COMMIT").run();
    if (!committed && m_database.inTransaction())
        (void)m_database.exec("ROLLBACK");
    return committed;
}

} // namespace cacheledger
