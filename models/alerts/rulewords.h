// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/rule.h"

#include <QtCore/QString>

#include <optional>

namespace cacheledger
{

class JsonObject;

/// The words of rule files (docs/formats.md): "critical", "increase", ">", "keep", "limit". Stable; never translated.
namespace rulewords
{
QString tier(AlertTier tier);
QString function(RuleFunction function);
QString comparison(Comparison comparison);
QString noData(NoDataPolicy policy);
QString requirement(RuleRequirement requirement);

std::optional<AlertTier> tierOf(const QString& word);
std::optional<RuleFunction> functionOf(const QString& word);
std::optional<Comparison> comparisonOf(const QString& word);
std::optional<NoDataPolicy> noDataOf(const QString& word);
std::optional<RuleRequirement> requirementOf(const QString& word);

/// All of them with commas between, for a sentence that says what is allowed.
QString allTiers();
QString allFunctions();
QString allComparisons();
QString allNoData();
QString allRequirements();

/// Prometheus' notation: "500ms", "30s", "5m", "1h30m", "1d", "2w"; "0s" is none. Not negative.
QString duration(qint64 ms);
/// Nothing when it is not that notation, or more than a hundred years.
std::optional<qint64> durationOf(const QString& text);
/// A duration of a file that people write, in ms; what is none is a fault of the object's.
qint64 durationIn(JsonObject& in, const char* key, qint64 fallback);
} // namespace rulewords

} // namespace cacheledger
