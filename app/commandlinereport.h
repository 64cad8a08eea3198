// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to parseCommandLine(): the cost report.

#include "app/commandline.h"

class QCommandLineParser;

namespace cacheledger
{

Result<CommandVariant> parseReport(const QCommandLineParser& parser, TimeMs nowMs);
Result<CommandVariant> parseReportSchedule(const QCommandLineParser& parser);

} // namespace cacheledger
