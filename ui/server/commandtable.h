// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/frame.h"
#include "metrics/commanduse.h"
#include "ui/charts/chartspec.h"
#include "ui/figuretable.h"

namespace cacheledger
{

/// All metrics that the tables below read.
std::vector<std::string> commandMetrics(const std::vector<std::string>& commands,
                                        const std::vector<std::string>& errorTypes);
/// What each command did over the range of a frame of one column, with shares; those that did nothing are left out.
/// Null: none.
std::vector<CommandUse> commandUses(const std::vector<std::string>& commands, const Frame* frame);

QStringList commandHeadings();
/// In the order of `uses`; `before`: the same of the period before, in any order.
std::vector<std::vector<Figure>> commandRows(const std::vector<CommandUse>& uses,
                                             const std::vector<CommandUse>& before);

QStringList errorHeadings();
/// The types of errors that came in the range, the most frequent first, with what they mean.
std::vector<std::vector<Figure>> errorRows(const std::vector<std::string>& errorTypes, const Frame* frame,
                                           const Frame* before);

/// Calls, mean time and percentiles of one command.
std::vector<ChartSpec> commandCharts(const std::string& command);

} // namespace cacheledger
