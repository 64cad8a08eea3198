// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/rule.h"
#include "config/jsonobject.h"

namespace cacheledger
{

/// What is wrong with a rule; the key is one of the rule file: "threshold".
using RuleFault = JsonFault;

/// Limits of what a rule may ask for.
inline constexpr qint64 longestWindowMs = 86'400'000;            ///< a day: its samples are kept in memory
inline constexpr qint64 longestHoldMs = 90 * qint64(86'400'000); ///< of `for` and `keepFiringFor`
inline constexpr qsizetype longestRuleText = 4000;               ///< characters of a message

/// Everything that makes a rule senseless: an unknown metric (the nearest known one is named), a function that does
/// not fit it, thresholds that contradict each other, durations that are absurd. Empty: it can be used. Whether its id
/// is unique is not seen here.
std::vector<RuleFault> faultsOf(const Rule& rule);

/// Empty: the catalogue has the metric, or it is "up". Else the sentence after the key, with the nearest known one.
QString metricFault(const std::string& metric);

} // namespace cacheledger
