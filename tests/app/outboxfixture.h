// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertlog.h"
#include "app/notify/outbox.h"
#include "notifyfixture.h"

namespace cacheledger
{

/// A new alert in the log, at a cache of its own, that is to be told.
inline Result<void> fireAlert(AlertLog& log, qint64 id)
{
    Alert alert = sampleNotification().alerts.front();
    alert.id = id;
    alert.key.node.value = QStringLiteral("n%1").arg(id);
    alert.cache.value = QStringLiteral("c%1").arg(id);
    alert.state = AlertState::Firing;
    AlertBatch batch;
    batch.alerts = {alert};
    batch.entries = {{id, SystemClock().nowMs(), AlertState::Pending, AlertState::Firing, 1.0, true, {}}};
    return log.store(batch);
}

/// A webhook of plain JSON.
inline ChannelSetup webhookSetup(const QString& url)
{
    ChannelSetup setup;
    setup.channel.id = QStringLiteral("hook");
    setup.channel.name = QStringLiteral("Hook");
    setup.channel.kind = ChannelKind::Webhook;
    setup.channel.webhook.url = url;
    return setup;
}

} // namespace cacheledger
