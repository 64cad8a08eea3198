// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/deliverystore.h"

#include "alerts/alertrows.h"

#include <QtCore/QUuid>

#include <algorithm>
#include <tuple>

namespace cacheledger
{

// What the columns mean is in docs/formats.md.
static constexpr const char* createDeliveries = R"(
CREATE TABLE delivery(id INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT NOT NULL, notification TEXT NOT NULL,
                      created_ms INTEGER NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL,
                      next_ms INTEGER NOT NULL, changed_ms INTEGER NOT NULL, duplicate INTEGER NOT NULL,
                      problem TEXT NOT NULL);
CREATE INDEX delivery_open ON delivery(channel, id) WHERE state IN ('waiting', 'sending');
CREATE TABLE digest(channel TEXT NOT NULL, alert INTEGER NOT NULL, added_ms INTEGER NOT NULL,
                    PRIMARY KEY(channel, alert)) WITHOUT ROWID;
CREATE TABLE delivery_cursor(one INTEGER PRIMARY KEY CHECK (one = 1), transition_id INTEGER NOT NULL);
INSERT INTO delivery_cursor VALUES(1, 0);
)";

/// Whose alerts belong together, and to whom they go.
struct DeliveryStore::Group {
    QString channel;
    NotificationEvent event;
    QString thread;
    std::vector<Alert> alerts;
};

Result<void> DeliveryStore::prepare(TimeMs nowMs)
{
    auto transaction = Transaction::begin(m_database);
    if (!transaction)
        return transaction.error();
    if (!exists(m_database))
        if (auto made = m_database.exec(createDeliveries); !made)
            return made;
    if (auto cutOff =
            Query(m_database,
                  "UPDATE delivery SET state = 'waiting', duplicate = 1, next_ms = ? WHERE state = 'sending'", nowMs)
                .run();
        !cutOff)
        return cutOff;
    return (*transaction)->commit();
}

/// Nothing when nobody is told of it.
static std::optional<NotificationEvent> eventOf(const AlertEntry& entry)
{
    if (entry.from == entry.to && entry.reason == QLatin1String("acknowledged"))
        return NotificationEvent::Acknowledged;
    if (!entry.notify)
        return {};
    return entry.to == AlertState::Firing ? NotificationEvent::Fired : NotificationEvent::Ended;
}

/// Only there does it mean something: it stops calling the next person.
static bool hearsOfAcknowledgement(const AlertChannel& channel)
{
    return channel.kind == ChannelKind::Webhook && channel.webhook.form == WebhookForm::PagerDuty;
}

static bool hearsOf(const AlertChannel& channel, NotificationEvent event)
{
    return event == NotificationEvent::Acknowledged ? hearsOfAcknowledgement(channel)
           : event == NotificationEvent::Ended      ? channel.tellsEnd
                                                    : true;
}

Result<std::vector<DeliveryStore::Group>> DeliveryStore::collect(const std::vector<AlertChannel>& channels,
                                                                 TimeMs nowMs, qint64* last)
{
    std::map<std::tuple<QString, NotificationEvent, QString>, std::size_t> places;
    std::vector<Group> groups; // in the order of their first transition: an alert's end comes after it
    Query entries(
        m_database,
        "SELECT t.alert, t.time_ms, t.from_state, t.to_state, t.value, t.notify, t.reason, t.id FROM transition t "
        "WHERE t.id > (SELECT transition_id FROM delivery_cursor) ORDER BY t.id");
    while (entries.next()) {
        const AlertEntry entry = alertrows::entryOf(entries);
        *last = entries.integer(7);
        const auto event = eventOf(entry);
        if (!event || entry.timeMs < nowMs - oldestToldMs)
            continue;
        Query row(m_database, "SELECT * FROM alert WHERE id = ?", entry.alert);
        if (!row.next())
            continue; // dropped meanwhile
        const Alert alert = alertrows::alertOf(row);
        for (const AlertChannel* channel : channelsFor(channels, alert.tier, alert.channels)) {
            if (!hearsOf(*channel, *event))
                continue;
            if (alert.tier == AlertTier::Information) {
                if (*event != NotificationEvent::Fired)
                    continue;
                if (auto kept =
                        Query(m_database, "INSERT OR IGNORE INTO digest VALUES(?, ?, ?)", channel->id, alert.id, nowMs)
                            .run();
                    !kept)
                    return kept.error();
                continue;
            }
            QString thread = QStringLiteral("cacheledger/") + alert.cache.value;
            if (hearsOfAcknowledgement(*channel))
                thread += QLatin1Char('/') + alert.key.rule;
            const auto [place, isNew] = places.try_emplace(std::tuple(channel->id, *event, thread), groups.size());
            if (isNew)
                groups.push_back({channel->id, *event, thread, {}});
            groups[place->second].alerts.push_back(alert);
        }
    }
    if (auto result = entries.result(); !result)
        return result.error();
    return groups;
}

/// The lasting alerts that others speak for, by those.
Result<std::multimap<qint64, Alert>> DeliveryStore::led()
{
    std::multimap<qint64, Alert> led;
    Query rows(m_database, "SELECT * FROM alert WHERE ended_ms IS NULL AND leader != 0 ORDER BY id");
    while (rows.next()) {
        Alert alert = alertrows::alertOf(rows);
        led.emplace(alert.leader, std::move(alert));
    }
    if (auto result = rows.result(); !result)
        return result.error();
    return led;
}

static void addLed(std::vector<Alert>& alerts, const std::multimap<qint64, Alert>& led)
{
    const std::size_t told = alerts.size();
    for (std::size_t i = 0; i < told; ++i)
        for (auto [at, end] = led.equal_range(alerts[i].id); at != end; ++at)
            alerts.push_back(at->second);
}

Result<void> DeliveryStore::insert(const QString& channel, NotificationEvent event, const QString& thread,
                                   std::vector<Alert> alerts, TimeMs nowMs)
{
    std::ranges::stable_sort(alerts, {}, [](const Alert& alert) { return std::pair(alert.tier, alert.id); });
    const auto isSame = [](const Alert& a, const Alert& b) { return a.id == b.id; };
    alerts.erase(std::unique(alerts.begin(), alerts.end(), isSame), alerts.end());
    Notification notification;
    notification.event = event;
    notification.thread = thread;
    if (alerts.size() > keptAlerts) {
        notification.moreAlerts = static_cast<qint64>(alerts.size() - keptAlerts);
        alerts.resize(keptAlerts);
    }
    notification.alerts = std::move(alerts);
    return keep(channel, std::move(notification), nowMs);
}

Result<void> DeliveryStore::addMessage(const QString& channel, const QString& title, const QString& text,
                                       const QString& thread, TimeMs nowMs)
{
    Notification notification;
    notification.event = NotificationEvent::Message;
    notification.thread = thread;
    notification.title = title;
    notification.text = text;
    return keep(channel, std::move(notification), nowMs);
}

Result<void> DeliveryStore::keep(const QString& channel, Notification notification, TimeMs nowMs)
{
    notification.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    notification.timeMs = nowMs;
    return Query(m_database, "INSERT INTO delivery VALUES(NULL, ?, ?, ?, 'waiting', 0, ?, ?, 0, '')", channel,
                 QString::fromUtf8(notification::toJson(notification)), nowMs, nowMs, nowMs)
        .run();
}

Result<int> DeliveryStore::takeTransitions(const std::vector<AlertChannel>& channels, TimeMs nowMs)
{
    auto transaction = Transaction::begin(m_database);
    if (!transaction)
        return transaction.error();
    qint64 last = 0;
    auto groups = collect(channels, nowMs, &last);
    if (!groups)
        return groups.error();
    if (last == 0)
        return 0;
    const auto led = this->led();
    if (!led)
        return led.error();
    for (Group& group : *groups) {
        if (group.event == NotificationEvent::Fired)
            addLed(group.alerts, *led);
        if (auto kept = insert(group.channel, group.event, group.thread, std::move(group.alerts), nowMs); !kept)
            return kept.error();
    }
    if (auto moved = Query(m_database, "UPDATE delivery_cursor SET transition_id = ?", last).run(); !moved)
        return moved.error();
    if (auto done = (*transaction)->commit(); !done)
        return done.error();
    return static_cast<int>(groups->size());
}

Result<bool> DeliveryStore::makeDigest(const QString& channel, TimeMs borderMs, TimeMs nowMs)
{
    auto transaction = Transaction::begin(m_database);
    if (!transaction)
        return transaction.error();
    std::vector<Alert> alerts;
    {
        Query rows(
            m_database,
            "SELECT * FROM alert WHERE id IN (SELECT alert FROM digest WHERE channel = ? AND added_ms < ?) ORDER BY id",
            channel, borderMs);
        while (rows.next())
            alerts.push_back(alertrows::alertOf(rows));
        if (auto result = rows.result(); !result)
            return result.error();
    }
    if (alerts.empty())
        return false;
    if (auto kept =
            insert(channel, NotificationEvent::Digest, QStringLiteral("cacheledger/digest"), std::move(alerts), nowMs);
        !kept)
        return kept.error();
    if (auto gone = Query(m_database, "DELETE FROM digest WHERE channel = ? AND added_ms < ?", channel, borderMs).run();
        !gone)
        return gone.error();
    if (auto done = (*transaction)->commit(); !done)
        return done.error();
    return true;
}

Result<std::optional<Delivery>> DeliveryStore::begin(const QString& channel, TimeMs nowMs)
{
    using Found = std::optional<Delivery>;
    Delivery delivery;
    bool duplicate = false;
    QByteArray json;
    {
        Query row(m_database,
                  "SELECT id, notification, created_ms, attempts, duplicate, next_ms, state FROM delivery "
                  "WHERE channel = ? AND state IN ('waiting', 'sending') ORDER BY id LIMIT 1",
                  channel);
        if (!row.next())
            return row.result() ? Result<Found>(Found()) : row.result().error();
        if (row.integer(5) > nowMs || row.text(6) == QLatin1String("sending"))
            return Found();
        delivery = {row.integer(0), channel, {}, row.integer(2), static_cast<int>(row.integer(3)) + 1};
        json = row.text(1).toUtf8();
        duplicate = row.integer(4) != 0;
    }
    auto notification = notification::fromJson(json);
    if (!notification) { // damaged: nothing that could be sent
        if (auto given = givenUp(delivery.id, QStringLiteral("unreadable"), nowMs); !given)
            return given.error();
        return begin(channel, nowMs);
    }
    if (auto marked =
            Query(m_database, "UPDATE delivery SET state = 'sending', attempts = ?, changed_ms = ? WHERE id = ?",
                  delivery.attempts, nowMs, delivery.id)
                .run();
        !marked)
        return marked.error();
    delivery.notification = std::move(*notification);
    delivery.notification.possiblyDuplicate = duplicate;
    return Found(std::move(delivery));
}

Result<void> DeliveryStore::sent(qint64 delivery, TimeMs nowMs)
{
    return Query(m_database, "UPDATE delivery SET state = 'sent', changed_ms = ?, problem = '' WHERE id = ?", nowMs,
                 delivery)
        .run();
}

Result<void> DeliveryStore::again(qint64 delivery, TimeMs nextMs, const QString& problem, bool unclear)
{
    return Query(m_database,
                 "UPDATE delivery SET state = 'waiting', next_ms = ?, problem = ?, duplicate = max(duplicate, ?) WHERE "
                 "id = ?",
                 nextMs, problem, unclear ? 1 : 0, delivery)
        .run();
}

Result<void> DeliveryStore::givenUp(qint64 delivery, const QString& problem, TimeMs nowMs)
{
    return Query(m_database, "UPDATE delivery SET state = 'failed', changed_ms = ?, problem = ? WHERE id = ?", nowMs,
                 problem, delivery)
        .run();
}

Result<std::optional<TimeMs>> DeliveryStore::nextDueMs(const QString& channel)
{
    Query row(m_database,
              "SELECT next_ms FROM delivery WHERE channel = ? AND state IN ('waiting', 'sending') ORDER BY id LIMIT 1",
              channel);
    const std::optional<TimeMs> due = row.next() ? std::optional<TimeMs>(row.integer(0)) : std::nullopt;
    if (auto result = row.result(); !result)
        return result.error();
    return due;
}

} // namespace cacheledger
