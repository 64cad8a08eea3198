// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

/// `advise`: watches a cache for some seconds and says what could be better, what is fine and what cannot be told.
int runAdvise(const AdviseCommand& command, const CommandContext& context);

} // namespace cacheledger
