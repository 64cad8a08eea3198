// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alert.h"
#include "metrics/catalogue.h"

#include <optional>

namespace cacheledger
{

/// The unit of what a rule or an alert compares: the metric's, or what the function makes of that.
Unit unitOf(const std::string& metric, RuleFunction function);
Unit unitOf(const Alert& alert);

/// "92.7 %", "1,240 /s", "no limit": a value that a function made of a metric, as it reads everywhere.
QString ruleValueText(const std::string& metric, RuleFunction function, std::optional<double> value);

/// A rule's message with %value, %threshold, %cache, %node and %for put in as they read everywhere; what is put in is
/// not looked at again. A rule without one: its name, node and cache.
QString filledMessage(const QString& message, const Alert& alert);

} // namespace cacheledger
