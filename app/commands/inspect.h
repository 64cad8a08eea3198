// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

/// `cacheledger inspect`: what `check` says, from INFO text in files. Needs no application object.
int runInspect(const InspectCommand& command, const CommandContext& context);

} // namespace cacheledger
