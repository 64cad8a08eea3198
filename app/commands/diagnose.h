// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

/// What memory is used for on each server of a cache, and what the servers' own doctors say, explained.
int runDiagnose(const DiagnoseCommand& command, const CommandContext& context);

} // namespace cacheledger
