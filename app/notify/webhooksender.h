// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/webhookpayload.h"
#include "app/notify/sendoutcome.h"

namespace cacheledger
{

/// Posts a request. Blocks until it is answered, or the limits are over; any thread. 2xx is taken; 408, 425, 429 and
/// 5xx may be tried again; everything else is refused, redirects too: a notification goes only where the user said.
/// The address is a secret for some: it is named by its host alone.
SendOutcome sendWebhook(const QString& address, const QString& caFile, const WebhookRequest& request,
                        const SendLimits& limits);

} // namespace cacheledger
