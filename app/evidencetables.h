// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "incidents/incident.h"
#include "keyspace/keyrecord.h"
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
/// Of the newest analysis of keys, the largest first. Notable: over a tenth of the memory, most of it without a TTL.
EvidenceTable prefixes(const KeyRecord& record);
EvidenceTable latency(const std::vector<LatencyEvent>& events);
} // namespace evidencetables

} // namespace cacheledger
