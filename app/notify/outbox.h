// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/deliverystore.h"
#include "app/notify/courier.h"

#include <QtCore/QObject>
#include <QtCore/QThreadPool>
#include <QtCore/QTimer>

#include <functional>
#include <memory>
#include <mutex>
#include <set>

namespace cacheledger
{

/// Sends what the alert log says should be told: takes its transitions into the DeliveryStore and brings each channel
/// its notifications, one at a time and in order, with retries. Sending happens in threads of a pool; everything else
/// in the thread that this lives in, which owns the database.
class Outbox : public QObject
{
    Q_OBJECT

public:
    /// Sends one notification; called in several threads at once.
    using Deliver = std::function<SendOutcome(const ChannelSetup&, const Notification&, const SendLimits&)>;

    /// How long things take; shorter in tests.
    struct Timing {
        int groupMs = 2000; ///< what fires within it comes together
        qint64 firstRetryMs = 5000;
        qint64 longestRetryMs = 600'000;
        qint64 giveUpMs = 86'400'000;      ///< after the first attempt
        qint64 giveUpPresentMs = 600'000;  ///< likewise for the desktop and sounds
        qint64 keptMs = 30 * 86'400'000ll; ///< what was sent is kept for looking back
        int connectMs = 10'000;
        int totalMs = 30'000;
    };

    /// `database` is the alert log's and outlives this.
    Outbox(Database& database, std::shared_ptr<const Clock> clock, Deliver deliver, const Timing& timing,
           QObject* parent = nullptr);
    /// Gives up what is being sent and waits for it, seconds at most; its outcome is kept.
    ~Outbox() override;

    /// Before the log's first new transition. Nothing is sent before setChannels().
    Result<void> prepare();
    /// All of them. What was given up by a channel that is another one now is tried again.
    void setChannels(const std::vector<ChannelSetup>& channels);
    /// Keeps what somebody wrote and sends it, in order with everything else for that channel. Once it is kept it is
    /// sent until it arrives.
    Result<void> addMessage(const OperatorMessage& message);
    /// The log has new transitions.
    void wake();
    /// Everything that was taken is sent, given up or waits for its next attempt; nothing is on its way.
    bool isIdle() const { return m_sending.empty() && !m_group.isActive(); }

    /// The newest moment not after `nowMs` at which the local clock showed `hour`.
    static TimeMs digestBorder(TimeMs nowMs, int hour);

Q_SIGNALS:
    /// What is wrong with a channel; empty: it works again.
    void problemChanged(const QString& channel, const QString& problem);
    /// The file of the alert log cannot be written; it is tried again.
    void failed(const cacheledger::Error& error);
    void delivered(const QString& channel);

private:
    struct Finished {
        Delivery delivery;
        SendOutcome outcome;
    };

    void take();
    void look();
    bool check(const Result<void>& result);
    bool startNext(const ChannelSetup& setup);
    void finish(const Finished& finished);
    void finishAll();
    void plan();
    qint64 pauseMs(int attempts, const SendOutcome& outcome) const;
    bool isPresentOnly(const QString& channel) const;

    DeliveryStore m_store;
    std::shared_ptr<const Clock> m_clock;
    const Deliver m_deliver;
    const Timing m_timing;
    std::vector<ChannelSetup> m_channels;
    std::vector<AlertChannel> m_plain; // the same without secrets
    bool m_hasChannels = false;
    std::set<QString> m_sending;
    std::map<QString, QString> m_problems;
    std::map<QString, TimeMs> m_digestedMs; // the border up to which digests were made
    QTimer m_group;
    QTimer m_next;
    TimeMs m_prunedMs = 0;

    std::atomic_bool m_cancelled = false;
    std::mutex m_mutex;
    std::vector<Finished> m_finished; // under m_mutex
    QThreadPool m_pool;
};

} // namespace cacheledger
