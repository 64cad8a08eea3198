// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace cacheledger
{

struct TimedValue {
    double atHours = 0; ///< any origin; strictly growing
    double value = 0;
};

/// A straight line through values of which up to 29 % may be anything.
struct RobustSlope {
    double perHour = 0;
    double low = 0; ///< the interval of 95 %
    double high = 0;
    double level = 0; ///< the line at the last value's time

    bool rises() const { return low > 0; }
    bool falls() const { return high < 0; }
};

/// The median of the slopes between all pairs, with an interval by ranks. Nothing for fewer than `fewestForASlope`
/// values. Neighbouring hours are alike, which makes ranks look surer than they are: the variance is widened by the
/// values' correlation with the one before (of the first order). Sources: P. K. Sen, "Estimates of the regression
/// coefficient based on Kendall's tau" (1968); S. Yue and C. Wang, "The Mann-Kendall test modified by effective sample
/// size" (2004).
std::optional<RobustSlope> robustSlope(std::span<const TimedValue> values);
inline constexpr std::size_t fewestForASlope = 12;

/// The value in the middle; of an even number the middle of the two. Not of none.
double medianOf(std::vector<double> values);

} // namespace cacheledger
