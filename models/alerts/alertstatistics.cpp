// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertstatistics.h"

#include <algorithm>

namespace cacheledger
{

AlertStatistics statisticsOf(const std::vector<Alert>& alerts, int days, TimeMs nowMs)
{
    AlertStatistics statistics;
    statistics.days = days;
    // Of a clock that was set back there may be negative times: those count as none.
    qint64 toAcknowledgeMs = 0;
    qint64 toResolveMs = 0;
    int acknowledged = 0;
    int resolved = 0;
    for (const Alert& alert : alerts) {
        if (!alert.firedMs || *alert.firedMs < nowMs - days * NodeSeries::dayMs || *alert.firedMs > nowMs)
            continue;
        ++statistics.total;
        ++statistics.byTier[alert.tier];
        ++statistics.byRule[alert.key.rule];
        statistics.falsePositives += alert.falsePositive;
        statistics.acknowledged += alert.acknowledgedMs.has_value();
        statistics.resolved += alert.endedMs.has_value();
        if (alert.falsePositive)
            continue;
        if (alert.acknowledgedMs) {
            toAcknowledgeMs += std::max<qint64>(0, *alert.acknowledgedMs - *alert.firedMs);
            ++acknowledged;
        }
        if (alert.endedMs) {
            toResolveMs += std::max<qint64>(0, *alert.endedMs - *alert.firedMs);
            ++resolved;
        }
    }
    if (acknowledged > 0)
        statistics.meanToAcknowledgeMs = toAcknowledgeMs / acknowledged;
    if (resolved > 0)
        statistics.meanToResolveMs = toResolveMs / resolved;
    return statistics;
}

} // namespace cacheledger
