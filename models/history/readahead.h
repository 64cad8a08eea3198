// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/bytes.h"
#include "history/pagechains.h"
#include "sqlite/database.h"

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <unordered_map>

namespace cacheledger
{

/// Tells the system which pages of a SQLite file will be read soon, so that the disk fetches them side by side: SQLite
/// itself asks for one page after the other, and waits for each. Where rows lie is read from the file's own tree of
/// pages (https://www.sqlite.org/fileformat2.html, 1.6), without the log and without trusting what is there: these are
/// hints, and a wrong one costs a page that is read in vain. One thread.
class ReadAhead
{
public:
    /// Told of `count` pages from `first` on, which are numbered from 1.
    using Tell = std::function<void(std::uint32_t first, std::uint32_t count)>;
    /// `database` must outlive it. Without `tell` the system is told.
    explicit ReadAhead(Database& database, Tell tell = {});

    /// Where the tables and indexes begin of a file that was made in one go. A sharedfile::Use has to live.
    static void beginning(const QString& path);
    /// The pages under the root of a table or index, which one search or another will need. `name` is a literal.
    void tree(const char* name);
    /// Rows of a table that will be read, in any order; those told of before are forgotten. Of bytes of a row that
    /// lie on pages of their own, all where the row has at most `whole`, else the first `start`; with both 0 none.
    /// `table` is a literal.
    void rows(const char* table, std::span<const qint64> ids, std::size_t whole = 0, std::size_t start = 0);
    /// Bytes of the last column of rows that rows() was told of. Told at once by the next tellParts().
    void addPart(qint64 id, std::size_t offset, std::size_t count);
    void tellParts();

private:
    using Pages = std::vector<std::uint32_t>;

    /// Where a row's bytes lie that did not fit into its leaf.
    struct Place {
        std::uint32_t firstPage = 0; ///< of its chain; 0: all is in the leaf
        std::size_t local = 0;       ///< bytes of the row in the leaf
        std::size_t length = 0;      ///< of the row
        std::size_t dataFrom = 0;    ///< where the last column begins
    };

    bool isReady();
    std::uint32_t rootOf(const char* name);
    bool read(std::uint32_t page);
    bool isInner() const;
    Pages leavesOf(std::uint32_t root, std::span<const qint64> ids);
    void forEachChild(const std::function<void(std::uint32_t, std::string_view)>& take) const;
    void findPlaces(std::span<const qint64> ids);
    static std::optional<Place> placeIn(std::string_view cell, std::size_t usable, qint64& id);
    void readMaps(std::size_t longest);
    void addChain(const Place& place, std::size_t from, std::size_t to);
    void tell(Pages& pages);

    Database& m_database;
    Tell m_tell;
    int m_file = -1;
    std::uint32_t m_pageSize = 0; // 0: not looked yet
    Blob m_page;                  // the one that was read last
    PageChains m_chains{4096};
    std::map<const void*, std::uint32_t> m_roots; // by the address of the name
    std::unordered_map<qint64, Place> m_places;
    Pages m_parts;
};

} // namespace cacheledger
