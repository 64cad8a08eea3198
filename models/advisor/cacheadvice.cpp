// SPDX-License-Identifier: GPL-3.0-or-later
#include "advisor/cacheadvice.h"

#include "advisor/advicerules.h"
#include "metrics/format.h"

#include <algorithm>
#include <cmath>

namespace cacheledger
{

using namespace Qt::StringLiterals;
using namespace adviceanswer;

static constexpr std::size_t hoursADay = 24;
static constexpr double mostBeyondTraffic = 0.2; // as the alert rule
static constexpr double fewestLookupsAnHour = 1000;
static constexpr double mostTimesMean = 1.5;

/// Of the known hours; nothing: under half of them are.
static std::optional<double> meanOfDay(std::vector<double> hours)
{
    std::erase_if(hours, [](double value) { return std::isnan(value); });
    if (hours.size() < hoursADay / 2)
        return {};
    double sum = 0;
    for (const double value : hours)
        sum += value;
    return sum / static_cast<double>(hours.size());
}

static std::optional<double> dayOf(const std::vector<double>& series, std::size_t day)
{
    if (series.size() != growthSteps)
        return {};
    const auto begin = series.begin() + static_cast<std::ptrdiff_t>(day * hoursADay);
    return meanOfDay({begin, begin + hoursADay});
}

static QString growthShare(double share)
{
    return format::value(share, Unit::Ratio).joined();
}

static AdviceFinding answerOfGrowth(const GrowthSeries& series)
{
    const auto memoryBefore = dayOf(series.memory, 0), memory = dayOf(series.memory, 1);
    const auto lookupsBefore = dayOf(series.lookups, 0), lookups = dayOf(series.lookups, 1);
    if (!memoryBefore || !memory || !lookupsBefore || !lookups || *memoryBefore <= 0)
        return notCheckable(AdviceText::tr("It takes two days of history."));
    if (std::min(*lookups, *lookupsBefore) * 3600 < fewestLookupsAnHour)
        return notCheckable(AdviceText::tr("There are fewer than 1,000 lookups an hour to compare with."));
    const double grown = *memory / *memoryBefore - 1, traffic = *lookups / *lookupsBefore - 1;
    const QString seen = AdviceText::tr("Within a day memory changed by %1, lookups by %2.")
                             .arg(growthShare(grown), growthShare(traffic));
    if (grown - traffic <= mostBeyondTraffic || grown <= 0)
        return fine(seen);
    return heldAgainst(
        AdviceText::tr("20 % more"),
        found(Severity::Warning, seen,
              AdviceText::tr("Something is kept that nobody asks for: look for prefixes without a TTL (Keys), and set "
                             "one where they are written."),
              AdviceText::tr("PERSIST key"), AdviceConfidence::Medium));
}

AdviceFinding memoryAgainstTraffic(const GrowthSeries& series)
{
    AdviceFinding finding = answerOfGrowth(series);
    finding.id = "memory-growing-faster-than-traffic";
    finding.title = AdviceText::tr("Memory grows faster than traffic");
    return finding;
}

/// What of one kind the fullest primary has, in means of all; nothing: one does not tell, or there is next to nothing.
static std::optional<double> fullestOf(const std::vector<const LiveWindow*>& primaries, const char* metric,
                                       double least)
{
    double sum = 0, most = 0;
    for (const LiveWindow* window : primaries) {
        const auto value = window->value(metric);
        if (!value)
            return {};
        sum += *value;
        most = std::max(most, *value);
    }
    return most >= least ? std::optional(most * static_cast<double>(primaries.size()) / sum) : std::nullopt;
}

static AdviceFinding answerOfBalance(const std::vector<const LiveWindow*>& nodes)
{
    std::vector<const LiveWindow*> primaries;
    bool isCluster = false;
    for (const LiveWindow* window : nodes) {
        isCluster = isCluster || window->value("cluster_enabled").value_or(0) > 0;
        if (window->latest()->text("role").value_or(QString()) == "master"_L1)
            primaries.push_back(window);
    }
    if (nodes.empty())
        return notCheckable(AdviceText::tr("No node has answered."));
    if (!isCluster)
        return fine(AdviceText::tr("This is no cluster."));
    if (primaries.size() < 2)
        return notCheckable(AdviceText::tr("The balance of a cluster shows only over all of its primaries: add them, "
                                           "or let the cache follow the cluster."));
    constexpr double leastBytes = 64.0 * 1024 * 1024, leastCommands = 100;
    const auto memory = fullestOf(primaries, "used_memory", leastBytes);
    const auto commands = fullestOf(primaries, "commands_per_second", leastCommands);
    const auto times = [](const std::optional<double>& value) {
        return value ? QLocale().toString(*value, 'f', 2) : AdviceText::tr("too little to say");
    };
    const QString seen = AdviceText::tr("Of %1 primaries the fullest one has this many times the mean: memory %2, "
                                        "commands %3.")
                             .arg(QString::number(primaries.size()), times(memory), times(commands));
    if (memory.value_or(1) <= mostTimesMean && commands.value_or(1) <= mostTimesMean)
        return fine(seen);
    return heldAgainst(
        AdviceText::tr("1.5 times the mean"),
        found(Severity::Warning, seen,
              AdviceText::tr("Look for a hash tag or a big key that holds much in one slot (Keys, Nodes); then move "
                             "slots: redis-cli --cluster rebalance."),
              AdviceText::tr("Move the slots back: redis-cli --cluster reshard"), AdviceConfidence::Medium));
}

AdviceFinding clusterBalance(const std::vector<const LiveWindow*>& nodes)
{
    AdviceFinding finding = answerOfBalance(nodes);
    finding.id = "unbalanced-cluster";
    finding.title = AdviceText::tr("Unbalanced cluster");
    return finding;
}

} // namespace cacheledger
