// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to parseCommandLine(): the commands about money.

#include "app/commandline.h"

class QCommandLineParser;

namespace cacheledger
{

Result<CommandVariant> parseEconomics(const QCommandLineParser& parser);
Result<CommandVariant> parsePrices(const QString& name, const QCommandLineParser& parser, TimeMs nowMs);

} // namespace cacheledger
