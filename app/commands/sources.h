// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

int runSourcesList(const SourcesListCommand& command, const CommandContext& context);
int runSourcesAdd(const SourcesAddCommand& command, const CommandContext& context);
int runSourcesRemove(const SourcesRemoveCommand& command, const CommandContext& context);
/// Asks once and prints what is there; the exit code is the error's where it does not answer.
int runSourcesTest(const SourcesTestCommand& command, const CommandContext& context);

} // namespace cacheledger
