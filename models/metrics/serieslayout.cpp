// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/serieslayout.h"

#include <utility>

namespace cacheledger
{

SeriesLayout::SeriesLayout(std::vector<std::string> names) : m_names(std::move(names))
{
    m_index.reserve(m_names.size());
    for (std::size_t i = 0; i < m_names.size(); ++i)
        m_index.try_emplace(m_names[i], static_cast<std::uint32_t>(i));
}

std::optional<std::size_t> SeriesLayout::indexOf(std::string_view name) const
{
    const auto it = m_index.find(name);
    if (it == m_index.end())
        return std::nullopt;
    return it->second;
}

} // namespace cacheledger
