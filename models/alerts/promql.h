// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/rule.h"

namespace cacheledger
{

/// Rules as PromQL over redis_exporter's series. What our engine finds for a series and what Prometheus finds for the
/// expression is the same (tests/alerts/tst_promtool).
namespace promql
{
/// What is compared: "redis_memory_used_bytes / (redis_memory_max_bytes > 0)".
QString value(const Rule& rule);
/// The condition as a whole: threshold, recovery limit (by ALERTS of the rule's own id), minimum traffic, requirements
/// and the nodes of its scope. Its policy for a lack of data and caches and tags of its scope have no counterpart.
QString condition(const Rule& rule);
} // namespace promql

} // namespace cacheledger
