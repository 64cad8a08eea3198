// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/outboxhost.h"

namespace cacheledger
{

static constexpr int openAgainMs = 5000;
static constexpr int lookAgainMs = 500;

/// Whether the desk has made the log: two that make it at once would be in each other's way.
static bool isMade(const QString& file)
{
    const auto database = Database::open(file, Database::Mode::Read);
    if (!database)
        return false;
    Query version(**database, "PRAGMA user_version");
    return version.next() && version.integer(0) > 0;
}

OutboxHost::OutboxHost(QString logFile, std::shared_ptr<const Clock> clock, DesktopNotifier* desktop)
    : m_logFile(std::move(logFile)),
      m_clock(std::move(clock)),
      m_desktop(desktop),
      m_retry(this) // goes along into the thread
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &OutboxHost::open);
}

void OutboxHost::open()
{
    close();
    if (!isMade(m_logFile)) {
        m_retry.start(lookAgainMs);
        return;
    }
    auto log = AlertLog::open(m_logFile, Database::Mode::Write);
    if (!log) {
        m_retry.start(openAgainMs); // the desk tells what is wrong with it
        return;
    }
    m_log = std::move(*log);
    m_outbox = std::make_unique<Outbox>(
        m_log->database(), m_clock,
        [desktop = m_desktop](const ChannelSetup& setup, const Notification& notification, const SendLimits& limits) {
            return sendThrough(setup, notification, desktop, limits);
        },
        Outbox::Timing());
    connect(m_outbox.get(), &Outbox::problemChanged, this, &OutboxHost::problemChanged);
    connect(m_outbox.get(), &Outbox::failed, this, &OutboxHost::failed);
    if (const auto prepared = m_outbox->prepare(); !prepared) {
        Q_EMIT failed(prepared.error());
        close();
        m_retry.start(openAgainMs);
        return;
    }
    if (m_channels)
        m_outbox->setChannels(*m_channels);
    for (const OperatorMessage& message : std::exchange(m_messages, {}))
        send(message);
}

void OutboxHost::send(const OperatorMessage& message)
{
    if (!m_outbox) {
        m_messages.push_back(message);
        return;
    }
    const auto kept = m_outbox->addMessage(message);
    Q_EMIT messageTaken(message.id, kept ? QString() : kept.error().text());
}

void OutboxHost::setChannels(const std::vector<ChannelSetup>& channels)
{
    m_channels = channels;
    if (m_outbox)
        m_outbox->setChannels(channels);
}

void OutboxHost::wake()
{
    if (m_outbox)
        m_outbox->wake();
}

void OutboxHost::close()
{
    m_retry.stop();
    m_outbox.reset();
    m_log.reset();
}

} // namespace cacheledger
