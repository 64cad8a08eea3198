// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alert.h"

#include <QtCore/QByteArray>

namespace cacheledger
{

/// What a notification is about.
enum class NotificationEvent {
    Fired,
    Acknowledged,
    Ended,   ///< resolved, or forgotten with its rule or node
    Digest,  ///< what tier 3 had in a day
    Test,    ///< asked for by the user; has no alerts
    Message, ///< written by the user, of an incident; has no alerts
};

/// What one channel is told at once: an event, and the alerts that it is about. Of each alert only what is shown here
/// is kept: identity, rule, condition, times, value, message and playbook.
struct Notification {
    QString id; ///< unique; the same when it is sent again
    NotificationEvent event = NotificationEvent::Fired;
    TimeMs timeMs = 0;
    /// What belongs together for the receiver: the first notification of a run and its end have the same.
    QString thread;
    std::vector<Alert> alerts; ///< the most severe first
    qint64 moreAlerts = 0;     ///< that it is about as well, beyond those
    QString title;             ///< of a message; else empty
    QString text;              ///< likewise
    /// An earlier attempt was cut off: the receiver may have it already.
    bool possiblyDuplicate = false;
};

namespace notification
{
QString eventWord(NotificationEvent event); ///< "fired"; stable, never translated

/// As plain JSON (docs/formats.md): what a webhook of that form and a command are given, and what the outbox keeps.
QByteArray toJson(const Notification& notification);
/// Nothing when it is not what toJson() makes.
std::optional<Notification> fromJson(const QByteArray& json);
} // namespace notification

} // namespace cacheledger
