// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/frame.h"
#include "history/historyfile.h"

#include <atomic>

class QIODevice;

namespace cacheledger
{

/// Answers one request from one file: picks the tier, aggregates into columns, computes derived metrics over each
/// column's window, keeps gaps, combines nodes. Where the picked tier does not reach (the newest minutes), finer tiers
/// fill in. UnknownMetric (with the nearest known id) when no node in the range has the metric and it is not a known
/// id.
Result<Frame> readFrame(const HistoryFile& file, const FrameRequest& request,
                        const std::atomic_bool* cancelled = nullptr);

enum class ExportFormat { Csv, Json, OpenMetrics };

struct ExportRequest {
    std::vector<KnownNode> nodes; ///< each node's rows apart
    std::vector<std::string> metrics;
    TimeMs fromMs = 0;
    TimeMs toMs = 0;
    std::optional<Tier> tier; ///< nothing: raw up to 6 h, 1m up to 30 d, else 1h
    ExportFormat format = ExportFormat::Csv;
};

/// Streams rows, in order of time for each node: ISO 8601 UTC, raw units, full precision; absent is an empty field
/// (CSV) or null (JSON). Raw tier: time,node,METRIC...; tiers: METRIC, METRIC.min, METRIC.max, a row for each bucket
/// that begins in the range. OpenMetrics: a family for each of these
/// columns, its samples with labels and timestamps, families one after the other. docs/formats.md has the details. Io
/// when the device fails; UnknownMetric and InvalidArgument before a byte is written.
Result<void> exportSeries(const HistoryFile& file, const ExportRequest& request, QIODevice& out);

} // namespace cacheledger
