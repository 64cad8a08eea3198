// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/compression.h"

#include <QtCore/QCoreApplication>

#include <zstd.h>

#include <new>

namespace cacheledger
{

namespace
{
constexpr int packLevel = 6;
}

Error damagedBlock()
{
    return {ErrorCode::Corrupt, QCoreApplication::translate("History", "A block of the history is damaged."),
            QCoreApplication::translate("History", "The rest can still be read.")};
}

Compression::Compression() : m_packer(ZSTD_createCCtx(), &ZSTD_freeCCtx), m_unpacker(ZSTD_createDCtx(), &ZSTD_freeDCtx)
{
    if (!m_packer || !m_unpacker)
        throw std::bad_alloc();
    ZSTD_CCtx_setParameter(m_packer.get(), ZSTD_c_compressionLevel, packLevel);
    ZSTD_CCtx_setParameter(m_packer.get(), ZSTD_c_checksumFlag, 1);
}

Compression::~Compression() = default;

Blob Compression::pack(std::string_view bytes)
{
    Blob packed(ZSTD_compressBound(bytes.size()), '\0');
    const std::size_t size = ZSTD_compress2(m_packer.get(), packed.data(), packed.size(), bytes.data(), bytes.size());
    // The destination is as large as zstd asks for and the parameters are constant: only memory can be missing.
    if (ZSTD_isError(size))
        throw std::bad_alloc();
    packed.resize(size);
    return packed;
}

Result<Blob> Compression::unpack(std::string_view packed)
{
    const unsigned long long size = ZSTD_getFrameContentSize(packed.data(), packed.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > maxUnpacked)
        return damagedBlock();
    Blob bytes(static_cast<std::size_t>(size), '\0');
    const std::size_t done =
        ZSTD_decompressDCtx(m_unpacker.get(), bytes.data(), bytes.size(), packed.data(), packed.size());
    if (ZSTD_isError(done) || done != bytes.size())
        return damagedBlock();
    return bytes;
}

} // namespace cacheledger
