// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

/// The commands about the price book, prices.json of the profile. Each returns the process's exit code.
int runPricesList(const PricesListCommand& command, const CommandContext& context);
int runPricesImport(const PricesImportCommand& command, const CommandContext& context);

} // namespace cacheledger
