// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/stageplan.h"
#include "history/frame.h"
#include "ui/figuretable.h"
#include "ui/layers/layermetrics.h"

namespace cacheledger
{

/// What a table of the Layers page says: from a frame of one column. Null: everything unknown.
struct LayerTable {
    QStringList headings;
    std::vector<std::vector<Figure>> rows;
};

/// All metrics that the tables below read.
std::vector<std::string> layerTableMetrics(const LayerMetrics& metrics);
/// Count, min, mean, median, p95, p99, max and standard deviation of each operation's latency, over the source's own
/// window; successes and errors over the range.
LayerTable operationTable(const LayerMetrics& metrics, const Frame* frame);
/// Requests, hits, hit ratio, errors of each segment.
LayerTable segmentTable(const LayerMetrics& metrics, const std::vector<StageConfig>& stages, const Frame* frame);
/// What the model serving tells: counters over the range, everything else now.
LayerTable servingTable(const LayerMetrics& metrics, const Frame* frame);
/// The keys or prefixes with most requests in the range, at most 20.
LayerTable itemTable(const LayerMetrics& metrics, const Frame* frame);

} // namespace cacheledger
