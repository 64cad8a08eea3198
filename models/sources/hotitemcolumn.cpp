// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/hotitemcolumn.h"

#include <cmath>
#include <limits>

namespace cacheledger
{

void HotItemColumn::addTo(Snapshot& snapshot)
{
    constexpr std::string_view prefix = "item.", suffix = ".requests";
    bool any = false;
    for (std::size_t i = 0; i < snapshot.values.size(); ++i) {
        const std::string_view name = snapshot.layout->name(i);
        if (!name.starts_with(prefix) || !name.ends_with(suffix) || name.size() <= prefix.size() + suffix.size())
            continue;
        any = true;
        if (!std::isnan(snapshot.values[i]))
            m_items.add(name.substr(prefix.size(), name.size() - prefix.size() - suffix.size()), snapshot.values[i],
                        snapshot.timeMs);
    }
    if (!any || snapshot.layout->indexOf(metric))
        return;
    if (m_before != snapshot.layout) {
        m_before = snapshot.layout;
        std::vector<std::string> names = m_before->names();
        names.emplace_back(metric);
        m_after = std::make_shared<const SeriesLayout>(std::move(names));
    }
    snapshot.layout = m_after;
    snapshot.values.push_back(m_items.isJudging(snapshot.timeMs)
                                  ? static_cast<double>(m_items.hot(snapshot.timeMs).size())
                                  : std::numeric_limits<double>::quiet_NaN());
}

} // namespace cacheledger
