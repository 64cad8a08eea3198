// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

/// The commands about the history file as a whole. Each returns the process's exit code.
int runHistoryInfo(const HistoryInfoCommand& command, const CommandContext& context);
int runHistoryVerify(const HistoryVerifyCommand& command, const CommandContext& context);
int runHistoryBackup(const HistoryBackupCommand& command, const CommandContext& context);
int runHistoryCompact(const CommandContext& context);
int runHistoryRepair(const CommandContext& context);

} // namespace cacheledger
