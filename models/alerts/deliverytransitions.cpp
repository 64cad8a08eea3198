// SPDX-License-Identifier: GPL-3.0-or-later
// What of the alert log's transitions is told, and to whom.
#include "alerts/alertrows.h"
#include "alerts/deliverystore.h"

#include <algorithm>
#include <tuple>

namespace cacheledger
{

/// Whose alerts belong together, and to whom they go.
struct DeliveryStore::Group {
    QString channel;
    NotificationEvent event;
    QString thread;
    std::vector<Alert> alerts;
};

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

} // namespace cacheledger
