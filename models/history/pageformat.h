// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/bytes.h"

#include <optional>

namespace cacheledger
{

// What pages of a SQLite file are made of: https://www.sqlite.org/fileformat2.html, 1.6 and 2.1.

inline constexpr std::uint8_t tableLeaf = 0x0d;
inline constexpr std::uint8_t tableInner = 0x05;
inline constexpr std::uint8_t indexLeaf = 0x0a;
inline constexpr std::uint8_t indexInner = 0x02;
inline constexpr std::size_t fileHeaderBytes = 100; // before the b-tree header of page 1

/// Big-endian, as SQLite writes; the caller knows that the bytes are there.
std::uint32_t bigEndian32(std::string_view bytes, std::size_t at);
std::uint32_t bigEndian16(std::string_view bytes, std::size_t at);
/// SQLite's varint: most significant first, the ninth byte whole. It is taken off the bytes.
std::optional<std::uint64_t> takeVarint(std::string_view& bytes);
/// Bytes of a value by its serial type; nothing for the two that are not used.
std::optional<std::size_t> sizeOfSerial(std::uint64_t serial);
/// How much of a payload lies in the cell.
std::size_t localBytes(std::size_t payload, std::size_t usable, bool table);

} // namespace cacheledger
