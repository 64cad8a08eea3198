// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/bucketblock.h"

#include "history/rawblock.h"
#include "history/statfield.h"

#include <algorithm>
#include <cmath>

namespace cacheledger
{

namespace
{

constexpr char bucketBlockVersion = 1;
constexpr std::int64_t gapBeforeFlag = 1;
constexpr std::int64_t gapInsideFlag = 2;

bool sameColumn(const std::vector<double>& a, const std::vector<double>& b)
{
    return std::ranges::equal(
        a, b, [](double x, double y) { return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y); });
}

/// The whole step of a rate over this time, if there is one of which exactly that rate is made.
bool stepOf(double rate, std::int64_t durationMs, std::int64_t& step)
{
    const double product = rate * static_cast<double>(durationMs) / 1000.0;
    if (durationMs < 1 || !(std::fabs(product) < 0x1p53))
        return false;
    step = std::llround(product);
    return sameBits(statfield::rateOf(step, durationMs), rate);
}

/// Finds step and duration of a rate near a usual duration: polls come a few milliseconds early or late.
bool findStep(double rate, std::int64_t usualMs, std::int64_t& step, std::int64_t& durationMs)
{
    constexpr std::int64_t maxJitterMs = 100;
    for (std::int64_t jitter = 0; jitter <= maxJitterMs; ++jitter)
        for (const std::int64_t candidate : {usualMs + jitter, usualMs - jitter})
            if (stepOf(rate, candidate, step)) {
                durationMs = candidate;
                return true;
            }
    return false;
}

/// Decodes the fields of one series; those of buckets without samples are not written.
class SeriesDecoder
{
public:
    SeriesDecoder(ByteReader& in, const std::vector<BucketHead>& heads) : m_in(in), m_heads(heads) {}

    bool decode(std::span<WindowStat> stats)
    {
        if (!takeCounts(stats))
            return false;
        for (std::size_t field = statfield::Last; field <= statfield::MaxRate && m_in.ok(); ++field)
            takeField(field);
        if (!m_in.ok() || m_in.left() != 0)
            return false;
        std::size_t present = 0;
        for (WindowStat& stat : stats) {
            if (stat.count == 0)
                continue;
            for (std::size_t field = statfield::Last; field <= statfield::MaxRate; ++field)
                stat.*statfield::members[field] = m_fields[field][present];
            ++present;
        }
        return true;
    }

private:
    bool takeCounts(std::span<WindowStat> stats)
    {
        const std::uint8_t kind = m_in.byte();
        std::vector<double> counts(stats.size());
        if (kind != statfield::SameAsSamples)
            decodeColumn(m_in, kind, counts);
        for (std::size_t i = 0; i < stats.size(); ++i) {
            const double count = kind == statfield::SameAsSamples ? m_heads[i].samples : counts[i];
            if (!(count >= 0 && count <= 0xffffffff))
                return false;
            stats[i] = WindowStat();
            stats[i].count = static_cast<std::uint32_t>(count);
            if (stats[i].count > 0)
                m_fields[statfield::Count].push_back(stats[i].count);
        }
        return m_in.ok();
    }

    void takeField(std::size_t field)
    {
        const std::uint8_t kind = m_in.byte();
        std::vector<double>& values = m_fields[field];
        values.resize(m_fields[statfield::Count].size());
        if (kind >= statfield::SameAsField && kind < statfield::SameAsField + field)
            values = m_fields[kind - statfield::SameAsField];
        else if ((kind == statfield::SumResidual && field == statfield::Sum) ||
                 (kind == statfield::IncreaseResidual && field == statfield::Increase))
            takeResiduals(field, values);
        else if (kind == statfield::RateOfStep && field >= statfield::MinRate)
            takeRates(values);
        else
            decodeColumn(m_in, kind, values);
    }

    void takeRates(std::vector<double>& values)
    {
        std::vector<std::int64_t> steps(values.size());
        std::vector<std::int64_t> durations(values.size());
        takeIntegers(m_in, 1, steps);
        takeIntegers(m_in, 1, durations);
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (durations[i] < 1)
                return m_in.fail();
            values[i] = statfield::rateOf(steps[i], durations[i]);
        }
    }

    void takeResiduals(std::size_t field, std::vector<double>& values)
    {
        std::vector<std::int64_t> residuals(values.size());
        takeIntegers(m_in, 0, residuals);
        for (std::size_t i = 0; i < values.size() && m_in.ok(); ++i) {
            std::int64_t first = 0;
            std::int64_t last = 0;
            std::int64_t before = 0;
            if (!toInteger(m_fields[statfield::First][i], first) || !toInteger(m_fields[statfield::Last][i], last) ||
                (i > 0 && !toInteger(m_fields[statfield::Last][i - 1], before)))
                return m_in.fail();
            const auto predicted = static_cast<std::uint64_t>(
                field == statfield::Sum
                    ? statfield::predictSum(static_cast<std::int64_t>(m_fields[statfield::Count][i]), first, last)
                    : statfield::predictIncrease(i > 0 ? before : first, last));
            values[i] =
                static_cast<double>(static_cast<std::int64_t>(predicted + static_cast<std::uint64_t>(residuals[i])));
        }
    }

    ByteReader& m_in;
    const std::vector<BucketHead>& m_heads;
    std::array<std::vector<double>, statfield::fieldCount> m_fields;
};

} // namespace

Blob BucketBlockEncoder::encode(Tier tier, std::span<const BucketHead> heads, std::size_t series,
                                const std::function<void(std::size_t, std::span<WindowStat>)>& fill)
{
    m_content.clear();
    m_lengths.clear();
    m_data.clear();
    m_fields.resize(statfield::fieldCount);
    putVarint(m_content, heads.size());
    putVarint(m_content, series);
    putHeads(tier, heads);
    std::vector<WindowStat> stats(heads.size());
    for (std::size_t i = 0; i < series; ++i) {
        fill(i, stats);
        const std::size_t before = m_data.size();
        if (std::ranges::any_of(stats, [](const WindowStat& stat) { return !stat.empty(); }))
            putSeries(heads, stats);
        putVarint(m_lengths, m_data.size() - before);
    }
    m_content += m_lengths;
    m_content += m_data;
    return bucketBlockVersion + m_compression.pack(m_content);
}

void BucketBlockEncoder::putHeads(Tier tier, std::span<const BucketHead> heads)
{
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

void BucketBlockEncoder::putSeries(std::span<const BucketHead> heads, std::span<const WindowStat> stats)
{
    for (std::vector<double>& field : m_fields)
        field.clear();
    bool asSamples = true;
    std::vector<double>& counts = m_fields[statfield::Count];
    for (std::size_t i = 0; i < stats.size(); ++i) {
        asSamples = asSamples && stats[i].count == heads[i].samples;
        counts.push_back(stats[i].count);
        for (std::size_t field = statfield::Last; field <= statfield::MaxRate && !stats[i].empty(); ++field)
            m_fields[field].push_back(stats[i].*statfield::members[field]);
    }
    if (asSamples) {
        m_data.push_back(static_cast<char>(statfield::SameAsSamples));
    } else {
        m_field.clear();
        m_data.push_back(static_cast<char>(m_columns.encode(counts, m_field)));
        m_data += m_field;
    }
    std::erase(counts, 0.0);
    // What the first bucket says is near enough for all: jitter is looked for on both sides.
    const std::int64_t usualStepMs = heads[0].samples > 0 ? heads[0].coveredMs / heads[0].samples : 0;
    for (std::size_t field = statfield::Last; field <= statfield::MaxRate; ++field)
        putField(field, usualStepMs);
}

void BucketBlockEncoder::putField(std::size_t field, std::int64_t usualStepMs)
{
    if (putSameAsEarlier(field) || (field == statfield::Sum && putSum()) ||
        (field == statfield::Increase && putIncrease()) || (field >= statfield::MinRate && putRate(field, usualStepMs)))
        return;
    m_field.clear();
    m_data.push_back(static_cast<char>(m_columns.encode(m_fields[field], m_field)));
    m_data += m_field;
}

bool BucketBlockEncoder::putSameAsEarlier(std::size_t field)
{
    // An absent column is one byte anyway, and the NaN of it must not be taken for a value.
    for (std::size_t earlier = statfield::Last; earlier < field; ++earlier) {
        if (std::ranges::any_of(m_fields[field], [](double value) { return value != value; }))
            return false;
        if (sameColumn(m_fields[field], m_fields[earlier])) {
            m_data.push_back(static_cast<char>(statfield::SameAsField + earlier));
            return true;
        }
    }
    return false;
}

bool BucketBlockEncoder::putSum()
{
    m_integers.clear();
    for (std::size_t i = 0; i < m_fields[statfield::Sum].size(); ++i) {
        std::int64_t first = 0;
        std::int64_t last = 0;
        std::int64_t sum = 0;
        if (!toInteger(m_fields[statfield::First][i], first) || !toInteger(m_fields[statfield::Last][i], last) ||
            !toInteger(m_fields[statfield::Sum][i], sum))
            return false;
        const std::int64_t predicted =
            statfield::predictSum(static_cast<std::int64_t>(m_fields[statfield::Count][i]), first, last);
        m_integers.push_back(statfield::predictIncrease(predicted, sum));
    }
    m_data.push_back(static_cast<char>(statfield::SumResidual));
    putIntegers(m_data, m_integers, 0);
    return true;
}

bool BucketBlockEncoder::putIncrease()
{
    m_integers.clear();
    std::int64_t before = 0;
    for (std::size_t i = 0; i < m_fields[statfield::Increase].size(); ++i) {
        std::int64_t last = 0;
        std::int64_t increase = 0;
        if (!toInteger(m_fields[statfield::Last][i], last) || !toInteger(m_fields[statfield::Increase][i], increase) ||
            (i == 0 && !toInteger(m_fields[statfield::First][i], before)))
            return false;
        m_integers.push_back(statfield::predictIncrease(statfield::predictIncrease(before, last), increase));
        before = last;
    }
    m_data.push_back(static_cast<char>(statfield::IncreaseResidual));
    putIntegers(m_data, m_integers, 0);
    return true;
}

bool BucketBlockEncoder::putRate(std::size_t field, std::int64_t usualStepMs)
{
    // Whole rates are as short as they are.
    if (std::ranges::all_of(m_fields[field], [](double rate) { return rate == std::floor(rate); }))
        return false;
    std::vector<std::int64_t> durations;
    m_integers.clear();
    for (const double rate : m_fields[field]) {
        std::int64_t step = 0;
        if (!findStep(rate, durations.empty() ? usualStepMs : durations.back(), step, usualStepMs))
            return false;
        m_integers.push_back(step);
        durations.push_back(usualStepMs);
    }
    m_data.push_back(static_cast<char>(statfield::RateOfStep));
    putIntegers(m_data, m_integers, 1);
    putIntegers(m_data, durations, 1);
    return true;
}

Result<BucketBlock> BucketBlock::decode(Compression& compression, Tier tier, std::string_view bytes)
{
    if (bytes.empty() || bytes.front() != bucketBlockVersion || bucketMs(tier) == 0)
        return damagedBlock();
    auto content = compression.unpack(bytes.substr(1));
    if (!content)
        return content.error();
    BucketBlock block;
    block.m_content = std::move(*content);
    if (!block.parse(tier))
        return damagedBlock();
    return block;
}

bool BucketBlock::takeHeads(ByteReader& in, Tier tier)
{
    const std::size_t count = m_heads.size();
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

bool BucketBlock::parse(Tier tier)
{
    ByteReader in(m_content);
    const std::uint64_t count = in.varint();
    const std::uint64_t series = in.varint();
    if (count > maxBlockSamples || series > in.left())
        return false;
    m_heads.resize(count);
    if (!takeHeads(in, tier))
        return false;
    std::vector<std::uint64_t> lengths(series);
    for (std::uint64_t& length : lengths)
        length = in.varint();
    m_offsets = {m_content.size() - in.left()};
    for (std::uint64_t length : lengths) {
        in.take(length);
        m_offsets.push_back(m_content.size() - in.left());
    }
    return in.ok() && in.left() == 0;
}

Result<void> BucketBlock::readSeries(std::size_t index, std::span<WindowStat> stats) const
{
    const std::size_t offset = m_offsets[index];
    ByteReader in(std::string_view(m_content).substr(offset, m_offsets[index + 1] - offset));
    if (in.left() == 0) {
        std::ranges::fill(stats, WindowStat());
        return {};
    }
    SeriesDecoder decoder(in, m_heads);
    if (!decoder.decode(stats))
        return damagedBlock();
    return {};
}

} // namespace cacheledger
