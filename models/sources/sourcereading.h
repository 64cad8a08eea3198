// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/window.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <map>
#include <optional>
#include <string_view>
#include <vector>

namespace cacheledger
{

/// What is known about the spread of some latencies, in the source's own unit. Of a list: of its values, defined as in
/// LatencyStatistics. Of a histogram: `mean`, `median`, `p95` and `p99` of what was counted since the poll before,
/// interpolated within a bucket as Prometheus does.
struct SourceDistribution {
    std::optional<double> count, min, max, mean, median, p95, p99, standardDeviation;
    std::optional<double> sumTotal;   ///< cumulative, of a histogram or summary
    std::optional<double> countTotal; ///< likewise

    /// By the last part of a metric's id: "p95", "stddev" ...; nothing for an unknown or absent one.
    std::optional<double> leaf(std::string_view name) const;
    static std::optional<SourceDistribution> ofValues(std::vector<double> values);
};

/// One answer of a source, by the names that mappings use. Only finite numbers get in.
struct SourceReading {
    std::map<QString, double> numbers;
    std::map<QString, SourceDistribution> distributions;
    QStringList problems;       ///< a sentence each: what of the answer could not be used
    std::string processStarted; ///< when the application says that it began; empty: it does not say

    static constexpr qsizetype mostProblems = 10;
    void addProblem(const QString& sentence); ///< at most mostProblems, none twice
};

/// A finite number that fills the whole text, spaces around it aside.
std::optional<double> sourceNumber(const QByteArray& text);

} // namespace cacheledger
