// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/fileplace.h"

#include <QtCore/QFile>

#include <sys/stat.h>

namespace cacheledger
{

std::optional<FileIdentity> identityOf(const QString& path)
{
    struct stat info = {};
    if (::stat(QFile::encodeName(path).constData(), &info) != 0 || info.st_size == 0)
        return std::nullopt;
    return FileIdentity{info.st_dev, info.st_ino};
}

FilePlace::FilePlace(QString path) : m_path(std::move(path)), m_file(identityOf(m_path)) {}

FilePlace::~FilePlace()
{
    if (!m_lost)
        return;
    for (const auto& [name, identity] :
         {std::pair(m_path + QStringLiteral("-wal"), m_log), std::pair(m_path + QStringLiteral("-shm"), m_index)})
        if (identity && identityOf(name) == identity)
            QFile::remove(name);
}

bool FilePlace::isLost()
{
    const auto log = identityOf(m_path + QStringLiteral("-wal"));
    if (!m_lost && !m_log) {
        m_log = log;
        m_index = identityOf(m_path + QStringLiteral("-shm"));
    }
    // An emptied log is still ours.
    const bool logIsLost = m_log && log != m_log && (log || !QFile::exists(m_path + QStringLiteral("-wal")));
    m_lost = m_lost || identityOf(m_path) != m_file || logIsLost;
    return m_lost;
}

} // namespace cacheledger
