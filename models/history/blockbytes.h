// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/bytes.h"
#include "metrics/result.h"

namespace cacheledger
{

/// The bytes of a block, wherever they lie: parts are read when asked for. One thread.
class BlockBytes
{
public:
    BlockBytes() = default;
    virtual ~BlockBytes() = default;
    BlockBytes(const BlockBytes&) = delete;
    BlockBytes& operator=(const BlockBytes&) = delete;

    virtual std::size_t size() const = 0;
    /// Exactly `count` bytes from `offset` on; Corrupt when there are not so many.
    virtual Result<Blob> read(std::size_t offset, std::size_t count) = 0;
};

/// Bytes in memory, of which it keeps a copy.
class MemoryBytes : public BlockBytes
{
public:
    explicit MemoryBytes(std::string_view bytes) : m_bytes(bytes) {}
    std::size_t size() const override { return m_bytes.size(); }
    Result<Blob> read(std::size_t offset, std::size_t count) override;

private:
    Blob m_bytes;
};

} // namespace cacheledger
