// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/notification.h"

namespace cacheledger
{

inline constexpr TimeMs sampleNowMs = 1'780'315'200'000; // 2026-06-01T12:00:00Z

/// A critical alert that has fired for a minute, for tests of what is said about one.
inline Alert sampleAlert()
{
    Alert alert;
    alert.id = 7;
    alert.key = {QStringLiteral("hit-ratio-drop"), NodeId{QStringLiteral("n1")}};
    alert.cache = CacheId{QStringLiteral("c1")};
    alert.cacheName = QStringLiteral("shop");
    alert.address = QStringLiteral("127.0.0.1:6379");
    alert.ruleName = QStringLiteral("Hit ratio drop");
    alert.tier = AlertTier::Critical;
    alert.metric = "hit_ratio";
    alert.comparison = Comparison::Below;
    alert.threshold = 0.8;
    alert.forMs = 300'000;
    alert.sinceMs = sampleNowMs - 360'000;
    alert.firedMs = sampleNowMs - 60'000;
    alert.firedValue = 0.75;
    alert.newestValue = 0.714;
    alert.message = QStringLiteral("The database answers what the cache should.");
    alert.playbook = QStringLiteral("performance-degradation");
    return alert;
}

/// That it fires.
inline Notification sampleNotification(const Alert& alert)
{
    Notification notification;
    notification.id = QStringLiteral("6d1f0f8e-1111-4222-8333-444455556666");
    notification.timeMs = sampleNowMs;
    notification.thread = QStringLiteral("cacheledger/c1/hit-ratio-drop");
    notification.alerts = {alert};
    return notification;
}

} // namespace cacheledger
