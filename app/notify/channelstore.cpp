// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/channelstore.h"

#include "config/configfile.h"

#include <QtCore/QFileInfo>

#include <algorithm>

namespace cacheledger
{

static constexpr int channelsSettleMs = 50;

ChannelStore::ChannelStore(QString file, QObject* parent)
    : QObject(parent),
      m_file(std::move(file)),
      m_channels(channelfile::defaults())
{
    m_settled.setSingleShot(true);
    m_settled.setInterval(channelsSettleMs);
    const auto wait = [this] { m_settled.start(); };
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, wait);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, wait);
    connect(&m_settled, &QTimer::timeout, this, [this] {
        watchPaths();
        if (read())
            Q_EMIT changed();
    });
}

void ChannelStore::load()
{
    watchPaths();
    read();
}

/// A replaced file is another one and must be watched anew.
void ChannelStore::watchPaths()
{
    const QString folder = QFileInfo(m_file).absolutePath();
    if (QFileInfo::exists(folder))
        m_watcher.addPath(folder);
    if (QFileInfo::exists(m_file) && !m_watcher.files().contains(m_file))
        m_watcher.addPath(m_file);
}

/// Whether anything is another now.
bool ChannelStore::read()
{
    const std::vector<AlertChannel> before = m_channels;
    const QStringList problemsBefore = std::exchange(m_problems, {});
    const auto content = configfile::read(m_file);
    if (!content) {
        m_problems << content.error().text();
    } else if (!*content) {
        m_channels = channelfile::defaults();
    } else {
        const auto file = channelfile::parse(**content, m_file);
        if (file) {
            m_channels = file->channels;
            for (const RuleProblem& problem : file->problems)
                m_problems << problem.text();
        } else {
            m_problems << file.error().text();
        }
    }
    return before != m_channels || problemsBefore != m_problems;
}

const AlertChannel* ChannelStore::find(const QString& id) const
{
    const auto found = std::ranges::find(m_channels, id, &AlertChannel::id);
    return found == m_channels.end() ? nullptr : &*found;
}

Result<void> ChannelStore::save(const AlertChannel& channel, std::optional<std::size_t> position)
{
    if (const auto faults = faultsOf(channel); !faults.empty())
        return Error{
            ErrorCode::InvalidArgument, QLatin1Char('"') + faults[0].key + QLatin1String("\" ") + faults[0].reason, {}};
    read(); // what another process wrote stays
    std::vector<AlertChannel> channels = m_channels;
    const auto known = std::ranges::find(channels, channel.id, &AlertChannel::id);
    if (known != channels.end())
        *known = channel;
    else
        channels.insert(channels.begin() +
                            static_cast<std::ptrdiff_t>(std::min(position.value_or(channels.size()), channels.size())),
                        channel);
    return write(std::move(channels));
}

Result<std::size_t> ChannelStore::remove(const QString& id)
{
    read();
    std::vector<AlertChannel> channels = m_channels;
    const auto known = std::ranges::find(channels, id, &AlertChannel::id);
    if (known == channels.end())
        return Error{ErrorCode::InvalidArgument, tr("The channel \"%1\" is not there any more.").arg(id), {}};
    const auto position = static_cast<std::size_t>(known - channels.begin());
    channels.erase(known);
    if (auto written = write(std::move(channels)); !written)
        return written.error();
    return position;
}

Result<void> ChannelStore::write(std::vector<AlertChannel> channels)
{
    if (!m_problems.isEmpty())
        return Error{ErrorCode::BadConfiguration, tr("The channels cannot be saved: %1").arg(m_problems.first()),
                     tr("Repair the file first; what is wrong in it would be lost.")};
    const QByteArray content = channelfile::toText(channels);
    if (auto written = configfile::write(m_file, content); !written)
        return written;
    m_channels = std::move(channels);
    watchPaths();
    Q_EMIT changed();
    return {};
}

} // namespace cacheledger
