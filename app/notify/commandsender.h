// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/channel.h"
#include "alerts/notification.h"
#include "app/notify/sendoutcome.h"

namespace cacheledger
{

/// Runs a program with its arguments (never a shell) and the notification as plain JSON on its standard input. Blocks
/// until it ends or its time is over, when it is ended with everything that it started; any thread. 0 is success. What
/// it prints is read to the end, and the last line of its standard error is kept.
SendOutcome runCommand(const CommandSettings& command, const Notification& notification, const SendLimits& limits);

/// The arguments with their placeholders filled, each in one pass, so that a name cannot bring in another placeholder.
QStringList filledArguments(const QStringList& arguments, const Notification& notification);

} // namespace cacheledger
