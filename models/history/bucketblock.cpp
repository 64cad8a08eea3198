// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/bucketblock.h"

#include "history/rawblock.h"

#include <algorithm>
#include <limits>

namespace cacheledger
{

namespace
{

constexpr std::int64_t gapBeforeFlag = 1;
constexpr std::int64_t gapInsideFlag = 2;

/// What is shorter stays with the heads: a frame of its own would cost more than it spares.
constexpr std::size_t shortestApart = 64;

bool isApart(char version)
{
    return version == static_cast<char>(BucketForm::ApartPlain) ||
           version == static_cast<char>(BucketForm::ApartPredicted);
}

} // namespace

Result<Blob> MemoryBytes::read(std::size_t offset, std::size_t count)
{
    if (offset > m_bytes.size() || count > m_bytes.size() - offset)
        return damagedBlock();
    return m_bytes.substr(offset, count);
}

void BucketBlockEncoder::putHeads(Tier tier, std::span<const BucketHead> heads, std::size_t series)
{
    m_content.clear();
    putVarint(m_content, heads.size());
    putVarint(m_content, series);
    const auto put = [&](int order, auto number) {
        m_integers.clear();
        for (const BucketHead& head : heads)
            m_integers.push_back(static_cast<std::int64_t>(number(head)));
        putIntegers(m_content, m_integers, order);
    };
    const qint64 length = std::max<qint64>(bucketMs(tier), 1);
    put(2, [length](const BucketHead& head) { return head.start / length; });
    put(1, [](const BucketHead& head) { return head.samples; });
    put(1, [](const BucketHead& head) { return head.coveredMs; });
    put(0, [](const BucketHead& head) {
        return (head.gapBefore ? gapBeforeFlag : 0) | (head.gapInside ? gapInsideFlag : 0);
    });
}

/// Appends to m_data; nothing for a series without samples.
void BucketBlockEncoder::putSeries(std::span<const BucketHead> heads, std::size_t index, const Fill& fill,
                                   StatCoding coding)
{
    m_stats.resize(heads.size());
    fill(index, m_stats);
    if (std::ranges::any_of(m_stats, [](const WindowStat& stat) { return !stat.empty(); }))
        m_encoder.encode(heads, m_stats, coding, m_data);
}

Blob BucketBlockEncoder::encode(Tier tier, std::span<const BucketHead> heads, std::size_t series, const Fill& fill)
{
    putHeads(tier, heads, series);
    m_data.clear();
    for (std::size_t i = 0; i < series; ++i) {
        const std::size_t before = m_data.size();
        putSeries(heads, i, fill, StatCoding::Plain);
        putVarint(m_content, m_data.size() - before);
    }
    m_content += m_data;
    return static_cast<char>(BucketForm::Together) + m_compression.pack(m_content);
}

Blob BucketBlockEncoder::encodeApart(Tier tier, std::span<const BucketHead> heads, std::span<const std::size_t> order,
                                     const Fill& fill)
{
    std::vector<Blob> within(order.size());
    std::vector<std::pair<std::size_t, std::size_t>> apart(order.size()); // offset and length; length 0: within
    Blob body;
    for (const std::size_t index : order) {
        m_data.clear();
        putSeries(heads, index, fill, StatCoding::Predicted);
        if (m_data.size() < shortestApart) {
            within[index] = m_data;
            continue;
        }
        const Blob frame = m_compression.pack(m_data);
        apart[index] = {body.size(), frame.size()};
        body += frame;
    }
    putHeads(tier, heads, order.size());
    std::size_t expected = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto [offset, length] = apart[i];
        putVarint(m_content, length > 0 ? length << 1 | 1 : within[i].size() << 1);
        if (length == 0)
            continue;
        putVarint(m_content, zigzag(static_cast<std::int64_t>(offset) - static_cast<std::int64_t>(expected)));
        expected = offset + length;
    }
    for (const Blob& bytes : within)
        m_content += bytes;
    const Blob head = m_compression.pack(m_content);
    Blob block(1, static_cast<char>(BucketForm::ApartPredicted));
    putVarint(block, head.size());
    return block + head + body;
}

Result<BucketBlock> BucketBlock::decode(Compression& compression, Tier tier, std::string_view bytes)
{
    BucketBlock block(compression);
    if (bytes.empty() || bucketMs(tier) == 0)
        return damagedBlock();
    const auto read = isApart(bytes.front()) ? block.readApart(tier, std::make_shared<MemoryBytes>(bytes))
                      : bytes.front() == static_cast<char>(BucketForm::Together)
                          ? block.readTogether(tier, bytes.substr(1))
                          : damagedBlock();
    if (!read)
        return read.error();
    return block;
}

Result<BucketBlock> BucketBlock::decode(Compression& compression, Tier tier, std::shared_ptr<BlockBytes> bytes)
{
    const auto version = bytes->read(0, 1);
    if (!version)
        return version.error();
    BucketBlock block(compression);
    if (isApart(version->front()) && bucketMs(tier) != 0) {
        if (auto read = block.readApart(tier, std::move(bytes)); !read)
            return read.error();
        return block;
    }
    const auto all = bytes->read(0, bytes->size());
    if (!all)
        return all.error();
    return decode(compression, tier, *all);
}

Result<void> BucketBlock::readTogether(Tier tier, std::string_view frame)
{
    auto content = m_compression->unpack(frame);
    if (!content)
        return content.error();
    m_content = std::move(*content);
    ByteReader in(m_content);
    if (!takeHeads(in, tier) || !takePlaces(in))
        return damagedBlock();
    return {};
}

Result<void> BucketBlock::readApart(Tier tier, std::shared_ptr<BlockBytes> bytes)
{
    auto start = bytes->read(0, std::min(std::size_t(firstRead), bytes->size()));
    if (!start)
        return start.error();
    ByteReader in(std::string_view(*start).substr(1));
    const std::uint64_t headLength = in.varint();
    const std::size_t headOffset = start->size() - in.left();
    if (!in.ok() || headOffset > longestVarint + 1 || headLength > bytes->size() - headOffset)
        return damagedBlock();
    if (headLength > in.left()) {
        auto rest = bytes->read(start->size(), headLength - in.left());
        if (!rest)
            return rest.error();
        *start += *rest;
    }
    auto content = m_compression->unpack(std::string_view(*start).substr(headOffset, headLength));
    if (!content)
        return content.error();
    m_content = std::move(*content);
    m_bytes = std::move(bytes);
    ByteReader head(m_content);
    if (!takeHeads(head, tier) || !takePlacesApart(head, headOffset + headLength))
        return damagedBlock();
    return {};
}

bool BucketBlock::takeHeads(ByteReader& in, Tier tier)
{
    const std::uint64_t count = in.varint();
    const std::uint64_t series = in.varint();
    // Each series has at least a length, so a claim of more is a lie that would cost memory.
    if (count > maxBlockSamples || series > in.left())
        return false;
    m_heads.resize(count);
    m_places.resize(series);
    std::vector<std::int64_t> starts(count);
    std::vector<std::int64_t> samples(count);
    std::vector<std::int64_t> covered(count);
    std::vector<std::int64_t> flags(count);
    takeIntegers(in, 2, starts);
    takeIntegers(in, 1, samples);
    takeIntegers(in, 1, covered);
    takeIntegers(in, 0, flags);
    // Beyond these a start would not fit into 64 bits.
    const std::int64_t largest = std::numeric_limits<std::int64_t>::max() / bucketMs(tier);
    for (std::size_t i = 0; i < count; ++i) {
        if (starts[i] > largest || starts[i] < -largest || (i > 0 && starts[i] <= starts[i - 1]) || samples[i] < 0 ||
            samples[i] > 0xffffffff)
            return false;
        m_heads[i] = {starts[i] * bucketMs(tier), static_cast<std::uint32_t>(samples[i]), covered[i],
                      (flags[i] & gapBeforeFlag) != 0, (flags[i] & gapInsideFlag) != 0};
    }
    return in.ok();
}

bool BucketBlock::takePlaces(ByteReader& in)
{
    for (Place& place : m_places)
        place.length = in.varint();
    for (Place& place : m_places) {
        place.offset = m_content.size() - in.left();
        in.take(place.length);
    }
    return in.ok() && in.left() == 0;
}

bool BucketBlock::takePlacesApart(ByteReader& in, std::size_t bodyOffset)
{
    const std::size_t bodyLength = m_bytes->size() - bodyOffset;
    std::uint64_t expected = 0;
    for (Place& place : m_places) {
        const std::uint64_t length = in.varint();
        place.length = length >> 1;
        place.apart = length & 1;
        if (!place.apart)
            continue;
        const std::uint64_t offset = expected + static_cast<std::uint64_t>(unzigzag(in.varint()));
        if (offset > bodyLength || place.length > bodyLength - offset)
            return false;
        place.offset = bodyOffset + offset;
        expected = offset + place.length;
    }
    for (Place& place : m_places) {
        if (place.apart)
            continue;
        place.offset = m_content.size() - in.left();
        in.take(place.length);
    }
    return in.ok() && in.left() == 0;
}

std::optional<ByteRange> BucketBlock::rangeOf(std::size_t index) const
{
    const Place& place = m_places[index];
    return place.apart ? std::optional(ByteRange{place.offset, place.length}) : std::nullopt;
}

Result<void> BucketBlock::readSeries(std::size_t index, std::span<WindowStat> stats) const
{
    const RowRange all{0, m_heads.size()};
    return readSeries(index, std::span(&all, 1), StatNeed::All, stats);
}

Result<void> BucketBlock::readSeries(std::size_t index, std::span<const RowRange> rows, StatNeed need,
                                     std::span<WindowStat> stats) const
{
    const Place& place = m_places[index];
    if (place.length == 0) {
        std::ranges::fill(stats, WindowStat());
        return {};
    }
    Blob unpacked;
    if (place.apart) {
        const auto frame = m_bytes->read(place.offset, place.length);
        if (!frame)
            return frame.error();
        auto content = m_compression->unpack(*frame);
        if (!content)
            return content.error();
        unpacked = std::move(*content);
    }
    ByteReader in(place.apart ? std::string_view(unpacked)
                              : std::string_view(m_content).substr(place.offset, place.length));
    if (!decodeStats(in, m_heads, rows, need, stats))
        return damagedBlock();
    return {};
}

} // namespace cacheledger
