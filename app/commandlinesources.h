// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to parseCommandLine(): sources list, add, remove and test.

#include "app/commandline.h"

class QCommandLineParser;

namespace cacheledger
{

Result<CommandVariant> parseSources(const QString& name, const QCommandLineParser& parser);

} // namespace cacheledger
