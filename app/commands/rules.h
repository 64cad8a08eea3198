// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/rulefile.h"
#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

/// The commands about alert rules. Each returns the process's exit code.
int runRulesList(const RulesListCommand& command, const CommandContext& context);
int runRulesCheck(const RulesCheckCommand& command, const CommandContext& context);
int runRulesTest(const RulesTestCommand& command, const CommandContext& context);
int runRulesExport(const RulesExportCommand& command, const CommandContext& context);
int runRulesBacktest(const RulesBacktestCommand& command, const CommandContext& context);

/// The rules of a file alone, or, without one, the shipped rules with the user's in their place. What is wrong with
/// single rules is said on standard error, and the others are used. Io, BadConfiguration.
Result<std::vector<Rule>> rulesInUse(const QString& file, const CommandContext& context);

} // namespace cacheledger
