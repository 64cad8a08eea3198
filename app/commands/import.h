// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

/// `cacheledger import`: series from files into the history, which must not be in use. Returns the exit code.
int runImport(const ImportCommand& command, const CommandContext& context);

} // namespace cacheledger
