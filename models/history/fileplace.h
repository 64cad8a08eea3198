// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <optional>

#include <sys/types.h>

namespace cacheledger
{

/// What a path names: another file may take its place (restored from a backup, deleted and made anew).
struct FileIdentity {
    dev_t device = 0;
    ino_t inode = 0;
    friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

/// Nothing while there is no file, or one into which nothing has been written yet.
std::optional<FileIdentity> identityOf(const QString& path);

/// Whether an open history is still what its path names: it and its log. Made after opening.
class FilePlace
{
public:
    explicit FilePlace(const QString& path);
    /// Removes what we left at the path beside a history that is no longer there: its log and the log's index would be
    /// taken for those of the next file. Only after the history was closed.
    ~FilePlace();
    FilePlace(const FilePlace&) = delete;
    FilePlace& operator=(const FilePlace&) = delete;

    /// Whether somebody moved, deleted or replaced it. Stays so.
    bool isLost();

private:
    QByteArray m_fileName; // all three as the system spells them: they are asked for with every batch
    QByteArray m_logName;
    QByteArray m_indexName;
    std::optional<FileIdentity> m_file;
    std::optional<FileIdentity> m_log; // nothing until it was seen
    std::optional<FileIdentity> m_index;
    bool m_lost = false;
};

} // namespace cacheledger
