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

} // namespace cacheledger
