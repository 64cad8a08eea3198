// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

/// `keys analyse`: what is inside the database of a server, by prefix. Says on standard error how far it is. SIGINT
/// ends it with what was seen.
int runKeysAnalyse(const KeysAnalyseCommand& command, const CommandContext& context);

} // namespace cacheledger
