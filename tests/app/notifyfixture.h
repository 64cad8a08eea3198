// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "../alerts/samplealert.h"

namespace cacheledger
{

/// A notification of one critical alert with letters and markup that a sender may stumble over.
inline Notification sampleNotification()
{
    Alert alert = sampleAlert();
    alert.cacheName = QStringLiteral("shöp");
    alert.message = QStringLiteral("The database answers <b>what</b> the cache should.");
    return sampleNotification(alert);
}

} // namespace cacheledger
