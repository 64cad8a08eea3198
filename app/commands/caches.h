// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

/// `cacheledger caches ...`: the configured caches without a window. Test needs an application object.
int runCachesList(const CachesListCommand& command, const CommandContext& context);
int runCachesAdd(const CachesAddCommand& command, const CommandContext& context);
int runCachesImport(const CachesImportCommand& command, const CommandContext& context);
int runCachesRemove(const CachesRemoveCommand& command, const CommandContext& context);
int runCachesTest(const CachesTestCommand& command, const CommandContext& context);

} // namespace cacheledger
