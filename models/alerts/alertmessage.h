// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alert.h"
#include "metrics/catalogue.h"

namespace cacheledger
{

/// The unit of what a rule or an alert compares: the metric's, or what the function makes of that.
Unit unitOf(const std::string& metric, RuleFunction function);
Unit unitOf(const Alert& alert);

/// A rule's message with %value, %threshold, %cache, %node and %for put in as they read everywhere; what is put in is
/// not looked at again. A rule without one: its name, node and cache.
QString filledMessage(const QString& message, const Alert& alert);

} // namespace cacheledger
