// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/channel.h"
#include "alerts/notification.h"
#include "sqlite/database.h"

#include <map>

namespace cacheledger
{

/// A notification on its way to a channel.
struct Delivery {
    qint64 id = 0; ///< a channel's later ones have larger ones
    QString channel;
    Notification notification;
    TimeMs createdMs = 0;
    int attempts = 0; ///< with the present one
};

/// How a channel is doing.
struct ChannelState {
    int waiting = 0; ///< notifications that are yet to be sent
    std::optional<TimeMs> lastSentMs;
    QString problem; ///< of the newest attempt; empty: it went well, or there was none
};

/// What is to be sent, in tables of its own in the file of the alert log (docs/formats.md). It reads the log's
/// transitions: moving on in them and keeping what is to be sent are one transaction, and an attempt is written down
/// before it begins. So whenever the process ends, nothing is forgotten, and what may have been sent already is known.
/// One writing process; one thread at a time. The database must outlive it and have the log's tables.
class DeliveryStore
{
public:
    /// So many alerts are kept in one notification; the others are counted.
    static constexpr std::size_t keptAlerts = 100;
    /// What happened longer ago, while nothing sent, is not told any more.
    static constexpr qint64 oldestToldMs = 86'400'000;

    explicit DeliveryStore(Database& database) : m_database(database) {}

    /// Makes the tables, and lets wait again what was cut off while it was sent, as possibly a duplicate.
    Result<void> prepare(TimeMs nowMs);
    /// What happened in the log since: an event at one cache becomes one notification for each channel that hears of it
    /// (PagerDuty: one for each rule), tier 3 waits for the digest. The number of notifications.
    Result<int> takeTransitions(const std::vector<AlertChannel>& channels, TimeMs nowMs);
    /// What somebody wrote, to be sent after what waits for the channel already; `thread` as in Notification.
    Result<void> addMessage(const QString& channel, const QString& title, const QString& text, const QString& thread,
                            TimeMs nowMs);
    /// One notification of what waited for the channel's digest since before `borderMs`; false: nothing did.
    Result<bool> makeDigest(const QString& channel, TimeMs borderMs, TimeMs nowMs);

    /// The oldest one of a channel, if it is due: later ones do not overtake it. It counts as being sent from here on,
    /// whatever happens.
    Result<std::optional<Delivery>> begin(const QString& channel, TimeMs nowMs);
    /// One of these follows begin().
    Result<void> sent(qint64 delivery, TimeMs nowMs);
    /// `unclear`: it may have arrived, so that the next attempt is possibly a duplicate.
    Result<void> again(qint64 delivery, TimeMs nextMs, const QString& problem, bool unclear);
    Result<void> givenUp(qint64 delivery, const QString& problem, TimeMs nowMs);

    /// When the channel's oldest one is due; nothing: none waits.
    Result<std::optional<TimeMs>> nextDueMs(const QString& channel);
    /// What was given up since `sinceMs` is tried again, and what waits at once: somebody changed the channel.
    Result<void> retry(const QString& channel, TimeMs sinceMs, TimeMs nowMs);
    /// What waits for channels that are not among these is not sent any more.
    Result<void> dropOthers(const std::vector<AlertChannel>& channels, TimeMs nowMs);
    /// What ended before goes.
    Result<void> prune(TimeMs beforeMs);

    /// By channel; those that never had a notification are missing. Also for readers; empty without the tables.
    static Result<std::map<QString, ChannelState>> states(Database& database);

private:
    struct Group;
    static bool exists(Database& database); ///< whether the tables are there
    Result<std::vector<Group>> collect(const std::vector<AlertChannel>& channels, TimeMs nowMs, qint64* last);
    Result<std::multimap<qint64, Alert>> led();
    Result<void> insert(const QString& channel, NotificationEvent event, const QString& thread,
                        std::vector<Alert> alerts, TimeMs nowMs);
    Result<void> keep(const QString& channel, Notification notification, TimeMs nowMs);

    Database& m_database;
};

} // namespace cacheledger
