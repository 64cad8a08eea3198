// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/bytes.h"

#include <functional>

namespace cacheledger
{

/// One value of a row as SQLite stores it.
struct PageValue {
    enum class Type { Null, Integer, Real, Text, Bytes };
    Type type = Type::Null;
    std::int64_t integer = 0;
    std::string_view bytes; ///< of Text and Bytes
};

/// One row as it was found on a page.
struct PageRow {
    bool keyed = false;     ///< of an index, or of a table without row ids
    std::int64_t rowid = 0; ///< of a table with row ids
    std::vector<PageValue> values;
    std::vector<std::uint32_t> pages; ///< that it lies on; the first is the b-tree's page
};

/// Finds the rows on pages of a SQLite b-tree without the tree: page by page, each cell for itself, with its overflow
/// chain. Any bytes are safe to give; a cell that is not one in every detail gives no row. Memory is bounded by the
/// longest row that is believed, time by the cells of a page and the length of their chains. One thread.
///
/// https://www.sqlite.org/fileformat2.html, 1.6 and 2.1.
class PageRows
{
public:
    /// Rows that claim to be longer are none: our longest are some hundred KiB.
    static constexpr std::size_t maxPayload = 16 << 20;

    using Fetch = std::function<bool(std::uint32_t number, Blob& page)>;
    PageRows(Fetch fetch, std::uint32_t pageSize) : m_fetch(std::move(fetch)), m_pageSize(pageSize) {}

    /// Gives the rows of the page of that number; none where it is no leaf (or inner page of an index). What a row
    /// refers to is valid during the call.
    void read(std::uint32_t number, const std::function<void(const PageRow&)>& sink);

private:
    bool readCell(std::uint32_t number, std::size_t offset, std::uint8_t type);
    bool gather(std::string_view local, std::size_t payload, std::uint32_t next);
    bool decode();

    Fetch m_fetch;
    std::uint32_t m_pageSize;
    Blob m_page;
    Blob m_overflow;
    Blob m_payload;
    PageRow m_row;
};

} // namespace cacheledger
