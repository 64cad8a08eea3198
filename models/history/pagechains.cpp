// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/pagechains.h"

#include "history/pageformat.h"

namespace cacheledger
{

namespace
{
constexpr std::size_t entryBytes = 5; // a kind, and the page that refers to this one
constexpr char laterOverflowPage = 4; // that one is the chain's page before
} // namespace

void PageChains::addMap(std::uint32_t number, std::string_view bytes)
{
    std::uint32_t page = number + 1;
    for (std::size_t at = 0; at + entryBytes <= bytes.size() && page < number + m_stretch; at += entryBytes, ++page)
        if (const std::uint32_t before = bigEndian32(bytes, at + 1);
            bytes[at] == laterOverflowPage && before + 1 != page)
            m_next[before] = page;
}

std::uint32_t PageChains::after(std::uint32_t page) const
{
    if (const auto known = m_next.find(page); known != m_next.end())
        return known->second;
    return mapOf(page + 1) == page + 1 ? page + 2 : page + 1;
}

} // namespace cacheledger
