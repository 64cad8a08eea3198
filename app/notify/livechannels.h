// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/notify/channelstore.h"
#include "app/notify/courier.h"
#include "ui/services.h"

#include <QtCore/QThread>
#include <QtCore/QThreadPool>

#include <map>
#include <set>

namespace cacheledger
{

class CredentialSource;
class DesktopNotifier;
class LiveAlerts;
class OutboxHost;

/// The channels of this process: the user's file, their secrets, and, while this process keeps the alerts, the outbox
/// in its thread. Main thread.
class LiveChannels : public ChannelKeeper
{
    Q_OBJECT

public:
    struct Parts {
        QString channelsFile;
        QString alertLog;
        std::shared_ptr<const Clock> clock;
        SecretVault* vault = nullptr;                  ///< may be null
        const CredentialSource* credentials = nullptr; ///< asked first
    };
    explicit LiveChannels(Parts parts, QObject* parent = nullptr);
    ~LiveChannels() override; ///< what is on its way is given up; seconds at most

    /// Sends while `alerts` keeps the log, and hands on what is clicked. It must outlive this.
    void follow(LiveAlerts* alerts);
    /// Reads the file and asks for the secrets.
    void start();
    /// This process writes the alert log from now on, and its outbox; again after the log was set aside.
    void startSending();
    void stopSending();
    bool isSending() const { return m_isSending; }
    /// The log has something new.
    void wake();

    std::vector<AlertChannel> channels() const override { return m_store.channels(); }
    QStringList problems() const override { return m_store.problems(); }
    QString problemOf(const QString& channel) const override;
    Result<void> save(const AlertChannel& channel, std::optional<std::size_t> position = {}) override;
    Result<std::size_t> remove(const QString& channel) override;
    void test(const AlertChannel& channel, const std::optional<QString>& secret) override;
    Result<void> send(const OperatorMessage& message) override;
    /// What a channel logs in with, as far as the vault has answered; empty: none is known.
    QString storedSecret(const QString& channel) const;

Q_SIGNALS:
    void openRequested(qint64 alert); ///< in a notification of the desktop
    /// A channel has another problem; empty: it works again.
    void problemChanged(const QString& channel, const QString& problem);
    /// What is to be sent cannot be kept; it is tried again.
    void failed(const cacheledger::Error& error);

private:
    void askForSecrets();
    void onSecret(const CacheId& key, const QString& secret, bool found);
    void handOver();
    template <typename Call>
    void tellHost(const Call& call);

    Parts m_parts;
    ChannelStore m_store;
    std::map<QString, QString> m_secrets;
    std::set<QString> m_awaited; // secrets that were asked for
    std::map<QString, QString> m_problems;
    bool m_sends = false;     // as the alerts said
    bool m_isSending = false; // the host was told to
    std::unique_ptr<DesktopNotifier> m_desktop;
    QThread m_thread;
    OutboxHost* m_host; // lives in m_thread, deleted when that ends
    std::atomic_bool m_cancelled = false;
    QThreadPool m_tests;
};

} // namespace cacheledger
