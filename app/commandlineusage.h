// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to parseCommandLine(): what several commands ask of their options.

#include "app/commandline.h"

class QCommandLineParser;

namespace cacheledger
{

Error usageError(const QString& message, const QString& hint = {});
QString seeHelp(const QString& command);
Result<void> needOptions(const QCommandLineParser& parser, const QStringList& names, const QString& command);
/// The one cache of a command that takes it as a word or as --cache.
Result<QString> oneCache(const QString& command, const QCommandLineParser& parser);
/// --interval, where it is given.
Result<std::optional<int>> intervalOf(const QCommandLineParser& parser);

/// --from and --to, which is now unless given.
struct FromTo {
    TimeMs fromMs = 0;
    TimeMs toMs = 0;
};
Result<FromTo> timeSpanOf(const QCommandLineParser& parser, TimeMs nowMs, const QString& command);

} // namespace cacheledger
