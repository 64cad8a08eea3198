// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/livechannels.h"

#include "app/credentials.h"
#include "app/livealerts.h"
#include "app/notify/desktopnotifier.h"
#include "app/notify/outboxhost.h"

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr qint64 snoozeMs = 3'600'000; // as the notification says

LiveChannels::LiveChannels(Parts parts, QObject* parent)
    : ChannelKeeper(parent),
      m_parts(std::move(parts)),
      m_store(m_parts.channelsFile),
      m_desktop(std::make_unique<DesktopNotifier>()),
      m_host(new OutboxHost(m_parts.alertLog, m_parts.clock, m_desktop.get()))
{
    m_thread.setObjectName(u"outbox"_s);
    m_host->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_host, &QObject::deleteLater);
    connect(m_host, &OutboxHost::problemChanged, this, [this](const QString& channel, const QString& problem) {
        m_problems[channel] = problem;
        Q_EMIT problemChanged(channel, problem);
        Q_EMIT changed();
    });
    connect(m_host, &OutboxHost::messageTaken, this, &LiveChannels::messageTaken);
    connect(m_host, &OutboxHost::failed, this, &LiveChannels::failed);
    connect(&m_store, &ChannelStore::changed, this, [this] {
        askForSecrets();
        Q_EMIT changed();
    });
    connect(m_desktop.get(), &DesktopNotifier::openRequested, this, &LiveChannels::openRequested);
    if (m_parts.vault) {
        connect(m_parts.vault, &SecretVault::readFinished, this, &LiveChannels::onSecret);
        connect(m_parts.vault, &SecretVault::writeFinished, this, [this](const CacheId& key) {
            for (const AlertChannel& channel : m_store.channels())
                if (channelSecretKey(channel.id) == key)
                    m_parts.vault->read(key);
        });
    }
}

LiveChannels::~LiveChannels()
{
    m_cancelled = true;
    m_tests.waitForDone();
    m_thread.quit();
    m_thread.wait();
    if (m_thread.isFinished())
        return;
    delete m_host; // it was never started
}

void LiveChannels::follow(LiveAlerts* alerts)
{
    connect(alerts, &LiveAlerts::keepingChanged, this, [this](bool keeps) {
        m_sends = keeps;
        keeps ? startSending() : stopSending();
    });
    connect(alerts, &LiveAlerts::stored, this, &LiveChannels::wake);
    connect(alerts, &LiveAlerts::damagedSetAside, this, [this] {
        if (m_sends)
            startSending();
    });
    connect(m_desktop.get(), &DesktopNotifier::acknowledgeRequested, alerts, [alerts](const std::vector<qint64>& ids) {
        for (const qint64 id : ids)
            alerts->acknowledge(id);
    });
    connect(m_desktop.get(), &DesktopNotifier::snoozeRequested, alerts, [this, alerts](const std::vector<qint64>& ids) {
        for (const qint64 id : ids)
            alerts->snooze(id, m_parts.clock->nowMs() + snoozeMs);
    });
}

void LiveChannels::start()
{
    m_desktop->listen();
    m_store.load();
    askForSecrets();
    Q_EMIT changed();
}

template <typename Call>
void LiveChannels::tellHost(const Call& call)
{
    if (!m_thread.isRunning())
        m_thread.start();
    QMetaObject::invokeMethod(
        m_host, [host = m_host, call] { call(*host); }, Qt::QueuedConnection);
}

void LiveChannels::startSending()
{
    m_isSending = true;
    tellHost([](OutboxHost& host) { host.open(); });
}

void LiveChannels::stopSending()
{
    m_isSending = false;
    tellHost([](OutboxHost& host) { host.close(); });
}

void LiveChannels::wake()
{
    tellHost([](OutboxHost& host) { host.wake(); });
}

/// What the environment or a file says, else the keychain.
void LiveChannels::askForSecrets()
{
    for (const AlertChannel& channel : m_store.channels()) {
        if (secretOf(channel) == ChannelSecret::None)
            continue;
        if (const auto given =
                m_parts.credentials ? m_parts.credentials->channelSecret(channel.id) : std::optional<QString>()) {
            m_secrets[channel.id] = *given;
        } else if (m_parts.vault && !m_secrets.contains(channel.id) && m_awaited.insert(channel.id).second) {
            m_parts.vault->read(channelSecretKey(channel.id));
        }
    }
    handOver();
}

void LiveChannels::onSecret(const CacheId& key, const QString& secret, bool found)
{
    for (const AlertChannel& channel : m_store.channels()) {
        if (channelSecretKey(channel.id) != key)
            continue;
        m_awaited.erase(channel.id);
        if (found)
            m_secrets[channel.id] = secret;
        else
            m_secrets.erase(channel.id);
        handOver();
    }
}

/// Not before every secret that was asked for is there: an attempt without one would fail.
void LiveChannels::handOver()
{
    if (!m_awaited.empty())
        return;
    std::vector<ChannelSetup> setups;
    for (const AlertChannel& channel : m_store.channels()) {
        const auto secret = m_secrets.find(channel.id);
        setups.push_back({channel, secret == m_secrets.end() ? QString() : secret->second});
    }
    tellHost([setups](OutboxHost& host) { host.setChannels(setups); });
}

QString LiveChannels::problemOf(const QString& channel) const
{
    const auto found = m_problems.find(channel);
    return found == m_problems.end() ? QString() : found->second;
}

Result<void> LiveChannels::save(const AlertChannel& channel, std::optional<std::size_t> position)
{
    return m_store.save(channel, position);
}

Result<std::size_t> LiveChannels::remove(const QString& channel)
{
    return m_store.remove(channel);
}

QString LiveChannels::storedSecret(const QString& channel) const
{
    const auto known = m_secrets.find(channel);
    return known == m_secrets.end() ? QString() : known->second;
}

void LiveChannels::test(const AlertChannel& channel, const std::optional<QString>& secret)
{
    const auto known = m_secrets.find(channel.id);
    const ChannelSetup setup{channel, secret ? *secret : known == m_secrets.end() ? QString() : known->second};
    m_tests.start([this, setup, nowMs = m_parts.clock->nowMs()] {
        const SendOutcome outcome =
            sendThrough(setup, testNotification(nowMs), m_desktop.get(), SendLimits{10'000, 30'000, &m_cancelled});
        QMetaObject::invokeMethod(
            this, [this, id = setup.channel.id, outcome] { Q_EMIT testFinished(id, outcome.problem); },
            Qt::QueuedConnection);
    });
}

Result<void> LiveChannels::send(const OperatorMessage& message)
{
    if (!m_isSending)
        return Error{ErrorCode::Locked, tr("Another process sends notifications, this one does not."),
                     tr("Copy the message, or send it from the other window.")};
    tellHost([message](OutboxHost& host) { host.send(message); });
    return {};
}

} // namespace cacheledger
