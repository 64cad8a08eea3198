// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

/// What a scenario comes to. Returns the process's exit code.
int runEconomics(const EconomicsCommand& command, const CommandContext& context);

} // namespace cacheledger
