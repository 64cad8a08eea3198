// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/bytes.h"
#include "metrics/result.h"

#include <memory>

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace cacheledger
{

/// zstd with a checksum in each frame, so that a flipped bit on the disk is noticed. Keeps its contexts, which are
/// costly to make; one thread.
class Compression
{
public:
    /// Nothing that claims to be longer than this is unpacked.
    static constexpr std::size_t maxUnpacked = 64 << 20;

    Compression();
    ~Compression();

    Blob pack(std::string_view bytes);
    /// Corrupt when it is not what pack() made.
    Result<Blob> unpack(std::string_view packed);

private:
    std::unique_ptr<ZSTD_CCtx_s, std::size_t (*)(ZSTD_CCtx_s*)> m_packer;
    std::unique_ptr<ZSTD_DCtx_s, std::size_t (*)(ZSTD_DCtx_s*)> m_unpacker;
};

/// "A block of the history is damaged": what every decoder answers to bytes that no encoder made.
Error damagedBlock();

} // namespace cacheledger
