// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/derived.h"

#include <QtCore/QString>

#include <optional>
#include <string>
#include <vector>

namespace cacheledger
{

enum class Severity { Normal, Warning, Critical, Unknown };
const char* severityName(Severity severity); ///< "normal", "warning", "critical", "unknown"

/// The limits of a headline metric. The fixed ones are what `check` and `inspect` judge by, and tiles without rules.
struct Threshold {
    std::string metric;
    bool above = true;             ///< breached when above (else: below) the limit
    std::optional<double> warning; ///< in the metric's unit
    std::optional<double> critical;
};

/// Hit ratio below 85 % / 80 %, memory used above 80 % / 90 % of maxmemory, connections above 80 % of maxclients,
/// evictions above 1,000 a minute, replication lag above 5 s, error ratio above 5 %, probe p99 above 10 ms (warning)
/// and p95 above 100 ms (critical). Source: "Episode 025: Caching Strategies & CDN Architectures", alert tiers.
const std::vector<Threshold>& defaultThresholds();
Severity judge(const Threshold& threshold, std::optional<double> value);
/// By the metric's threshold among these; likewise.
Severity judge(std::string_view metric, std::optional<double> value, const std::vector<Threshold>& thresholds);
/// By the metric's default threshold; Normal for a known value without one, Unknown for no value.
Severity judge(std::string_view metric, std::optional<double> value);

/// One line of a health summary.
struct Finding {
    std::string metric;
    std::optional<double> value;
    Severity severity = Severity::Unknown;
    QString text; ///< "Hit ratio 71.4 % is below 80 %"
};

/// The headline metrics of a window, in display order, each judged. Replication lag is left out where there is no
/// replication; any other one without a value is Unknown and says why ("no traffic", "no limit").
std::vector<Finding> assess(const LiveWindow& window);
/// Of the findings with a value; Unknown when none has one.
Severity worst(const std::vector<Finding>& findings);

} // namespace cacheledger
