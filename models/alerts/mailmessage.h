// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/channel.h"
#include "alerts/notification.h"

namespace cacheledger
{

/// A notification as a mail (RFC 5322, MIME, UTF-8), lines ended by CR LF, without the dots that SMTP adds. The same
/// notification has the same Message-ID, so that a mailbox can tell a repetition. Pure.
QByteArray mailMessage(const MailSettings& mail, const Notification& notification, TimeMs nowMs);

/// A text with a file, by hand or by a schedule rather than of an alert.
struct MailWithFile {
    QString id; ///< of the Message-ID: the same for the same mail
    QString subject;
    QString text;
    QString fileName;    ///< without folder
    QByteArray fileType; ///< "application/pdf"
    QByteArray file;
};
/// Likewise, with the file as an attachment (RFC 2183, RFC 2231 for its name). Pure.
QByteArray mailMessage(const MailSettings& mail, const MailWithFile& content, TimeMs nowMs);

/// A header whose value may hold any text: no line of it is longer than 78 bytes and nothing in it begins another
/// header.
QByteArray mailHeader(const QByteArray& name, const QString& value);

} // namespace cacheledger
