// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/channel.h"
#include "app/notify/sendoutcome.h"

namespace cacheledger
{

/// Hands a message (of mailMessage()) to a mail server. Blocks until it is taken or refused, or the limits are over;
/// any thread. With STARTTLS nothing but EHLO is said in the clear. A login is refused rather than made again.
SendOutcome sendMail(const MailSettings& mail, const QString& password, const QByteArray& message,
                     const SendLimits& limits);

} // namespace cacheledger
