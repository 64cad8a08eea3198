// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/pagefile.h"

#include "history/historyerror.h"

#include <QtCore/QFile>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cacheledger
{

namespace
{

constexpr std::size_t logHeaderBytes = 32;
constexpr std::size_t frameHeaderBytes = 24;
constexpr std::uint32_t logMagic = 0x377f0682; // the lowest bit: checksums of big-endian words
constexpr std::string_view fileMagic("SQLite format 3\0", 16);

bool readAt(int descriptor, std::int64_t offset, std::size_t size, Blob& bytes)
{
    bytes.resize(size);
    std::size_t done = 0;
    while (done < size) {
        const ssize_t got =
            pread(descriptor, bytes.data() + done, size - done, static_cast<off_t>(offset + static_cast<off_t>(done)));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        done += static_cast<std::size_t>(got);
    }
    return true;
}

std::int64_t sizeOf(int descriptor)
{
    struct stat info = {};
    return fstat(descriptor, &info) == 0 ? info.st_size : 0;
}

bool isPageSize(std::uint32_t size)
{
    return size >= 512 && size <= 65536 && std::has_single_bit(size);
}

/// The running checksum of a log (4.2): two sums over pairs of 32-bit words.
class LogChecksum
{
public:
    explicit LogChecksum(bool bigEndian) : m_bigEndian(bigEndian) {}

    void add(std::string_view bytes)
    {
        for (std::size_t i = 0; i + 8 <= bytes.size(); i += 8) {
            m_first += word(bytes, i) + m_second;
            m_second += word(bytes, i + 4) + m_first;
        }
    }
    bool matches(std::string_view bytes, std::size_t at) const
    {
        return bigEndian32(bytes, at) == m_first && bigEndian32(bytes, at + 4) == m_second;
    }

private:
    std::uint32_t word(std::string_view bytes, std::size_t at) const
    {
        const std::uint32_t value = bigEndian32(bytes, at);
        return m_bigEndian ? value : __builtin_bswap32(value);
    }

    bool m_bigEndian;
    std::uint32_t m_first = 0;
    std::uint32_t m_second = 0;
};

} // namespace

Result<std::unique_ptr<PageFile>> PageFile::open(const QString& path)
{
    const int file = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return historyError(errno == EACCES || errno == EPERM ? ErrorCode::ReadOnly : ErrorCode::Io, path);
    const int log = ::open(QFile::encodeName(path + QStringLiteral("-wal")).constData(), O_RDONLY | O_CLOEXEC);
    std::unique_ptr<PageFile> pages(new PageFile(file, log));
    pages->readHeader();
    pages->m_pageCount = static_cast<std::uint32_t>(
        std::min<std::int64_t>(sizeOf(file) / pages->m_pageSize, std::numeric_limits<std::uint32_t>::max()));
    if (log >= 0)
        pages->readLog();
    return pages;
}

PageFile::~PageFile()
{
    close(m_file);
    if (m_log >= 0)
        close(m_log);
}

void PageFile::readHeader()
{
    Blob header;
    if (!readAt(m_file, 0, 100, header) || !header.starts_with(fileMagic))
        return;
    const std::uint32_t said = bigEndian16(header, 16);
    if (const std::uint32_t size = said == 1 ? 65536 : said; isPageSize(size))
        m_pageSize = size;
}

/// Up to the first frame that is not valid, as SQLite does; frames count when the transaction that they are part of was
/// committed.
void PageFile::readLog()
{
    Blob header;
    if (!readAt(m_log, 0, logHeaderBytes, header) || (bigEndian32(header, 0) & ~1U) != logMagic ||
        !isPageSize(bigEndian32(header, 8)))
        return;
    LogChecksum sum(bigEndian32(header, 0) & 1);
    sum.add(std::string_view(header).substr(0, 24));
    // A page size of the log that differs from the file's: one of them is damaged, and this one has a checksum.
    if (!sum.matches(header, 24))
        return;
    m_pageSize = bigEndian32(header, 8);
    std::unordered_map<std::uint32_t, std::int64_t> transaction;
    Blob frame;
    const std::size_t frameBytes = frameHeaderBytes + m_pageSize;
    for (std::int64_t at = logHeaderBytes; readAt(m_log, at, frameBytes, frame);
         at += static_cast<std::int64_t>(frameBytes)) {
        const std::string_view bytes(frame);
        if (bytes.substr(8, 8) != std::string_view(header).substr(16, 8))
            return;
        sum.add(bytes.substr(0, 8));
        sum.add(bytes.substr(frameHeaderBytes));
        if (!sum.matches(bytes, 16))
            return;
        transaction[bigEndian32(bytes, 0)] = at + static_cast<std::int64_t>(frameHeaderBytes);
        if (const std::uint32_t pages = bigEndian32(bytes, 4); pages != 0) {
            for (const auto& [number, offset] : transaction)
                m_frames[number] = offset;
            transaction.clear();
            m_pageCount = std::max(m_pageCount, pages);
        }
    }
}

bool PageFile::read(std::uint32_t number, Blob& page) const
{
    if (number == 0 || number > m_pageCount)
        return false;
    if (const auto frame = m_frames.find(number); frame != m_frames.end())
        return readAt(m_log, frame->second, m_pageSize, page);
    return readAt(m_file, static_cast<std::int64_t>(number - 1) * m_pageSize, m_pageSize, page);
}

std::set<std::uint32_t> PageFile::freePages() const
{
    Blob page;
    if (!read(1, page) || !page.starts_with(fileMagic))
        return {};
    std::set<std::uint32_t> free;
    const std::uint32_t count = bigEndian32(page, 36);
    std::uint32_t trunk = bigEndian32(page, 32);
    while (trunk != 0) {
        // A list that comes back to itself or leaves the file is none.
        if (!free.insert(trunk).second || !read(trunk, page))
            return {};
        const std::uint32_t leaves = bigEndian32(page, 4);
        if (leaves > m_pageSize / 4 - 2)
            return {};
        for (std::uint32_t i = 0; i < leaves; ++i)
            free.insert(bigEndian32(page, 8 + 4 * i));
        trunk = bigEndian32(page, 0);
    }
    return free.size() == count ? free : std::set<std::uint32_t>();
}

} // namespace cacheledger
