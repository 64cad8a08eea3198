// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "incidents/incident.h"
#include "redis/evidenceprobe.h"

namespace cacheledger
{

/// What a node told, as tables for people.
namespace evidencetables
{
/// The slowest first; notable from 100 ms.
EvidenceTable slowLog(const std::vector<SlowCommand>& commands);
/// Connections of one name and host together, those with the most output waiting, then the most connections first.
/// Notable: more than 1 MiB waits to be sent.
EvidenceTable clients(const std::vector<ClientConnection>& connections);
EvidenceTable latency(const std::vector<LatencyEvent>& events);
} // namespace evidencetables

} // namespace cacheledger
