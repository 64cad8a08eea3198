// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/rawblock.h"

namespace cacheledger
{

namespace
{

constexpr char rawBlockVersion = 1;

void putResets(Blob& out, const std::vector<bool>& resetBefore)
{
    std::vector<std::int64_t> positions;
    for (std::size_t i = 0; i < resetBefore.size(); ++i)
        if (resetBefore[i])
            positions.push_back(static_cast<std::int64_t>(i));
    putVarint(out, positions.size());
    putIntegers(out, positions, 1);
}

bool takeResets(ByteReader& in, std::vector<bool>& resetBefore)
{
    const std::uint64_t count = in.varint();
    if (count > resetBefore.size())
        return false;
    std::vector<std::int64_t> positions(count);
    takeIntegers(in, 1, positions);
    for (std::int64_t position : positions) {
        if (position < 0 || static_cast<std::size_t>(position) >= resetBefore.size())
            return false;
        resetBefore[static_cast<std::size_t>(position)] = true;
    }
    return in.ok();
}

} // namespace

Blob RawBlockEncoder::encode(std::span<const TimeMs> times, const std::vector<bool>& resetBefore, std::size_t columns,
                             const std::function<void(std::size_t, std::span<double>)>& column)
{
    m_content.clear();
    putVarint(m_content, times.size());
    putVarint(m_content, columns);
    const std::vector<std::int64_t> numbers(times.begin(), times.end());
    putIntegers(m_content, numbers, 2);
    putResets(m_content, resetBefore);

    m_kinds.clear();
    m_lengths.clear();
    m_data.clear();
    m_values.resize(times.size());
    for (std::size_t i = 0; i < columns; ++i) {
        column(i, m_values);
        const std::size_t before = m_data.size();
        m_kinds.push_back(static_cast<char>(m_columns.encode(m_values, m_data)));
        putVarint(m_lengths, m_data.size() - before);
    }
    m_content += m_kinds;
    m_content += m_lengths;
    m_content += m_data;
    return rawBlockVersion + m_compression.pack(m_content);
}

Result<RawBlock> RawBlock::decode(Compression& compression, std::string_view bytes)
{
    if (bytes.empty() || bytes.front() != rawBlockVersion)
        return damagedBlock();
    auto content = compression.unpack(bytes.substr(1));
    if (!content)
        return content.error();
    RawBlock block;
    block.m_content = std::move(*content);
    if (!block.parse())
        return damagedBlock();
    return block;
}

bool RawBlock::parse()
{
    ByteReader in(m_content);
    const std::uint64_t count = in.varint();
    const std::uint64_t columns = in.varint();
    // Each column has at least a kind and a length, so a claim of more is a lie that would cost memory.
    if (count > maxBlockSamples || columns > in.left() / 2)
        return false;
    std::vector<std::int64_t> numbers(count);
    takeIntegers(in, 2, numbers);
    m_times.assign(numbers.begin(), numbers.end());
    for (std::size_t i = 1; i < m_times.size(); ++i)
        if (m_times[i] <= m_times[i - 1])
            return false;
    m_resetBefore.assign(count, false);
    if (!takeResets(in, m_resetBefore))
        return false;

    const std::string_view kinds = in.take(columns);
    if (!in.ok())
        return false;
    m_kinds.assign(kinds.begin(), kinds.end());
    std::vector<std::uint64_t> lengths(columns);
    for (std::uint64_t& length : lengths)
        length = in.varint();
    std::size_t offset = m_content.size() - in.left();
    m_offsets = {offset};
    m_offsets.reserve(columns + 1);
    for (std::uint64_t length : lengths) {
        in.take(length);
        m_offsets.push_back(m_content.size() - in.left());
    }
    return in.ok() && in.left() == 0;
}

Result<void> RawBlock::readColumn(std::size_t index, std::span<double> values) const
{
    const std::size_t offset = m_offsets[index];
    ByteReader in(std::string_view(m_content).substr(offset, m_offsets[index + 1] - offset));
    decodeColumn(in, m_kinds[index], values);
    if (!in.ok() || in.left() != 0)
        return damagedBlock();
    return {};
}

} // namespace cacheledger
