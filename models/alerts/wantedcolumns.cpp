// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/wantedcolumns.h"

#include <algorithm>

namespace cacheledger
{

std::size_t WantedColumns::want(std::string_view metric, qint64 windowMs)
{
    auto found = std::ranges::find(m_columns, metric, &WantedColumn::metric);
    if (found == m_columns.end()) {
        m_columns.emplace_back().metric = metric;
        found = m_columns.end() - 1;
    }
    found->windowMs = std::max(found->windowMs, windowMs);
    return static_cast<std::size_t>(found - m_columns.begin());
}

void WantedColumns::wantDayBefore(std::size_t column, qint64 windowMs)
{
    m_columns[column].keepsDay = true;
    m_columns[column].dayWindowMs = std::max(m_columns[column].dayWindowMs, windowMs);
}

} // namespace cacheledger
