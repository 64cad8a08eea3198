// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to scenariofile: one scenario from and to its JSON object.

#include "config/jsonobject.h"
#include "cost/economics.h"

namespace cacheledger
{

/// What is faulty stays at its default; only without faults is the scenario one.
Scenario readScenario(const nlohmann::ordered_json& object, std::vector<JsonFault>& faults);
nlohmann::ordered_json scenarioObject(const Scenario& scenario);

} // namespace cacheledger
