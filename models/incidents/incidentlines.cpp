// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/incidentlines.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace cacheledger
{

void incidentlines::addLine(Incident& incident, TimeMs timeMs, TimelineKind kind, const QString& text,
                            const QString& by)
{
    const auto later = std::ranges::upper_bound(incident.timeline, timeMs, {}, &TimelineEntry::timeMs);
    incident.timeline.insert(later, {timeMs, kind, text, by});
}

QString incidentlines::lifeText(const char* text)
{
    return QCoreApplication::translate("IncidentLife", text);
}

} // namespace cacheledger
