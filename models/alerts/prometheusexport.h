// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/rule.h"

#include <QtCore/QByteArray>

namespace cacheledger
{

/// The enabled rules as a rule file of Prometheus 2.42 or later (YAML, one group "cacheledger"), over redis_exporter's
/// series; docs/formats.md says how names are mapped. What has no counterpart there is said in a comment at its rule.
QByteArray prometheusRuleFile(const std::vector<Rule>& rules);

/// The labels that an alert has beside those of its series, there and in `rules test`.
std::vector<std::pair<QString, QString>> prometheusLabels(const Rule& rule);

} // namespace cacheledger
