// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/sourcereading.h"

#include <array>
#include <cmath>
#include <utility>

namespace cacheledger
{

std::optional<double> SourceDistribution::leaf(std::string_view name) const
{
    constexpr std::array leaves{std::pair{"count", &SourceDistribution::count},
                                std::pair{"min", &SourceDistribution::min},
                                std::pair{"max", &SourceDistribution::max},
                                std::pair{"mean", &SourceDistribution::mean},
                                std::pair{"median", &SourceDistribution::median},
                                std::pair{"p95", &SourceDistribution::p95},
                                std::pair{"p99", &SourceDistribution::p99},
                                std::pair{"stddev", &SourceDistribution::standardDeviation},
                                std::pair{"latency_sum_ms", &SourceDistribution::sumTotal},
                                std::pair{"latency_count", &SourceDistribution::countTotal}};
    for (const auto& [known, member] : leaves)
        if (name == known)
            return this->*member;
    return std::nullopt;
}

std::optional<SourceDistribution> SourceDistribution::ofValues(std::vector<double> values)
{
    const auto found = LatencyStatistics::of(std::move(values));
    if (!found)
        return std::nullopt;
    SourceDistribution distribution;
    distribution.count = static_cast<double>(found->count);
    distribution.min = found->min;
    distribution.max = found->max;
    distribution.mean = found->mean;
    distribution.median = found->median;
    distribution.p95 = found->p95;
    distribution.p99 = found->p99;
    distribution.standardDeviation = found->standardDeviation;
    return distribution;
}

void SourceReading::addProblem(const QString& sentence)
{
    if (problems.size() < mostProblems && !problems.contains(sentence))
        problems << sentence;
}

std::optional<double> sourceNumber(const QByteArray& text)
{
    bool isNumber = false;
    const double number = text.trimmed().toDouble(&isNumber);
    return isNumber && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

} // namespace cacheledger
