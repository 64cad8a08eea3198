// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <optional>
#include <string_view>

namespace cacheledger
{

/// What 0 says of a metric whose zero is no quantity, translated: "no limit" of maxmemory. Empty for every other
/// metric.
QString zeroText(std::string_view metric);

/// A metric's value as it reads everywhere: format::value in the metric's unit, or its zeroText.
QString metricText(std::string_view metric, std::optional<double> value);

} // namespace cacheledger
