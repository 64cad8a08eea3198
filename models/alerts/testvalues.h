// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <optional>
#include <vector>

namespace cacheledger
{

/// The most values that one series of a test may have.
inline constexpr std::size_t mostTestValues = 1'000'000;

/// The values of a series in promtool's notation: "1 2 _ 0+10x5 -3-1x4 7x2 _x3 stale". "a+bxn" is a and n more, each b
/// higher; "axn" is a and n more of it; "_" is no sample (NaN here), and so is "stale". Nothing when it is not that
/// notation, or has more than mostTestValues.
std::optional<std::vector<double>> testValues(const QString& text);

} // namespace cacheledger
