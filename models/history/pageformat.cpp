// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/pageformat.h"

namespace cacheledger
{

std::uint32_t bigEndian16(std::string_view bytes, std::size_t at)
{
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<std::uint8_t>(bytes[i])); };
    return byte(at) << 8 | byte(at + 1);
}

std::uint32_t bigEndian32(std::string_view bytes, std::size_t at)
{
    return bigEndian16(bytes, at) << 16 | bigEndian16(bytes, at + 2);
}

std::optional<std::uint64_t> takeVarint(std::string_view& bytes)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 9 && i < bytes.size(); ++i) {
        const auto byte = static_cast<std::uint8_t>(bytes[i]);
        value = i == 8 ? value << 8 | byte : value << 7 | (byte & 0x7f);
        if (i == 8 || !(byte & 0x80)) {
            bytes.remove_prefix(i + 1);
            return value;
        }
    }
    return std::nullopt;
}

std::optional<std::size_t> sizeOfSerial(std::uint64_t serial)
{
    static constexpr std::size_t sizes[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};
    if (serial < 10)
        return sizes[serial];
    if (serial < 12)
        return std::nullopt;
    return static_cast<std::size_t>((serial - 12) / 2);
}

std::size_t localBytes(std::size_t payload, std::size_t usable, bool table)
{
    const std::size_t most = table ? usable - 35 : (usable - 12) * 64 / 255 - 23;
    if (payload <= most)
        return payload;
    const std::size_t least = (usable - 12) * 32 / 255 - 23;
    const std::size_t fitting = least + (payload - least) % (usable - 4);
    return fitting <= most ? fitting : least;
}

} // namespace cacheledger
