// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/notification.h"

namespace cacheledger
{

/// What people read in a notification; translated, plain text, in the receiver's hands within one line or a few. Names
/// and messages come from users: whoever puts these into a format escapes them.
namespace notificationtext
{
/// So many alerts are written out at most; the others are counted.
inline constexpr std::size_t listedAtMost = 20;

QString tierName(AlertTier tier); ///< "Critical"
/// "Critical: Hit ratio drop on shop", "Ended: ... and 2 more"; one line, at most 200 characters.
QString title(const Notification& notification);
/// What is measured, its value, its limit and for how long: "Hit ratio is 71.4 % (limit: below 80.0 %) for 6 min."
QString condition(const Alert& alert, TimeMs nowMs);
/// A name and what it is for the details of one alert: the node, the condition, the message, the playbook.
std::vector<std::pair<QString, QString>> facts(const Alert& alert, TimeMs nowMs);
/// That it may be the second of its kind, or empty.
QString duplicateNote(const Notification& notification);
/// "and 9,980 more alerts", or empty.
QString restNote(const Notification& notification);
/// Everything, some lines an alert.
QString body(const Notification& notification);
} // namespace notificationtext

} // namespace cacheledger
