// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/keyslot.h"

#include "redis/clusternodes.h"

#include <array>
#include <cstdint>

namespace cacheledger
{

static constexpr std::array<std::uint16_t, 256> crc16Table()
{
    std::array<std::uint16_t, 256> table{};
    for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
        std::uint32_t crc = byte << 8;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 0x8000U) != 0 ? (crc << 1) ^ 0x1021U : crc << 1;
        table[byte] = static_cast<std::uint16_t>(crc);
    }
    return table;
}

int clusterSlotOf(const QByteArray& key)
{
    static constexpr std::array<std::uint16_t, 256> table = crc16Table();
    QByteArrayView hashed(key);
    const qsizetype open = key.indexOf('{');
    const qsizetype close = open < 0 ? -1 : key.indexOf('}', open + 1);
    if (close > open + 1)
        hashed = hashed.sliced(open + 1, close - open - 1);
    std::uint32_t crc = 0;
    for (const char c : hashed)
        crc = ((crc << 8) & 0xFFFFU) ^ table[((crc >> 8) ^ static_cast<unsigned char>(c)) & 0xFFU];
    return static_cast<int>(crc % SlotRange::slotCount);
}

} // namespace cacheledger
