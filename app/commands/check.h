// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

/// `cacheledger check`: polls every node of a cache for a while and judges what it saw. Needs an application object.
int runCheck(const CheckCommand& command, const CommandContext& context);

} // namespace cacheledger
