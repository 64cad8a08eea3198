// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/evidenceanswer.h"
#include "redis/reply.h"

#include <optional>

namespace cacheledger
{

/// What SLOWLOG GET answers, or COMMANDLOG GET of a log, without the arguments: see SlowCommand. Nothing: it is
/// something else.
std::optional<std::vector<SlowCommand>> slowCommandsIn(const Reply& reply, CommandLog log = CommandLog::Slow);
/// What LATENCY LATEST answers. Nothing: it is something else.
std::optional<std::vector<LatencyEvent>> latencyEventsIn(const Reply& reply);

} // namespace cacheledger
