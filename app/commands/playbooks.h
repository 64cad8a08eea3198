// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

/// The commands about playbooks. Each returns the process's exit code. The user's playbooks stand in for shipped ones;
/// those that are refused are named on standard error.
int runPlaybooksList(const PlaybooksListCommand& command, const CommandContext& context);
int runPlaybooksCheck(const PlaybooksCheckCommand& command, const CommandContext& context);
int runPlaybooksShow(const PlaybooksShowCommand& command, const CommandContext& context);

} // namespace cacheledger
