// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QFileSystemWatcher>
#include <QtCore/QObject>
#include <QtCore/QTimer>

namespace cacheledger
{

/// Says when a file may have changed: replaced, written in place, made or removed, some milliseconds after the last
/// step of its writer, and once after the start. One thread with an event loop.
class FileFollower : public QObject
{
    Q_OBJECT

public:
    explicit FileFollower(QString file, QObject* parent = nullptr);

Q_SIGNALS:
    void settled();

private:
    void watchPaths();

    QString m_file;
    QFileSystemWatcher m_watcher;
    QTimer m_settled; // a writer may need several steps
};

} // namespace cacheledger
