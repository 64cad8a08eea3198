// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/incident.h"

namespace cacheledger
{

IncidentSummary summaryOf(const Incident& incident)
{
    IncidentSummary summary{
        incident.id,    incident.title,    incident.tier,     incident.cache,           incident.cacheName,
        incident.state, incident.openedMs, incident.closedMs, incident.roles.commander, {}};
    for (const IncidentAlert& alert : incident.alerts)
        summary.alerts.push_back(alert.id);
    return summary;
}

} // namespace cacheledger
