// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/endpoint.h"
#include "metrics/result.h"
#include "redis/command.h"

#include <QtCore/QByteArray>

namespace cacheledger
{

/// The named Error for an error reply of the server at `endpoint` to `command` (-NOAUTH, -WRONGPASS, -NOPERM with the
/// line that grants the command to the endpoint's user, -LOADING, -MOVED/-ASK, "-ERR max number of clients reached",
/// ...).
Error errorFromReply(const QByteArray& errorText, const Endpoint& endpoint, CommandKind command);
/// Whether this error says that the server has no such command, or keeps it from everybody, as managed services do.
bool isUnknownCommandReply(const QByteArray& errorText);
/// The named Error for that.
Error unknownCommandError(const Endpoint& endpoint, CommandKind command);

} // namespace cacheledger
