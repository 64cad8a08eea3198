// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to parseCommandLine(): caches add and import.

#include "app/commandline.h"

class QCommandLineParser;

namespace cacheledger
{

Result<CommandVariant> parseCachesAdd(const QCommandLineParser& parser);
Result<CommandVariant> parseCachesImport(const QCommandLineParser& parser);

} // namespace cacheledger
