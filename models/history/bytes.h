// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cacheledger
{

/// Blob of a BLOB, being built or owned.
using Blob = std::string;

/// Small magnitudes of either sign become small unsigned numbers.
constexpr std::uint64_t zigzag(std::int64_t value)
{
    return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}

constexpr std::int64_t unzigzag(std::uint64_t value)
{
    return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
}

/// Bytes of the longest number that putVarint() writes.
inline constexpr std::size_t longestVarint = 10;
/// Seven bits a byte, least significant first; the high bit says that more follow.
void putVarint(Blob& out, std::uint64_t value);
/// Eight bytes, least significant first.
void putFixed64(Blob& out, std::uint64_t value);

/// Reads what was put, from bytes that nobody vouches for: every read is checked, and after the first that does not fit
/// all give zero and ok() stays false.
class ByteReader
{
public:
    explicit ByteReader(std::string_view bytes) : m_bytes(bytes) {}

    bool ok() const { return m_ok; }
    std::size_t left() const { return m_bytes.size(); }
    void fail();
    std::uint8_t byte();
    std::uint64_t varint();
    /// What was not read yet.
    std::string_view rest() const { return m_bytes; }
    std::uint64_t fixed64();
    std::string_view take(std::size_t count);

private:
    std::string_view m_bytes;
    bool m_ok = true;
};

/// A list of whole numbers as differences of the given order (0: the numbers, 1: steps, 2: changes of the step), each a
/// zig-zag varint; a zero is followed by how many more zeros come after it. Arithmetic wraps at 64 bits, so that any
/// list comes back. The length is not stored.
void putIntegers(Blob& out, std::span<const std::int64_t> values, int order);
/// Fills `values`; its size says how many there are.
void takeIntegers(ByteReader& in, int order, std::span<std::int64_t> values);

} // namespace cacheledger
