// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to parseCommandLine(): the commands that read what was kept: export, audit and ledger.

#include "app/commandline.h"

class QCommandLineParser;

namespace cacheledger
{

Result<CommandVariant> parseExport(const QCommandLineParser& parser, TimeMs nowMs);
Result<CommandVariant> parseAudit(const QCommandLineParser& parser, TimeMs nowMs);
Result<CommandVariant> parseLedger(const QCommandLineParser& parser, TimeMs nowMs);

} // namespace cacheledger
