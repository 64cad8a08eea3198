// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

/// `slowlog`: the newest entries of each node's slow log, the slowest first, without arguments: they may hold anything.
int runSlowlog(const SlowlogCommand& command, const CommandContext& context);

} // namespace cacheledger
