// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/stageplan.h"
#include "ui/charts/chartspec.h"
#include "ui/layers/layermetrics.h"

namespace cacheledger
{

/// The charts of the Layers page: hit ratio, requests, latency p50 and p95, error rate, a line a stage. Always as many,
/// in one group. A stage that is not told of has no line; a ratio-only stage has the ratio that it reports.
std::vector<ChartSpec> layerCharts(const std::vector<StageConfig>& stages, const LayerMetrics& metrics);

} // namespace cacheledger
