// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to parseCommandLine(): the commands about rules, alerts and incidents.

#include "app/commandline.h"

class QCommandLineParser;

namespace cacheledger
{

Result<CommandVariant> parseRules(const QString& name, const QCommandLineParser& parser, TimeMs nowMs);
Result<CommandVariant> parseAlertsAcknowledge(const QCommandLineParser& parser);
Result<CommandVariant> parseIncidents(const QString& name, const QCommandLineParser& parser);

} // namespace cacheledger
