// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to CostStore: the layout of costs.json (docs/formats.md). Keys that are not known are kept where they stand
// in the file and its plans. What says nothing is not written.

#include "cost/costplan.h"

#include <nlohmann/json_fwd.hpp>

namespace cacheledger::costplanjson
{

inline constexpr int newestVersion = 1;

/// BadConfiguration names the key; `file` is for the message.
Result<std::vector<CostPlan>> toPlans(const nlohmann::ordered_json& document, const QString& file);
/// Sets the known keys of an object, leaves the others.
void update(nlohmann::ordered_json& object, const CostPlan& plan);

} // namespace cacheledger::costplanjson
