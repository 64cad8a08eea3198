// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertclient.h"
#include "config/cacheconfig.h"
#include "metrics/health.h"
#include "ui/charts/chartspec.h"

namespace cacheledger
{

/// How a rule stands on a chart.
namespace rulechart
{
/// Whether a rule with this scope is for a node of the cache; an empty address: for any of them.
bool covers(const RuleScope& scope, const CacheConfig& cache, const QString& address);
/// What is drawn for a rule: its metric; the probe's answer time for "up", of which there is no line.
std::string drawnMetric(const Rule& rule);
/// The threshold where the rule's metric is drawn as `metric`: that of the metric itself, and of a counter's rate or
/// increase on the line of its rate. Nothing where the two are not measured alike.
std::optional<double> thresholdOn(const Rule& rule, const std::string& metric);
/// What tiles of the cache judge by: the limits of its rules that are switched on, of tier 1 as critical and of tier 2
/// as warning, the ones that are reached first.
std::vector<Threshold> thresholds(const std::vector<ListedRule>& rules, const CacheConfig& cache);
ChartSpec spec(const Rule& rule);
/// In place of the charts' own limits those of the rules that are switched on for the cache: of each chart the limit of
/// the worst tier, the one that is reached first.
void applyRules(std::vector<ChartSpec>& charts, const std::vector<ListedRule>& rules, const CacheConfig& cache);
} // namespace rulechart

} // namespace cacheledger
