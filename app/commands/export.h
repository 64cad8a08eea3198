// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

/// `cacheledger export`: the history of metrics of a cache on standard output. Reads beside a running collector.
int runExport(const ExportCommand& command, const CommandContext& context);

} // namespace cacheledger
