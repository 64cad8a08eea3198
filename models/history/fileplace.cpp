// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/fileplace.h"

#include <QtCore/QFile>

#include <sys/stat.h>
#include <unistd.h>

namespace cacheledger
{

static std::optional<FileIdentity> identityOfName(const QByteArray& name)
{
    struct stat info = {};
    if (::stat(name.constData(), &info) != 0 || info.st_size == 0)
        return std::nullopt;
    return FileIdentity{info.st_dev, info.st_ino};
}

std::optional<FileIdentity> identityOf(const QString& path)
{
    return identityOfName(QFile::encodeName(path));
}

FilePlace::FilePlace(const QString& path)
    : m_fileName(QFile::encodeName(path)),
      m_logName(m_fileName + "-wal"),
      m_indexName(m_fileName + "-shm"),
      m_file(identityOfName(m_fileName))
{
}

FilePlace::~FilePlace()
{
    if (!m_lost)
        return;
    for (const auto& [name, identity] : {std::pair(m_logName, m_log), std::pair(m_indexName, m_index)})
        if (identity && identityOfName(name) == identity)
            ::unlink(name.constData());
}

bool FilePlace::isLost()
{
    const auto log = identityOfName(m_logName);
    if (!m_lost && !m_log) {
        m_log = log;
        m_index = identityOfName(m_indexName);
    }
    // An emptied log is still ours.
    const bool logIsLost = m_log && log != m_log && (log || ::access(m_logName.constData(), F_OK) != 0);
    m_lost = m_lost || identityOfName(m_fileName) != m_file || logIsLost;
    return m_lost;
}

} // namespace cacheledger
