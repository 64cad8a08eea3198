// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

/// `audit`: prints how many commands of each kind were sent to which server on which day. Asks no server.
int runAudit(const AuditCommand& command, const CommandContext& context);

} // namespace cacheledger
