// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/filefollower.h"

#include <QtCore/QFileInfo>

#include <utility>

namespace cacheledger
{

FileFollower::FileFollower(QString file, QObject* parent) : QObject(parent), m_file(std::move(file))
{
    constexpr int settleMs = 50;
    m_settled.setSingleShot(true);
    m_settled.setInterval(settleMs);
    const auto wait = [this] { m_settled.start(); };
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, wait);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, wait);
    connect(&m_settled, &QTimer::timeout, this, [this] {
        watchPaths();
        Q_EMIT settled();
    });
    watchPaths();
    m_settled.start(); // what was written since the file was read
}

/// The folder tells of a file that is replaced, the file of one that is written in place. A replaced file is another
/// one and must be watched anew.
void FileFollower::watchPaths()
{
    m_watcher.addPath(QFileInfo(m_file).absolutePath());
    if (QFileInfo::exists(m_file) && !m_watcher.files().contains(m_file))
        m_watcher.addPath(m_file);
}

} // namespace cacheledger
