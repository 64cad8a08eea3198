// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"
#include "metrics/result.h"

#include <optional>

namespace cacheledger
{

/// Time cut into columns of equal width: column n begins at originMs + n * spanMs / count.
struct ColumnGrid {
    TimeMs originMs = 0;
    qint64 spanMs = 1; ///< width of `count` columns together
    qint64 count = 1;

    qint64 columnOf(TimeMs timeMs) const
    {
        const qint64 scaled = (timeMs - originMs) * count;
        return scaled >= 0 ? scaled / spanMs : -((spanMs - 1 - scaled) / spanMs);
    }
    TimeMs startOf(qint64 column) const { return originMs + column * spanMs / count; }
};

/// InvalidArgument when a range is empty, reversed or so long that arithmetic on it would not hold.
std::optional<Error> rangeError(TimeMs fromMs, TimeMs toMs);

} // namespace cacheledger
