// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/rule.h"

namespace cacheledger
{

/// Whether a rule's metric stands for several: "stage.*.hit_ratio", of every stage that a source tells of.
bool isFamily(std::string_view metric);

/// The one metric that a rule names, or those of its family that these raw metrics give, in the rule's scope of stages.
/// A stage's segments ("response@premium") belong to the stage.
std::vector<std::string> metricsOf(const Rule& rule, const std::vector<std::string>& rawNames);

/// The counters whose increase is a rule's traffic where it judges `metric`: key lookups of a server; requests of the
/// stage, executions of the operation or, where the stage gives no counts, requests of the application.
std::vector<std::string> trafficOf(std::string_view metric, const std::vector<std::string>& rawNames);

/// The raw metrics that a metric is read from: itself, or a derived one's inputs.
std::vector<std::string> rawInputsOf(std::string_view metric, const std::vector<std::string>& rawNames);

/// Whether the rule compares with the day before.
bool looksBackADay(const Rule& rule);

} // namespace cacheledger
