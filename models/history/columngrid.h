// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"
#include "metrics/result.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <span>

namespace cacheledger
{

/// Time cut into columns of equal width: column n begins at originMs + n * spanMs / count. Or, where bounds are given,
/// into columns of any width: column n is [bounds[n], bounds[n + 1]).
struct ColumnGrid {
    TimeMs originMs = 0;
    qint64 spanMs = 1; ///< width of `count` columns together
    qint64 count = 1;
    std::span<const TimeMs> bounds = {}; ///< rising; not owned

    qint64 columnOf(TimeMs timeMs) const
    {
        if (!bounds.empty())
            return std::upper_bound(bounds.begin(), bounds.end(), timeMs) - bounds.begin() - 1;
        const qint64 scaled = (timeMs - originMs) * count;
        return scaled >= 0 ? scaled / spanMs : -((spanMs - 1 - scaled) / spanMs);
    }
    /// Times from one in the column up to this are all in it.
    TimeMs endOf(qint64 column) const
    {
        if (bounds.empty())
            return originMs + (column + 1) * spanMs / count;
        const auto next = static_cast<std::size_t>(column + 1);
        return next < bounds.size() ? bounds[next] : std::numeric_limits<TimeMs>::max();
    }
};

/// InvalidArgument when a range is empty, reversed or so long that arithmetic on it would not hold.
std::optional<Error> rangeError(TimeMs fromMs, TimeMs toMs);

} // namespace cacheledger
