// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/adviseforecast.h"

#include "app/console.h"
#include "app/forecast/forecastreader.h"
#include "forecast/forecastwords.h"

#include <QtCore/QFile>

#include <cmath>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr double soonHours = 72; // as the rule "Memory full soon"

static QString noHistory()
{
    return Cli::tr("There is no history of this cache: it is made while something collects.");
}

static AdviceState stateOf(const MemoryForecast& memory)
{
    if (memory.answer == MemoryForecast::Answer::TooShort)
        return AdviceState::NotCheckable;
    return memory.answer == MemoryForecast::Answer::Full ? AdviceState::Found : AdviceState::Fine;
}

std::optional<CacheForecast> storedForecast(const CacheConfig& cache, const CommandContext& context)
{
    const QString path = context.profile.historyFile();
    if (!QFile::exists(path))
        return {};
    const auto file = HistoryFile::open(path);
    return file ? std::optional(readForecast(**file, cache, context.clock->nowMs())) : std::nullopt;
}

AdviceFinding memoryForecastFinding(const std::optional<CacheForecast>& forecast, const NodeId& node)
{
    AdviceFinding finding;
    finding.id = "memory-forecast";
    finding.title = Cli::tr("Memory will be full");
    finding.evidence = noHistory();
    finding.confidence = AdviceConfidence::Medium;
    for (const auto& [of, memory] : forecast ? forecast->memory : std::vector<std::pair<NodeId, MemoryForecast>>()) {
        if (of != node)
            continue;
        finding.state = stateOf(memory);
        finding.evidence = forecastwords::memoryText(memory);
        if (const QString growth = forecastwords::growthText(memory); !growth.isEmpty())
            finding.evidence += u' ' + Cli::tr("Growth: %1").arg(growth);
        if (memory.inHours)
            finding.severity = *memory.inHours < soonHours ? Severity::Warning : Severity::Normal;
    }
    if (finding.state == AdviceState::Found) {
        finding.action =
            Cli::tr("Raise maxmemory, set an eviction policy, or find what grows: cacheledger keys analyse.");
        finding.wayBack = Cli::tr("Set maxmemory and maxmemory-policy to what they were.");
    }
    return finding;
}

static AdviceFinding anomalyFinding(const char* id, const QString& title, const std::optional<HourlyAnomaly>& anomaly,
                                    const QString& evidence, bool badBelow)
{
    AdviceFinding finding;
    finding.id = id;
    finding.title = title;
    finding.evidence = evidence;
    finding.confidence = AdviceConfidence::Medium;
    finding.threshold = Cli::tr("%1 usual deviations").arg(forecastwords::unusualFrom);
    if (!anomaly)
        return finding;
    const double bad = badBelow ? -anomaly->deviation : anomaly->deviation;
    finding.state = bad >= forecastwords::unusualFrom ? AdviceState::Found : AdviceState::Fine;
    if (finding.state == AdviceState::Found) {
        finding.severity = Severity::Warning;
        finding.action = Cli::tr(
            "Look what changed within the hour: deployments, traffic, cacheledger commands, cacheledger slowlog.");
        finding.wayBack = Cli::tr("Nothing is changed by looking.");
    }
    return finding;
}

std::vector<AdviceFinding> anomalyFindings(const std::optional<CacheForecast>& forecast)
{
    const std::optional<HourlyAnomaly> hitRatio = forecast ? forecast->hitRatio : std::nullopt;
    const std::optional<HourlyAnomaly> latency = forecast ? forecast->latency : std::nullopt;
    return {anomalyFinding("hit-ratio-anomaly", Cli::tr("Hit ratio unusual for this hour"), hitRatio,
                           forecast ? forecastwords::hitRatioText(hitRatio) : noHistory(), true),
            anomalyFinding("latency-anomaly", Cli::tr("Latency unusual for this hour"), latency,
                           forecast ? forecastwords::latencyText(latency) : noHistory(), false)};
}

} // namespace cacheledger
