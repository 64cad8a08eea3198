// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/channel.h"
#include "alerts/notification.h"
#include "app/notify/sendoutcome.h"

namespace cacheledger
{

class DesktopNotifier;

/// A channel and the secret that belongs to it.
struct ChannelSetup {
    AlertChannel channel;
    QString secret; ///< empty: not known, or none
};

/// Brings one notification to one channel: blocks, any thread. `desktop` may be null: no desktop here.
SendOutcome sendThrough(const ChannelSetup& setup, const Notification& notification, DesktopNotifier* desktop,
                        const SendLimits& limits);

/// The notification of "Send test".
Notification testNotification(TimeMs nowMs);

} // namespace cacheledger
