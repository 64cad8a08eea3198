// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

/// `cacheledger collect`: polls into the history until the time is up or SIGINT, SIGTERM or SIGHUP arrives, then writes
/// what is left and ends with 0. Needs an application object.
int runCollect(const CollectCommand& command, const CommandContext& context);

} // namespace cacheledger
