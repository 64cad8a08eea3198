// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/readahead.h"

#include "history/pageformat.h"
#include "sqlite/sharedfile.h"

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>

namespace cacheledger
{

namespace
{

constexpr off_t beginningBytes = 128 * 1024;
/// With more pages than these, a search needs few of them.
constexpr std::size_t mostOfTree = 64;
/// A tree of more levels than any file of ours has is damaged.
constexpr int deepestTree = 8;

} // namespace

ReadAhead::ReadAhead(Database& database, Tell tell) : m_database(database), m_tell(std::move(tell))
{
    if (!m_tell)
        m_tell = [this](std::uint32_t first, std::uint32_t count) {
            ::posix_fadvise(m_file, static_cast<off_t>(first - 1) * m_pageSize, static_cast<off_t>(count) * m_pageSize,
                            POSIX_FADV_WILLNEED);
        };
}

bool ReadAhead::isReady()
{
    if (m_pageSize == 0) {
        m_file = sharedfile::descriptorOf(m_database.path());
        Query query(m_database, "PRAGMA page_size");
        m_pageSize = query.next() ? static_cast<std::uint32_t>(query.integer(0)) : 4096;
        m_chains = PageChains(m_pageSize);
    }
    return m_file >= 0;
}

void ReadAhead::beginning(const QString& path)
{
    if (const int file = sharedfile::descriptorOf(path); file >= 0)
        ::posix_fadvise(file, 0, beginningBytes, POSIX_FADV_WILLNEED);
}

std::uint32_t ReadAhead::rootOf(const char* name)
{
    const auto [known, isNew] = m_roots.try_emplace(name, 0);
    if (isNew) {
        Query query(m_database, "SELECT rootpage FROM sqlite_master WHERE name=?", QString::fromLatin1(name));
        known->second = query.next() ? static_cast<std::uint32_t>(query.integer(0)) : 0;
    }
    return known->second;
}

void ReadAhead::tree(const char* name)
{
    if (!isReady() || !read(rootOf(name)))
        return;
    Pages children;
    if (isInner())
        forEachChild([&](std::uint32_t page, std::string_view) { children.push_back(page); });
    if (children.size() <= mostOfTree)
        tell(children);
}

void ReadAhead::rows(const char* table, std::span<const qint64> asked, std::size_t whole, std::size_t start)
{
    m_places.clear();
    if (asked.empty() || !isReady())
        return;
    std::vector<qint64> ids(asked.begin(), asked.end());
    std::ranges::sort(ids);
    const Pages leaves = leavesOf(rootOf(table), ids);
    if (whole == 0 && start == 0)
        return;
    for (const std::uint32_t leaf : leaves)
        if (read(leaf))
            findPlaces(ids);
    readMaps(whole);
    for (const auto& [id, place] : m_places)
        addChain(place, 0, place.length <= whole ? place.length : std::min(place.length, place.dataFrom + start));
    tellParts();
}

void ReadAhead::addPart(qint64 id, std::size_t offset, std::size_t count)
{
    if (const auto known = m_places.find(id); known != m_places.end() && count > 0)
        addChain(known->second, known->second.dataFrom + offset, known->second.dataFrom + offset + count);
}

void ReadAhead::tellParts()
{
    tell(m_parts);
    m_parts.clear();
}

bool ReadAhead::read(std::uint32_t page)
{
    m_page.resize(m_pageSize);
    return page > 1 && ::pread(m_file, m_page.data(), m_pageSize, static_cast<off_t>(page - 1) * m_pageSize) ==
                           static_cast<ssize_t>(m_pageSize);
}

bool ReadAhead::isInner() const
{
    const auto type = static_cast<std::uint8_t>(m_page[0]);
    return type == tableInner || type == indexInner;
}

/// Told of, level by level; the leaves themselves are not read.
ReadAhead::Pages ReadAhead::leavesOf(std::uint32_t root, std::span<const qint64> ids)
{
    struct Branch {
        std::uint32_t page;
        std::span<const qint64> ids; // that are under it
    };
    std::vector<Branch> level{{root, ids}};
    for (int depth = 0; depth < deepestTree && !level.empty(); ++depth) {
        Pages pages;
        for (const Branch& branch : level)
            pages.push_back(branch.page);
        tell(pages);
        if (!read(level.front().page) || !isInner())
            return pages; // all leaves are equally deep
        std::vector<Branch> below;
        for (Branch& branch : level) {
            if (!read(branch.page) || !isInner())
                continue;
            forEachChild([&](std::uint32_t page, std::string_view lastRow) {
                const auto key = takeVarint(lastRow);
                const auto end = key ? std::upper_bound(branch.ids.begin(), branch.ids.end(), static_cast<qint64>(*key))
                                     : branch.ids.end();
                const auto count = static_cast<std::size_t>(end - branch.ids.begin());
                if (count > 0)
                    below.push_back({page, branch.ids.first(count)});
                branch.ids = branch.ids.subspan(count);
            });
        }
        level = std::move(below);
    }
    return {};
}

/// The pages below the one that was read last, each with what the cell says beside its number: in a table the last row
/// below; nothing for the last page.
void ReadAhead::forEachChild(const std::function<void(std::uint32_t, std::string_view)>& take) const
{
    constexpr std::size_t header = 12;
    const std::size_t cells = std::min<std::size_t>(bigEndian16(m_page, 3), (m_pageSize - header) / 2);
    for (std::size_t i = 0; i < cells; ++i)
        if (const std::size_t offset = bigEndian16(m_page, header + 2 * i); offset + 4 <= m_page.size())
            take(bigEndian32(m_page, offset), std::string_view(m_page).substr(offset + 4));
    take(bigEndian32(m_page, 8), {});
}

/// Of the rows on the leaf that was read last.
void ReadAhead::findPlaces(std::span<const qint64> ids)
{
    constexpr std::size_t header = 8;
    if (static_cast<std::uint8_t>(m_page[0]) != tableLeaf)
        return;
    const std::size_t cells = std::min<std::size_t>(bigEndian16(m_page, 3), (m_pageSize - header) / 2);
    for (std::size_t i = 0; i < cells; ++i) {
        const std::size_t offset = bigEndian16(m_page, header + 2 * i);
        qint64 id = 0;
        const auto place =
            placeIn(std::string_view(m_page).substr(std::min<std::size_t>(offset, m_page.size())), m_pageSize, id);
        if (place && std::ranges::binary_search(ids, id))
            m_places.emplace(id, *place);
    }
}

std::optional<ReadAhead::Place> ReadAhead::placeIn(std::string_view cell, std::size_t usable, qint64& id)
{
    const auto length = takeVarint(cell);
    const auto rowid = takeVarint(cell);
    if (!length || !rowid)
        return std::nullopt;
    id = static_cast<qint64>(*rowid);
    Place place;
    place.length = *length;
    place.local = localBytes(place.length, usable, true);
    if (place.local > cell.size())
        return std::nullopt;
    if (place.local < place.length) {
        if (cell.size() < place.local + 4)
            return std::nullopt;
        place.firstPage = bigEndian32(cell, place.local);
    }
    std::string_view header = cell.substr(0, place.local);
    const auto headerBytes = takeVarint(header);
    if (!headerBytes || *headerBytes > place.local || *headerBytes < place.local - header.size())
        return std::nullopt;
    header = header.substr(0, *headerBytes - (place.local - header.size()));
    std::size_t last = 0;
    while (!header.empty()) {
        const auto serial = takeVarint(header);
        const auto size = serial ? sizeOfSerial(*serial) : std::nullopt;
        if (!size)
            return std::nullopt;
        last = *size;
    }
    place.dataFrom = place.length - std::min(place.length, last);
    return place;
}

/// Short rows lie in the single pages that others have left. Chains of long ones are taken to go on page by page: they
/// are written to the end of the file in one piece, and would need many maps.
void ReadAhead::readMaps(std::size_t longest)
{
    m_chains.clear();
    Pages maps;
    for (const auto& [id, place] : m_places) {
        if (place.firstPage < 2 || place.length > longest)
            continue;
        const std::uint32_t map = m_chains.mapOf(place.firstPage);
        maps.insert(maps.end(), {map, map + m_chains.stretch()}); // chains mostly go on towards the file's end
    }
    tell(maps);
    for (const std::uint32_t map : maps)
        if (read(map))
            m_chains.addMap(map, m_page);
}

/// The pages with these bytes of a row.
void ReadAhead::addChain(const Place& place, std::size_t from, std::size_t to)
{
    from = std::max(from, place.local);
    to = std::min(to, place.length);
    if (place.firstPage == 0 || from >= to)
        return;
    const std::size_t perPage = m_pageSize - 4;
    const std::size_t first = (from - place.local) / perPage;
    const std::size_t last = (to - 1 - place.local) / perPage;
    std::uint32_t page = place.firstPage;
    for (std::size_t i = 0; i <= last && page > 1; ++i, page = m_chains.after(page)) {
        if (i >= first)
            m_parts.push_back(page);
        // SQLite looks there whether the pages in between may be skipped.
        if (i == last && last > 0)
            m_parts.push_back(m_chains.mapOf(page));
    }
}

void ReadAhead::tell(Pages& pages)
{
    std::ranges::sort(pages);
    pages.erase(std::unique(pages.begin(), pages.end()), pages.end());
    for (std::size_t i = 0; i < pages.size();) {
        std::size_t end = i + 1;
        while (end < pages.size() && pages[end] == pages[end - 1] + 1)
            ++end;
        m_tell(pages[i], static_cast<std::uint32_t>(end - i));
        i = end;
    }
}

} // namespace cacheledger
