// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/pageformat.h"
#include "metrics/result.h"

#include <QtCore/QString>

#include <memory>
#include <set>
#include <unordered_map>

namespace cacheledger
{

/// The pages of a SQLite file that SQLite itself may no longer open: read one by one, from the log where its frames are
/// valid and committed, else from the file. Nothing is written and nothing is taken for granted; what cannot be read is
/// not there. The files must not change meanwhile. One thread.
///
/// https://www.sqlite.org/fileformat2.html, 1.2-1.6 and 4.1-4.4.
class PageFile
{
public:
    /// Io, ReadOnly: the file cannot be read at all.
    static Result<std::unique_ptr<PageFile>> open(const QString& path);
    ~PageFile();
    PageFile(const PageFile&) = delete;
    PageFile& operator=(const PageFile&) = delete;

    /// Bytes; that of our files where the header does not tell.
    std::uint32_t pageSize() const { return m_pageSize; }
    /// Pages are numbered from 1 to this.
    std::uint32_t pageCount() const { return m_pageCount; }
    /// False when there is no such page, or the disk does not give it.
    bool read(std::uint32_t number, Blob& page) const;
    /// Pages on the list of free ones: what they hold was deleted. Empty when the list is damaged.
    std::set<std::uint32_t> freePages() const;

private:
    PageFile(int file, int log) : m_file(file), m_log(log) {}
    void readHeader();
    void readLog();

    int m_file;
    int m_log; // -1: none
    std::uint32_t m_pageSize = 4096;
    std::uint32_t m_pageCount = 0;
    std::unordered_map<std::uint32_t, std::int64_t> m_frames; // where the newest version of a page is in the log
};

} // namespace cacheledger
