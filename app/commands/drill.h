// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

struct Drill;
struct DrillOutcome;

/// `drill`: returns the process's exit code, Ok only when the expected alert was raised in time and the expected
/// playbook opened with its values. Touches nothing of the user's.
int runDrill(const DrillCommand& command, const CommandContext& context);

/// What was expected, what was raised and after how many seconds, on standard output; likewise.
int reportDrill(const DrillCommand& command, const Drill& drill, const DrillOutcome& outcome, Console& console);

} // namespace cacheledger
