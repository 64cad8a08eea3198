// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertlog.h"
#include "app/notify/outbox.h"

namespace cacheledger
{

/// The outbox and its connection to the alert log, in the thread "outbox". All but the constructor is called there.
class OutboxHost : public QObject
{
    Q_OBJECT

public:
    /// `desktop` is thread-safe and outlives this.
    OutboxHost(QString logFile, std::shared_ptr<const Clock> clock, DesktopNotifier* desktop);

    /// Opens the log anew (it may have been set aside) and sends what it says; tried again until that works.
    void open();
    void setChannels(const std::vector<ChannelSetup>& channels);
    void wake();
    /// messageTaken() follows, at the latest when the log can be opened.
    void send(const OperatorMessage& message);
    void close(); ///< what is on its way is given up

Q_SIGNALS:
    void problemChanged(const QString& channel, const QString& problem);
    void failed(const cacheledger::Error& error);
    /// An empty problem: it is kept on the disk.
    void messageTaken(const QString& message, const QString& problem);

private:
    QString m_logFile;
    std::shared_ptr<const Clock> m_clock;
    DesktopNotifier* m_desktop;
    std::optional<std::vector<ChannelSetup>> m_channels; // nothing: not known yet
    std::unique_ptr<AlertLog> m_log;
    std::unique_ptr<Outbox> m_outbox;
    std::vector<OperatorMessage> m_messages; // until the log can be opened
    QTimer m_retry;
};

} // namespace cacheledger
