// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/channel.h"
#include "alerts/notification.h"

namespace cacheledger
{

/// An HTTP POST, but for where it goes.
struct WebhookRequest {
    QByteArray body; ///< JSON in UTF-8
    std::vector<std::pair<QByteArray, QByteArray>> headers;
};

/// What a webhook is sent. Pure. `secret`: PagerDuty's routing key, or the key that plain JSON is signed with (empty:
/// not signed); not used otherwise.
WebhookRequest webhookRequest(WebhookForm form, const Notification& notification, const QString& secret, TimeMs nowMs);

/// Where it goes: the channel's address, PagerDuty's own one, or the secret. Empty: not known.
QString webhookAddress(const WebhookSettings& webhook, const QString& secret);

/// "sha256=" and HMAC-SHA256 in hexadecimal over TIMESTAMP.BODY, the timestamp being seconds since 1970.
QByteArray webhookSignature(const QByteArray& key, const QByteArray& timestamp, const QByteArray& body);

} // namespace cacheledger
