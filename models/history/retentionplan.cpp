// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/retentionplan.h"

#include "history/tierplan.h"

#include <algorithm>
#include <cmath>

namespace cacheledger
{

namespace
{

constexpr qint64 planHourMs = 3600'000;
constexpr qint64 planDayMs = 24 * planHourMs;
constexpr std::array planTierOrder = {Tier::Raw, Tier::Minute, Tier::Hour};
/// What the size limit leaves of each tier in any case.
constexpr std::array<qint64, 3> keptByLimit = {2 * planHourMs, 2 * planDayMs, 31 * planDayMs};
/// Once it is too large, the file is brought a little below the limit, so that this is not done at every block.
constexpr qint64 limitSlack = 50; // a fiftieth

/// Where the data of a day lie in it: from what was not dropped yet to the newest sample.
struct DaySpan {
    TimeMs fromMs;
    TimeMs toMs;
};

DaySpan spanOf(const HistoryUsage& usage, const DayUsage& day)
{
    const TimeMs from = std::max(day.dayMs, usage.keptFromMs[static_cast<std::size_t>(day.tier)]);
    const TimeMs to = std::min(day.dayMs + planDayMs, usage.newestMs.value_or(day.dayMs));
    // What is left of a dropped day (the block that the border cuts) is taken to lie before it.
    return from < to ? DaySpan{from, to} : DaySpan{day.dayMs, day.dayMs + 1};
}

qint64 bytesBetween(const HistoryUsage& usage, Tier tier, TimeMs fromMs, TimeMs beforeMs)
{
    double bytes = 0;
    for (const DayUsage& day : usage.days) {
        const DaySpan span = spanOf(usage, day);
        const TimeMs from = std::max(span.fromMs, fromMs);
        const TimeMs to = std::min(span.toMs, beforeMs);
        if (day.tier == tier && from < to)
            bytes += static_cast<double>(day.bytes) * static_cast<double>(to - from) /
                     static_cast<double>(span.toMs - span.fromMs);
    }
    return static_cast<qint64>(bytes);
}

/// The earliest whole hour before which a tier has so many bytes after `fromMs`; `latestMs` where it has not.
TimeMs hourWithBytes(const HistoryUsage& usage, Tier tier, TimeMs fromMs, TimeMs latestMs, qint64 bytes)
{
    for (const DayUsage& day : usage.days) {
        const DaySpan span = spanOf(usage, day);
        if (day.tier != tier || span.fromMs >= latestMs)
            continue;
        for (TimeMs hour = floorTo(std::max(span.fromMs, fromMs), planHourMs) + planHourMs;
             hour < span.toMs + planHourMs; hour += planHourMs)
            if (hour >= latestMs || bytesBetween(usage, tier, fromMs, hour) >= bytes)
                return std::min(hour, latestMs);
    }
    return latestMs;
}

TimeMs ageCut(qint64 keepMs, TimeMs newestMs)
{
    return keepMs == RetentionPolicy::unbounded ? TierCut().beforeMs : floorTo(newestMs - keepMs, planHourMs);
}

} // namespace

RetentionPolicy RetentionPolicy::ofDays(int raw, int minutes, int hours, int maxMib)
{
    return {raw * planDayMs, minutes * planDayMs, hours * planDayMs, maxMib * (qint64{1} << 20)};
}

qint64 RetentionPolicy::keepMs(Tier tier) const
{
    switch (tier) {
    case Tier::Raw:
        return rawMs;
    case Tier::Minute:
        return std::max(rawMs, minuteMs);
    case Tier::Hour:
        break;
    }
    return std::max({rawMs, minuteMs, hourMs});
}

bool RetentionPolicy::isEverything() const
{
    return rawMs == unbounded && maxBytes == unlimited;
}

RetentionCuts planRetention(const RetentionPolicy& policy, const HistoryUsage& usage)
{
    RetentionCuts cuts;
    if (!usage.newestMs)
        return cuts;
    double excess = static_cast<double>(usage.usedBytes - policy.maxBytes);
    for (std::size_t i = 0; i < cuts.size(); ++i) {
        cuts[i].beforeMs = ageCut(policy.keepMs(planTierOrder[i]), *usage.newestMs);
        cuts[i].bytes = bytesBetween(usage, planTierOrder[i], TierCut().beforeMs, cuts[i].beforeMs);
        excess -= static_cast<double>(cuts[i].bytes) * usage.overhead();
    }
    if (policy.maxBytes == RetentionPolicy::unlimited || excess <= 0)
        return cuts;
    excess += static_cast<double>(policy.maxBytes / limitSlack);
    for (std::size_t i = 0; i < cuts.size() && excess > 0; ++i) {
        const TimeMs latest = floorTo(*usage.newestMs - keptByLimit[i], planHourMs);
        const TimeMs until = hourWithBytes(usage, planTierOrder[i], cuts[i].beforeMs, latest,
                                           static_cast<qint64>(std::ceil(excess / usage.overhead())));
        if (until <= cuts[i].beforeMs)
            continue;
        const qint64 bytes = bytesBetween(usage, planTierOrder[i], cuts[i].beforeMs, until);
        cuts[i] = {until, cuts[i].bytes + bytes, bytes > 0};
        excess -= static_cast<double>(bytes) * usage.overhead();
    }
    return cuts;
}

std::optional<double> projectedBytes(const RetentionPolicy& policy, const HistoryUsage& usage)
{
    const auto minutes = usage.growthPerDay(Tier::Minute);
    const std::array growth = {usage.growthPerDay(Tier::Raw), minutes,
                               // The first block of hours comes after five days: till then, by their number.
                               usage.tierBytes(Tier::Hour) > 0 || !minutes ? usage.growthPerDay(Tier::Hour)
                                                                           : std::optional(*minutes / 60)};
    double bytes = 0;
    for (std::size_t i = 0; i < growth.size(); ++i) {
        if (!growth[i] || policy.keepMs(planTierOrder[i]) == RetentionPolicy::unbounded)
            return std::nullopt;
        bytes += *growth[i] * static_cast<double>(policy.keepMs(planTierOrder[i])) / planDayMs;
    }
    return policy.maxBytes == RetentionPolicy::unlimited ? bytes
                                                         : std::min(bytes, static_cast<double>(policy.maxBytes));
}

} // namespace cacheledger
