// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/channelfile.h"

#include <QtCore/QFileSystemWatcher>
#include <QtCore/QTimer>

namespace cacheledger
{

/// The user's channels in `channels.json`, which is followed from load() on, whoever writes it; the desktop while there
/// is no file. A file that cannot be understood is told, and the last good channels stay. Main thread.
class ChannelStore : public QObject
{
    Q_OBJECT

public:
    explicit ChannelStore(QString file, QObject* parent = nullptr);

    void load();
    const std::vector<AlertChannel>& channels() const { return m_channels; }
    const AlertChannel* find(const QString& id) const;
    QStringList problems() const { return m_problems; } ///< a sentence for each fault of the file

    /// In place of one with the same id, else at `position` (the end); on disk when it returns. InvalidArgument when
    /// the channel has faults; BadConfiguration while the file has (they would be lost); ReadOnly, DiskFull, Io.
    Result<void> save(const AlertChannel& channel, std::optional<std::size_t> position = {});
    /// Where it stood.
    Result<std::size_t> remove(const QString& id);

Q_SIGNALS:
    /// The channels or the problems are others now.
    void changed();

private:
    void watchPaths();
    bool read();
    Result<void> write(std::vector<AlertChannel> channels);

    QString m_file;
    std::vector<AlertChannel> m_channels;
    QStringList m_problems;
    QFileSystemWatcher m_watcher;
    QTimer m_settled; // a writer may need several steps
};

} // namespace cacheledger
