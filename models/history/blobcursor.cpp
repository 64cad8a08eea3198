// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/blobcursor.h"

#include "history/compression.h"

#include <sqlite3.h>

#include <limits>

namespace cacheledger
{

BlobCursor::~BlobCursor()
{
    sqlite3_blob_close(m_blob);
}

Result<void> BlobCursor::moveTo(qint64 block)
{
    if (m_block == block)
        return {};
    m_block.reset();
    const int code = m_blob ? sqlite3_blob_reopen(m_blob, block)
                            : sqlite3_blob_open(m_database.handle(), "main", "block", "data", block, 0, &m_blob);
    if (code != SQLITE_OK)
        return m_database.error();
    m_block = block;
    return {};
}

std::size_t BlobCursor::size() const
{
    return static_cast<std::size_t>(sqlite3_blob_bytes(m_blob));
}

Result<Blob> BlobCursor::read(std::size_t offset, std::size_t count)
{
    if (offset > size() || count > size() - offset)
        return damagedBlock();
    static_assert(sizeof(std::size_t) > sizeof(int), "a BLOB of SQLite is shorter than 2 GiB");
    Blob bytes(count, '\0');
    if (sqlite3_blob_read(m_blob, bytes.data(), static_cast<int>(count), static_cast<int>(offset)) != SQLITE_OK)
        return m_database.error();
    return bytes;
}

Result<std::shared_ptr<BlobBytes>> BlobBytes::of(std::shared_ptr<BlobCursor> cursor, qint64 block)
{
    if (auto moved = cursor->moveTo(block); !moved)
        return moved.error();
    return std::shared_ptr<BlobBytes>(new BlobBytes(std::move(cursor), block));
}

Result<Blob> BlobBytes::read(std::size_t offset, std::size_t count)
{
    if (auto moved = m_cursor->moveTo(m_block); !moved)
        return moved.error();
    return m_cursor->read(offset, count);
}

} // namespace cacheledger
