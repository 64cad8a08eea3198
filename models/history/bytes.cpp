// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/bytes.h"

#include <algorithm>

namespace cacheledger
{

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

std::uint64_t ByteReader::longVarint()
{
    std::uint64_t value = 0;
    const std::size_t most = std::min<std::size_t>(m_bytes.size(), 10);
    for (std::size_t i = 0; i < most; ++i) {
        const auto next = static_cast<std::uint8_t>(m_bytes[i]);
        value |= static_cast<std::uint64_t>(next & 0x7f) << (7 * i);
        if (!(next & 0x80)) {
            m_bytes.remove_prefix(i + 1);
            return value;
        }
    }
    fail();
    return 0;
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

void putIntegers(Blob& out, std::span<const std::int64_t> values, int order)
{
    std::uint64_t previous = 0;
    std::uint64_t previousStep = 0;
    for (std::size_t i = 0; i < values.size();) {
        std::uint64_t zeros = 0;
        for (; i < values.size(); ++i, ++zeros) {
            const auto value = static_cast<std::uint64_t>(values[i]);
            const std::uint64_t step = order > 0 ? value - previous : value;
            const std::uint64_t residual = order > 1 ? step - previousStep : step;
            previous = value;
            // The first step is the first number itself, which says nothing about the next one.
            previousStep = i == 0 ? 0 : step;
            if (residual != 0) {
                if (zeros > 0) {
                    out.push_back('\0');
                    putVarint(out, zeros - 1);
                }
                putVarint(out, zigzag(static_cast<std::int64_t>(residual)));
                zeros = 0;
                ++i;
                break;
            }
        }
        if (zeros > 0) {
            out.push_back('\0');
            putVarint(out, zeros - 1);
        }
    }
}

namespace
{

/// The order as a constant: the loop has no branch for it.
template <int Order>
void takeDifferences(ByteReader& in, std::span<std::int64_t> values)
{
    std::uint64_t previous = 0;
    std::uint64_t previousStep = 0;
    std::uint64_t zeros = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::uint64_t residual = 0;
        if (zeros > 0) {
            --zeros;
        } else {
            const std::uint64_t coded = in.varint();
            if (coded == 0)
                zeros = in.varint();
            residual = static_cast<std::uint64_t>(unzigzag(coded));
        }
        const std::uint64_t step = Order > 1 ? residual + previousStep : residual;
        const std::uint64_t value = Order > 0 ? step + previous : step;
        previous = value;
        previousStep = i == 0 ? 0 : step;
        values[i] = static_cast<std::int64_t>(value);
    }
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
