// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to parseCommandLine(): the commands that bring something into the history.

#include "app/commandline.h"

class QCommandLineParser;

namespace cacheledger
{

Result<CommandVariant> parseAnnotate(const QCommandLineParser& parser, TimeMs nowMs);
Result<CommandVariant> parseImport(const QCommandLineParser& parser);
Result<CommandVariant> parseBackfill(const QCommandLineParser& parser);

} // namespace cacheledger
