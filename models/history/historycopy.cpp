// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historycopy.h"

#include "history/filelock.h"
#include "history/historycheck.h"
#include "history/historyerror.h"
#include "history/samplereader.h"
#include "history/schema.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QStorageInfo>

#include <sqlite3.h>

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace cacheledger
{

namespace
{

/// Copied between two looks at whether to go on: 4 MiB.
constexpr int pagesAStep = 1024;
/// Left free for everybody else when a file is rewritten.
constexpr qint64 spareBytes = 64LL << 20;

Result<void> copyPages(Database& source, Database& target, const std::atomic_bool* cancelled)
{
    sqlite3_backup* backup = sqlite3_backup_init(target.handle(), "main", source.handle(), "main");
    if (!backup)
        return target.error();
    int code = SQLITE_OK;
    while (code == SQLITE_OK && !(cancelled && cancelled->load(std::memory_order_relaxed)))
        code = sqlite3_backup_step(backup, pagesAStep);
    // The target's connection has the error, whichever side failed.
    sqlite3_backup_finish(backup);
    if (code == SQLITE_DONE)
        return {};
    return code == SQLITE_OK ? cancelledError() : target.error();
}

/// Into a file beside the target, which gets its name when all is well.
Result<void> copyAndCheck(const QString& path, const QString& part, const std::atomic_bool* cancelled)
{
    const auto source = Database::open(path, Database::Mode::Read, historyWords());
    if (!source)
        return source.error();
    if (auto checked = schema::checkForReading(**source); !checked)
        return checked;
    {
        const auto target = Database::open(part, Database::Mode::Write, historyWords());
        if (!target)
            return target.error();
        const auto transaction = Transaction::read(**source);
        if (!transaction)
            return transaction.error();
        // A transaction begins with the first read.
        if (auto begun = (*source)->exec("SELECT count(*) FROM sqlite_master"); !begun)
            return begun;
        if (auto copied = copyPages(**source, **target, cancelled); !copied)
            return copied;
        // Else whoever looks at the backup would make a log beside it.
        if (auto single = (*target)->exec("PRAGMA journal_mode=DELETE"); !single)
            return single;
    }
    const auto report = checkHistory(part, CheckDepth::Everything, cancelled);
    if (!report)
        return report.error();
    if (!report->sound())
        return Error{
            ErrorCode::Corrupt,
            QCoreApplication::translate("History", "The history file %1 is damaged: %2").arg(path, report->problems[0]),
            QCoreApplication::translate("History", "Repair it with cacheledger history repair, then back it up.")};
    return {};
}

Error existsAlready(const QString& target)
{
    return {ErrorCode::InvalidArgument,
            QCoreApplication::translate("History", "There is a file %1 already.").arg(target),
            QCoreApplication::translate("History", "Choose another name; nothing is overwritten.")};
}

Error systemError(int number, const QString& target)
{
    const ErrorCode code = number == ENOSPC || number == EDQUOT                     ? ErrorCode::DiskFull
                           : number == EACCES || number == EPERM || number == EROFS ? ErrorCode::ReadOnly
                                                                                    : ErrorCode::Io;
    return historyError(code, target);
}

/// On the disk, and under its name only where there is none of it: link() does not overwrite.
Result<void> publish(const QByteArray& part, const QString& target)
{
    const int descriptor = ::open(part.constData(), O_RDONLY | O_CLOEXEC);
    const bool synced = descriptor >= 0 && fsync(descriptor) == 0;
    const int syncError = errno;
    if (descriptor >= 0)
        close(descriptor);
    if (!synced)
        return systemError(syncError, target);
    if (::link(part.constData(), QFile::encodeName(target).constData()) == 0)
        return {};
    if (errno == EEXIST)
        return existsAlready(target);
    // A file system without links.
    if (!QFile::exists(target) && ::rename(part.constData(), QFile::encodeName(target).constData()) == 0)
        return {};
    return systemError(errno, target);
}

qint64 pragma(Database& database, const char* sql)
{
    Query query(database, sql);
    return query.next() ? query.integer(0) : 0;
}

} // namespace

Result<void> backUpHistory(const QString& path, const QString& target, const std::atomic_bool* cancelled)
{
    if (QFileInfo::exists(target))
        return existsAlready(target);
    const QString part = target + QStringLiteral(".part");
    const QByteArray name = QFile::encodeName(part);
    // What a backup that was killed left behind is nothing to keep.
    QFile::remove(part);
    const int descriptor = ::open(name.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return systemError(errno, target);
    close(descriptor);
    auto done = copyAndCheck(path, part, cancelled);
    if (done)
        done = publish(name, target);
    for (const QString& ending : {QString(), QStringLiteral("-journal")})
        QFile::remove(part + ending);
    return done;
}

Result<CompactReport> compactHistory(const QString& path)
{
    if (!QFileInfo::exists(path))
        return Database::open(path, Database::Mode::Read, historyWords()).error();
    const auto lock = FileLock::take(path);
    if (!lock)
        return lock.error();
    const auto database = Database::open(path, Database::Mode::Write, historyWords());
    if (!database)
        return database.error();
    if (auto prepared = schema::prepareForWriting(**database); !prepared)
        return prepared.error();
    const auto checkpoint = [&] { return (*database)->exec("PRAGMA wal_checkpoint(TRUNCATE)"); };
    if (auto done = checkpoint(); !done)
        return done.error();
    CompactReport report;
    report.bytesBefore = QFileInfo(path).size();
    const qint64 pages = pragma(**database, "PRAGMA page_count") - pragma(**database, "PRAGMA freelist_count");
    // The new content is written twice: to a file of its own, then to the log. That file belongs beside the history,
    // not into a /tmp in memory.
    const qint64 needed = 2 * pages * pragma(**database, "PRAGMA page_size") + spareBytes;
    const QStorageInfo disk(QFileInfo(path).absolutePath());
    report.rewritten = !disk.isValid() || disk.bytesAvailable() >= needed;
    qputenv("SQLITE_TMPDIR", QFile::encodeName(QFileInfo(path).absolutePath()));
    if (auto done = (*database)->exec(report.rewritten ? "VACUUM" : "PRAGMA incremental_vacuum"); !done)
        return done.error();
    if (auto done = checkpoint(); !done)
        return done.error();
    report.bytesAfter = QFileInfo(path).size();
    return report;
}

} // namespace cacheledger
