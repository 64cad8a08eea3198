// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

/// `capabilities`: tries every command of the closed list once on each node of a cache and says what is permitted.
/// Permission (77) when polling itself is not.
int runCapabilities(const CapabilitiesCommand& command, const CommandContext& context);

} // namespace cacheledger
