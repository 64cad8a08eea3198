// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/bytes.h"

#include <algorithm>
#include <utility>

namespace cacheledger
{

namespace
{

/// Moves `at` behind it; false when it does not end before `end`. Most have one byte or two: decoding spends its time
/// here.
inline bool readVarint(const char*& at, const char* end, std::uint64_t& value)
{
    value = 0;
    for (int shift = 0; at != end && shift < 64; shift += 7) {
        const auto next = static_cast<std::uint8_t>(*at++);
        value |= static_cast<std::uint64_t>(next & 0x7f) << shift;
        if (!(next & 0x80))
            return true;
    }
    return false;
}

} // namespace

void putVarint(Blob& out, std::uint64_t value)
{
    while (value >= 0x80) {
        out.push_back(static_cast<char>(value | 0x80));
        value >>= 7;
    }
    out.push_back(static_cast<char>(value));
}

void putFixed64(Blob& out, std::uint64_t value)
{
    for (int shift = 0; shift < 64; shift += 8)
        out.push_back(static_cast<char>(value >> shift));
}

void ByteReader::fail()
{
    m_ok = false;
    m_bytes = {};
}

std::uint8_t ByteReader::byte()
{
    if (m_bytes.empty()) {
        fail();
        return 0;
    }
    const auto value = static_cast<std::uint8_t>(m_bytes.front());
    m_bytes.remove_prefix(1);
    return value;
}

std::uint64_t ByteReader::varint()
{
    const char* at = m_bytes.data();
    std::uint64_t value = 0;
    if (!readVarint(at, at + m_bytes.size(), value)) {
        fail();
        return 0;
    }
    m_bytes.remove_prefix(static_cast<std::size_t>(at - m_bytes.data()));
    return value;
}

std::uint64_t ByteReader::fixed64()
{
    const std::string_view bytes = take(8);
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;)
        value = (value << 8) | static_cast<std::uint8_t>(bytes[i]);
    return value;
}

std::string_view ByteReader::take(std::size_t count)
{
    if (count > m_bytes.size()) {
        fail();
        return {};
    }
    const std::string_view taken = m_bytes.substr(0, count);
    m_bytes.remove_prefix(count);
    return taken;
}

namespace
{

inline char* writeVarint(char* at, std::uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        *at++ = static_cast<char>(value | 0x80);
    *at++ = static_cast<char>(value);
    return at;
}

inline char* writeZeros(char* at, std::uint64_t count)
{
    *at++ = '\0';
    return writeVarint(at, count - 1);
}

/// As takeDifferences: the order is a constant, and what is written lies in memory that is there already.
template <int Order>
char* writeDifferences(char* at, std::span<const std::int64_t> values)
{
    std::uint64_t previous = 0;
    std::uint64_t previousStep = 0;
    std::uint64_t zeros = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto value = static_cast<std::uint64_t>(values[i]);
        const std::uint64_t step = Order > 0 ? value - previous : value;
        const std::uint64_t residual = Order > 1 ? step - previousStep : step;
        previous = value;
        // The first step is the first number itself, which says nothing about the next one.
        previousStep = i == 0 ? 0 : step;
        if (residual == 0) {
            ++zeros;
            continue;
        }
        if (zeros > 0)
            at = writeZeros(at, std::exchange(zeros, 0));
        at = writeVarint(at, zigzag(static_cast<std::int64_t>(residual)));
    }
    return zeros > 0 ? writeZeros(at, zeros) : at;
}

} // namespace

void putIntegers(Blob& out, std::span<const std::int64_t> values, int order)
{
    const std::size_t before = out.size();
    // A run of zeros is no longer than as many numbers, and two bytes at least.
    out.resize(before + longestVarint * values.size());
    char* const begin = out.data() + before;
    const char* const end = order == 0   ? writeDifferences<0>(begin, values)
                            : order == 1 ? writeDifferences<1>(begin, values)
                                         : writeDifferences<2>(begin, values);
    out.resize(before + static_cast<std::size_t>(end - begin));
}

namespace
{

/// The order is a constant and the reader's state is in registers: no branch and no store a number.
template <int Order>
void takeDifferences(ByteReader& in, std::span<std::int64_t> values)
{
    const char* at = in.rest().data();
    const char* const end = at + in.left();
    std::uint64_t previous = 0;
    std::uint64_t previousStep = 0;
    std::uint64_t zeros = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::uint64_t residual = 0;
        if (zeros > 0) {
            --zeros;
        } else {
            std::uint64_t coded = 0;
            if (!readVarint(at, end, coded) || (coded == 0 && !readVarint(at, end, zeros))) {
                std::ranges::fill(values, 0);
                return in.fail();
            }
            residual = static_cast<std::uint64_t>(unzigzag(coded));
        }
        const std::uint64_t step = Order > 1 ? residual + previousStep : residual;
        const std::uint64_t value = Order > 0 ? step + previous : step;
        previous = value;
        previousStep = i == 0 ? 0 : step;
        values[i] = static_cast<std::int64_t>(value);
    }
    in.take(static_cast<std::size_t>(at - in.rest().data()));
    if (zeros > 0)
        in.fail();
}

} // namespace

void takeIntegers(ByteReader& in, int order, std::span<std::int64_t> values)
{
    if (order == 0)
        takeDifferences<0>(in, values);
    else if (order == 1)
        takeDifferences<1>(in, values);
    else
        takeDifferences<2>(in, values);
}

} // namespace cacheledger
