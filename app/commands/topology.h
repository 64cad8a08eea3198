// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

/// `topology`: prints the servers that belong together with roles, slots and lag. 1 when something is wrong with them.
int runTopology(const TopologyCommand& command, const CommandContext& context);

} // namespace cacheledger
