// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/blockbytes.h"
#include "sqlite/database.h"

struct sqlite3_blob;

namespace cacheledger
{

/// The `data` of one row of table block after another, read in parts: SQLite skips the pages in between. Inside one
/// transaction, while the rows stay as they are. One thread.
class BlobCursor : public BlockBytes
{
public:
    explicit BlobCursor(Database& database) : m_database(database) {}
    ~BlobCursor() override;

    /// To the row with this block.id.
    Result<void> moveTo(qint64 block);
    std::size_t size() const override;
    Result<Blob> read(std::size_t offset, std::size_t count) override;

private:
    Database& m_database;
    sqlite3_blob* m_blob = nullptr;
};

} // namespace cacheledger
