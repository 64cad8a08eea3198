// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

/// `acl`: prints one line, which makes the user that CacheLedger needs on a server. Asks no server.
int runAcl(const AclCommand& command, const CommandContext& context);

} // namespace cacheledger
