// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/incidents: lines of an incident's timeline.

#include "incidents/incident.h"

namespace cacheledger::incidentlines
{

/// In order of time: an alert may be older than what was written before it was seen.
void addLine(Incident& incident, TimeMs timeMs, TimelineKind kind, const QString& text, const QString& by = {});
/// A sentence of an incident's life, translated.
QString lifeText(const char* text);

} // namespace cacheledger::incidentlines
