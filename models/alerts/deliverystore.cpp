// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/deliverystore.h"

#include "alerts/alertrows.h"

#include <QtCore/QUuid>

#include <algorithm>

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
