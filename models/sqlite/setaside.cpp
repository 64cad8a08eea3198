// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/setaside.h"

#include <QtCore/QDateTime>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QTimeZone>

#include <cerrno>
#include <cstdio>

namespace cacheledger
{

Result<void> renameFile(const QString& from, const QString& to, const FileWords& words)
{
    if (std::rename(QFile::encodeName(from).constData(), QFile::encodeName(to).constData()) == 0)
        return {};
    return fileError(errno == EACCES || errno == EPERM || errno == EROFS ? ErrorCode::ReadOnly : ErrorCode::Io, from,
                     words);
}

Result<QString> setAside(const QString& path, TimeMs nowMs, const FileWords& words)
{
    const QFileInfo file(path);
    const QString stamp =
        QDateTime::fromMSecsSinceEpoch(nowMs, QTimeZone::utc()).toString(QStringLiteral("yyyy-MM-ddThh-mm-ssZ"));
    const QString stem =
        file.absolutePath() + QLatin1Char('/') + file.completeBaseName() + QStringLiteral("-damaged-") + stamp;
    const QString ending = file.suffix().isEmpty() ? QString() : QLatin1Char('.') + file.suffix();
    QString target = stem + ending;
    for (int i = 2; QFileInfo::exists(target); ++i)
        target = stem + QStringLiteral("-%1").arg(i) + ending;
    // The log first: alone beside a new file it would be taken for that file's.
    for (const QString& part : {QStringLiteral("-wal"), QStringLiteral("-shm"), QString()})
        if (part.isEmpty() || QFileInfo::exists(path + part))
            if (auto renamed = renameFile(path + part, target + part, words); !renamed)
                return renamed.error();
    return target;
}

} // namespace cacheledger
