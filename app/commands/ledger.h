// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

/// `cacheledger ledger`: what a cache saved, from the history, also while another process writes it. Returns the exit
/// code.
int runLedger(const LedgerCommand& command, const CommandContext& context);

} // namespace cacheledger
