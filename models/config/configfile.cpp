// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/configfile.h"

#include "config/jsondocument.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QSaveFile>

#include <nlohmann/json.hpp>

#include <cerrno>

#include <unistd.h>

namespace cacheledger::configfile
{

namespace
{
constexpr qint64 largestFile = qint64(16) * 1024 * 1024;

QString fileText(const char* text)
{
    return QCoreApplication::translate("ConfigFile", text);
}

Error badFile(const QString& path, const QString& problem)
{
    return {ErrorCode::BadConfiguration, fileText("%1 cannot be read: %2").arg(path, problem),
            fileText("Repair or move the file; until then it is left as it is.")};
}

/// QFile and QSaveFile do not tell the causes apart; the system's own error number does.
int errorNumberOr(int fallback)
{
    return errno != 0 ? errno : fallback;
}
} // namespace

Error fileError(int systemError, const QString& path)
{
    switch (systemError) {
    case EACCES:
    case EPERM:
    case EROFS:
        return {ErrorCode::ReadOnly, fileText("%1 cannot be written: no permission.").arg(path),
                fileText("Make its folder writable or choose another one with --profile.")};
    case ENOSPC:
    case EDQUOT:
        return {ErrorCode::DiskFull, fileText("%1 cannot be written: the disk is full.").arg(path),
                fileText("Free some space and try again.")};
    default:
        return {ErrorCode::Io, fileText("%1 cannot be used: %2.").arg(path, qt_error_string(systemError)),
                fileText("Check the path or choose another one with --profile.")};
    }
}

Error keyError(const QString& path, const QString& key, const QString& problem)
{
    return badFile(path, fileText("\"%1\" %2").arg(key, problem));
}

Result<std::optional<QByteArray>> read(const QString& path)
{
    const QFileInfo info(path);
    if (!info.exists() && !info.isSymLink())
        return std::optional<QByteArray>();
    QFile file(path);
    errno = 0;
    if (info.isDir() || !file.open(QIODevice::ReadOnly)) {
        const int cause = info.isDir() ? EISDIR : errorNumberOr(EIO);
        if (cause == EACCES)
            return Error{ErrorCode::Io, fileText("%1 cannot be read: no permission.").arg(path),
                         fileText("Give your user the right to read it.")};
        return fileError(cause, path);
    }
    const QByteArray document = file.read(largestFile + 1); // a device has no size and no end
    if (document.size() > largestFile)
        return badFile(path, fileText("it is too large to be a configuration."));
    return std::optional<QByteArray>(document);
}

Result<nlohmann::ordered_json> parse(const QByteArray& document, const QString& path, int newestVersion)
{
    const auto object = jsonObjectOf(document);
    if (!object)
        return badFile(path, object.error().message);
    const nlohmann::ordered_json& json = *object;
    const auto version = json.find("version");
    if (version == json.end() || !version->is_number_integer() || version->get<std::int64_t>() < 1)
        return keyError(path, QStringLiteral("version"), fileText("must be a whole number from 1."));
    if (version->get<std::int64_t>() > newestVersion)
        return Error{ErrorCode::BadConfiguration,
                     fileText("%1 was written by a newer CacheLedger (format %2, this one knows %3).")
                         .arg(path)
                         .arg(version->get<std::int64_t>())
                         .arg(newestVersion),
                     fileText("Update CacheLedger or choose another profile with --profile.")};
    return json;
}

Result<void> write(const QString& path, const QByteArray& document)
{
    errno = 0;
    if (!QDir().mkpath(QFileInfo(path).absolutePath()))
        return fileError(errorNumberOr(EIO), path);
    QSaveFile file(path);
    errno = 0;
    if (!file.open(QIODevice::WriteOnly))
        return fileError(errorNumberOr(EIO), path);
    errno = 0;
    // commit() alone does not notice that the buffer could not be written (seen with Qt 6.4: a full disk left a cut
    // file in the place of the good one), and does not wait for the disk.
    const bool isWritten = file.write(document) == document.size() && file.flush() && file.size() == document.size() &&
                           ::fsync(file.handle()) == 0;
    const int cause = errorNumberOr(EIO);
    if (!isWritten) {
        file.cancelWriting();
        return fileError(cause, path);
    }
    errno = 0;
    if (!file.commit())
        return fileError(errorNumberOr(EIO), path);
    return {};
}

QByteArray toText(const nlohmann::ordered_json& json)
{
    return QByteArray::fromStdString(json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace)) + '\n';
}

} // namespace cacheledger::configfile
