// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/channel.h"
#include "alerts/notification.h"

namespace cacheledger
{

/// A notification as a mail (RFC 5322, MIME, UTF-8), lines ended by CR LF, without the dots that SMTP adds. The same
/// notification has the same Message-ID, so that a mailbox can tell a repetition. Pure.
QByteArray mailMessage(const MailSettings& mail, const Notification& notification, TimeMs nowMs);

/// A header whose value may hold any text: no line of it is longer than 78 bytes and nothing in it begins another
/// header.
QByteArray mailHeader(const QByteArray& name, const QString& value);

} // namespace cacheledger
