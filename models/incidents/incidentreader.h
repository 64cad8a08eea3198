// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to incidentfile: an incident from its JSON object.

#include "incidents/incident.h"

#include <nlohmann/json.hpp>

namespace cacheledger
{

/// All but the playbook. `fault` gets the first thing that is wrong, one sentence; the incident is of no use then.
Incident incidentIn(const nlohmann::ordered_json& object, QString& fault);

} // namespace cacheledger
