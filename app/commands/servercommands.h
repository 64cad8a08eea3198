// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

/// `commands`: what a server was asked to do, by command: calls, share of its time, rate while we watch, latency,
/// rejected and failed calls.
int runCommands(const CommandsCommand& command, const CommandContext& context);

} // namespace cacheledger
