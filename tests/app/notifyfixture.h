// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/notification.h"

namespace cacheledger
{

/// A notification of one critical alert, as tests of what sends it need one.
inline Notification sampleNotification()
{
    Alert alert;
    alert.id = 7;
    alert.key = {QStringLiteral("hit-ratio-drop"), NodeId{QStringLiteral("n1")}};
    alert.cache = CacheId{QStringLiteral("c1")};
    alert.cacheName = QStringLiteral("shöp");
    alert.address = QStringLiteral("127.0.0.1:6379");
    alert.ruleName = QStringLiteral("Hit ratio drop");
    alert.tier = AlertTier::Critical;
    alert.metric = "hit_ratio";
    alert.comparison = Comparison::Below;
    alert.threshold = 0.8;
    alert.sinceMs = 1'780'314'840'000;
    alert.firedMs = 1'780'315'140'000;
    alert.firedValue = 0.714;
    alert.message = QStringLiteral("The database answers <b>what</b> the cache should.");
    alert.playbook = QStringLiteral("performance-degradation");
    Notification notification;
    notification.id = QStringLiteral("6d1f0f8e-1111-4222-8333-444455556666");
    notification.timeMs = 1'780'315'200'000;
    notification.thread = QStringLiteral("cacheledger/c1");
    notification.alerts = {alert};
    return notification;
}

} // namespace cacheledger
