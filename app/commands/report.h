// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

/// `report`: writes the cost report of a cache, and sends it where that is asked for. Reads beside a running collector.
/// Needs a QGuiApplication. The process's exit code.
int runReport(const ReportCommand& command, const CommandContext& context);
/// `report schedule`: keeps a schedule for the application, or prints or writes the units of systemd.
int runReportSchedule(const ReportScheduleCommand& command, const CommandContext& context);

} // namespace cacheledger
