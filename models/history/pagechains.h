// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/bytes.h"

#include <unordered_map>

namespace cacheledger
{

/// Which page follows which in chains of overflow pages of a SQLite file with auto_vacuum. The file keeps for each page
/// who refers to it, on pointer map pages (https://www.sqlite.org/fileformat2.html, 1.8); what is not known of is taken
/// to be followed by the next page. Any bytes are safe to give.
class PageChains
{
public:
    explicit PageChains(std::uint32_t pageSize) : m_stretch(pageSize / 5 + 1) {}

    /// Pages that one pointer map page speaks of, with itself.
    std::uint32_t stretch() const { return m_stretch; }
    /// The pointer map page of a page from the second on.
    std::uint32_t mapOf(std::uint32_t page) const { return (page - 2) / m_stretch * m_stretch + 2; }
    void addMap(std::uint32_t number, std::string_view bytes);
    std::uint32_t after(std::uint32_t page) const;
    void clear() { m_next.clear(); }

private:
    std::uint32_t m_stretch;
    std::unordered_map<std::uint32_t, std::uint32_t> m_next; // only where it is not simply the next one
};

} // namespace cacheledger
