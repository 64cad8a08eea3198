// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to parseCommandLine(): the commands that ask or watch servers.

#include "app/commandline.h"

class QCommandLineParser;

namespace cacheledger
{

Result<CommandVariant> parseCheck(const QCommandLineParser& parser);
/// advise and commands: they watch for some seconds.
Result<CommandVariant> parseWatching(const QString& name, const QCommandLineParser& parser);
/// slowlog and diagnose: they ask the servers of a cache once.
Result<CommandVariant> parseAsking(const QString& name, const QCommandLineParser& parser);
Result<CommandVariant> parseKeysAnalyse(const QCommandLineParser& parser);
Result<CommandVariant> parseCollect(const QCommandLineParser& parser);
Result<CommandVariant> parseDrill(const QCommandLineParser& parser);

} // namespace cacheledger
