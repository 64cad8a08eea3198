// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/filelock.h"

#include "history/historyerror.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace cacheledger
{

namespace
{

Error cannotLock(const QString& path, int systemError)
{
    const bool forbidden = systemError == EACCES || systemError == EPERM || systemError == EROFS;
    const bool full = systemError == ENOSPC || systemError == EDQUOT;
    return historyError(forbidden ? ErrorCode::ReadOnly : full ? ErrorCode::DiskFull : ErrorCode::Io, path);
}

Error lockedByOther(const QString& path, int descriptor)
{
    char text[32] = {};
    const ssize_t length = pread(descriptor, text, sizeof text - 1, 0);
    const QString pid = QString::fromLatin1(text, static_cast<int>(length > 0 ? length : 0)).trimmed();
    Error error = historyError(ErrorCode::Locked, path);
    if (!pid.isEmpty())
        error.message =
            QCoreApplication::translate("History", "The history file %1 is in use by process %2.").arg(path, pid);
    return error;
}

} // namespace

Result<std::unique_ptr<FileLock>> FileLock::take(const QString& path)
{
    const QByteArray name = QFile::encodeName(path + QStringLiteral(".lock"));
    const int descriptor = ::open(name.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return cannotLock(path, errno);
    std::unique_ptr<FileLock> lock(new FileLock(descriptor));
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0)
        return errno == EWOULDBLOCK ? lockedByOther(path, descriptor) : cannotLock(path, errno);
    // The number only helps a person to find the process: a disk without room for it is not a reason to stop.
    const QByteArray pid = QByteArray::number(QCoreApplication::applicationPid()) + '\n';
    if (ftruncate(descriptor, 0) == 0)
        (void)!pwrite(descriptor, pid.constData(), static_cast<std::size_t>(pid.size()), 0);
    return lock;
}

FileLock::~FileLock()
{
    close(m_descriptor);
}

} // namespace cacheledger
