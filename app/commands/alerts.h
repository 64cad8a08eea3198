// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

/// Lists alerts from the log, also while another process writes it. Returns the process's exit code.
int runAlertsList(const AlertsListCommand& command, const CommandContext& context);
/// Leaves the wish in the log, for whoever writes that now or next.
int runAlertsAcknowledge(const AlertsAcknowledgeCommand& command, const CommandContext& context);

} // namespace cacheledger
