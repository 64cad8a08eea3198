// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/blockbytes.h"
#include "sqlite/database.h"

#include <memory>
#include <optional>

struct sqlite3_blob;

namespace cacheledger
{

/// The `data` of one row of table block after another. Inside one transaction, while the rows stay as they are. One
/// thread.
class BlobCursor
{
public:
    explicit BlobCursor(Database& database) : m_database(database) {}
    ~BlobCursor();
    BlobCursor(const BlobCursor&) = delete;
    BlobCursor& operator=(const BlobCursor&) = delete;

    /// To the row with this block.id; free where it is there already.
    Result<void> moveTo(qint64 block);
    std::size_t size() const;
    Result<Blob> read(std::size_t offset, std::size_t count);

private:
    Database& m_database;
    sqlite3_blob* m_blob = nullptr;
    std::optional<qint64> m_block;
};

/// The `data` of one block, read in parts: SQLite skips the pages in between.
class BlobBytes : public BlockBytes
{
public:
    static Result<std::shared_ptr<BlobBytes>> of(std::shared_ptr<BlobCursor> cursor, qint64 block);
    std::size_t size() const override { return m_size; }
    Result<Blob> read(std::size_t offset, std::size_t count) override;

private:
    BlobBytes(std::shared_ptr<BlobCursor> cursor, qint64 block)
        : m_cursor(std::move(cursor)),
          m_block(block),
          m_size(m_cursor->size())
    {
    }

    std::shared_ptr<BlobCursor> m_cursor;
    qint64 m_block;
    std::size_t m_size;
};

} // namespace cacheledger
