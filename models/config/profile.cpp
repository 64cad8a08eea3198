// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/profile.h"

#include "config/configfile.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>

#include <cerrno>
#include <filesystem>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{
/// As the XDG base directory specification says: a variable that is not an absolute path does not count.
QString xdgFolder(const char* variable, const QString& fallback)
{
    const QString home = qEnvironmentVariable(variable);
    return (QDir::isAbsolutePath(home) ? QDir::cleanPath(home) : QDir::homePath() + fallback) + u"/cacheledger"_s;
}

/// Without symbolic links, also for a folder that is not there yet.
QString resolved(const QString& folder)
{
    const QFileInfo info(folder);
    if (info.exists())
        return info.canonicalFilePath();
    const QString parent = info.absolutePath();
    return parent == info.absoluteFilePath() ? parent : resolved(parent) + u'/' + info.fileName();
}

Result<void> createFolder(const QString& folder)
{
    namespace fs = std::filesystem;
    const fs::path path(QFile::encodeName(folder).toStdString());
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error)
        return configfile::fileError(error.value(), folder);
    const bool isNew = fs::create_directory(path, error);
    if (error)
        return configfile::fileError(error.value(), folder);
    if (isNew)
        fs::permissions(path, fs::perms::owner_all, error);
    if (error)
        return configfile::fileError(error.value(), folder);
    if (!QFileInfo(folder).isWritable())
        return configfile::fileError(EACCES, folder);
    return {};
}
} // namespace

Profile Profile::standard()
{
    return {xdgFolder("XDG_CONFIG_HOME", u"/.config"_s), xdgFolder("XDG_DATA_HOME", u"/.local/share"_s),
            xdgFolder("XDG_STATE_HOME", u"/.local/state"_s)};
}

Profile Profile::under(const QString& dir)
{
    const QString root = QDir::cleanPath(QDir(dir).absolutePath());
    const QDir folder(root);
    return {folder.filePath(u"config"_s), folder.filePath(u"data"_s), folder.filePath(u"state"_s)};
}

QString Profile::cachesFile() const
{
    return configDir + u"/caches.json"_s;
}

QString Profile::preferencesFile() const
{
    return configDir + u"/preferences.json"_s;
}

QString Profile::dismissalsFile() const
{
    return configDir + u"/dismissed-advice.json"_s;
}

QString Profile::pricesFile() const
{
    return configDir + u"/prices.json"_s;
}

QString Profile::scenariosDir() const
{
    return configDir + u"/scenarios"_s;
}

QString Profile::sourcesFile() const
{
    return configDir + u"/sources.json"_s;
}

QString Profile::costsFile() const
{
    return configDir + u"/costs.json"_s;
}

QString Profile::rulesFile() const
{
    return configDir + u"/rules.json"_s;
}

QString Profile::alertsFile() const
{
    return dataDir + u"/alerts.sqlite"_s;
}

QString Profile::playbooksDir() const
{
    return configDir + u"/playbooks"_s;
}

QString Profile::channelsFile() const
{
    return configDir + u"/channels.json"_s;
}

QString Profile::reportsFile() const
{
    return configDir + u"/reports.json"_s;
}

QString Profile::madeReportsFile() const
{
    return dataDir + u"/reports.json"_s;
}

QString Profile::auditFile() const
{
    return dataDir + QStringLiteral("/audit.sqlite");
}

QString Profile::historyFile() const
{
    return dataDir + u"/history.sqlite"_s;
}

QString Profile::serverLogFile() const
{
    return dataDir + QStringLiteral("/serverlog.sqlite");
}

QString Profile::keysDir() const
{
    return dataDir + u"/keys"_s;
}

QString Profile::incidentsDir() const
{
    return dataDir + u"/incidents"_s;
}

QString Profile::stateFile() const
{
    return stateDir + u"/window.json"_s;
}

QString Profile::key() const
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QString& folder : {configDir, dataDir, stateDir})
        hash.addData(QFile::encodeName(resolved(folder)).append('\0'));
    return QString::fromLatin1(hash.result().toHex().left(16));
}

Result<void> Profile::create() const
{
    for (const QString& folder : {configDir, dataDir, stateDir})
        if (auto created = createFolder(folder); !created)
            return created;
    return {};
}

} // namespace cacheledger
