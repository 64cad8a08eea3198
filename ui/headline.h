// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/frame.h"
#include "metrics/health.h"

#include <span>

namespace cacheledger
{

/// What one tile says, without any widget: made from one-column frames so that it can be tested without painting.
struct TileContent {
    QString number; ///< "71.4", "unknown", "no traffic"
    QString unit;
    QString note; ///< beside the unit: "92.7 %", "no limit"
    Severity severity = Severity::Unknown;
    QString change; ///< "+2.1 pt", empty when there is nothing to compare with
    bool known = false;
};

/// One of the golden signals.
struct HeadlineSpec {
    QString id;
    QString caption;      ///< translated
    QString window;       ///< translated; empty: the window asked for
    QString windowOfPast; ///< the same where the range has ended, and "now" would be wrong
    std::string metric;
    std::string spark;  ///< metric of the sparkline
    std::string judged; ///< metric whose threshold decides; often the same
};

/// Hit ratio, latency p95 (probe), memory used, evictions, errors, traffic: in this order.
std::vector<HeadlineSpec> headlineSpecs();
/// All metrics that headlineContent() reads.
std::vector<std::string> headlineMetrics();
/// `current` and `previous` are one-column frames of headlineMetrics(); null or empty ones are "unknown".
TileContent headlineContent(const HeadlineSpec& spec, const Frame* current, const Frame* previous,
                            const std::vector<Threshold>& thresholds = defaultThresholds());
/// The one value of a one-column frame; nothing when absent.
std::optional<double> singleValue(const Frame* frame, std::string_view metric);
/// "3.71 GiB of 4.00 GiB", "3.71 GiB, no limit", "unknown".
QString memoryText(const Frame* frame);

} // namespace cacheledger
