// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

/// `cacheledger annotate`: leaves a note for the history, whether or not something writes it now. Returns the exit
/// code.
int runAnnotate(const AnnotateCommand& command, const CommandContext& context);

} // namespace cacheledger
