// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/rule.h"

namespace cacheledger
{

/// How far before a moment a rule looks back to judge it.
qint64 lookBackMs(const Rule& rule);

/// The raw metrics that enabled rules read over their windows, of those that a node has.
std::vector<std::string> inputsOf(const std::vector<Rule>& rules, const std::vector<std::string>& rawNames);

} // namespace cacheledger
