// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/snapshot.h"
#include "ui/charts/chartspec.h"

#include <string>
#include <vector>

namespace cacheledger
{

/// The Dashboard's charts in order, grouped by neighbouring equal `group`. `commands` are those of topCommands().
std::vector<ChartSpec> dashboardCharts(const std::vector<std::string>& commands);
/// The application's commands that a server has executed most, by its newest sample, in alphabetical order; at most
/// `most`, and none of what monitoring and replication send. Empty when the server does not say.
std::vector<std::string> topCommands(const Snapshot* latest, std::size_t most = 4);
/// Every metric of the charts, each once.
std::vector<std::string> metricsOf(const std::vector<ChartSpec>& charts);

} // namespace cacheledger
