// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"

#include <string>
#include <string_view>
#include <vector>

namespace cacheledger
{

/// A metric that somebody looks back at.
struct WantedColumn {
    std::string metric;
    qint64 windowMs = 0;    ///< for so long; 0: its newest value
    bool keepsDay = false;  ///< the values of a day before, too, once a minute
    qint64 dayWindowMs = 0; ///< before that day
};

/// The columns that somebody looks back at, each metric once.
class WantedColumns
{
public:
    /// Wants a metric for so long (0: its newest value); returns its column, the same one each time.
    std::size_t want(std::string_view metric, qint64 windowMs);
    /// Wants the values of a day before, kept once a minute; for NodeSeries::increaseDayBefore() over this window.
    void wantDayBefore(std::size_t column, qint64 windowMs = 0);
    const std::vector<WantedColumn>& all() const { return m_columns; }

private:
    std::vector<WantedColumn> m_columns;
};

} // namespace cacheledger
