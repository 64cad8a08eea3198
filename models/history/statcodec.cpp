// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/statcodec.h"

#include <algorithm>
#include <cmath>

namespace cacheledger
{

namespace
{

bool sameColumn(const std::vector<double>& a, const std::vector<double>& b)
{
    return std::ranges::equal(
        a, b, [](double x, double y) { return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y); });
}

/// The whole step of a rate over this time, if there is one of which exactly that rate is made.
bool stepOf(double rate, std::int64_t durationMs, std::int64_t& step)
{
    // A few roundings away from the step, if there is one. Nearly all that are tried in vain end here, undivided.
    constexpr double nearlyWhole = 0x1p-48;
    const double product = rate * static_cast<double>(durationMs) * 0.001;
    if (durationMs < 1 || !(std::fabs(product) < 0x1p53))
        return false;
    step = static_cast<std::int64_t>(product + (product < 0 ? -0.5 : 0.5));
    const double whole = static_cast<double>(step);
    return std::fabs(product - whole) <= std::fabs(whole) * nearlyWhole &&
           sameBits(statfield::rateOf(step, durationMs), rate);
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

    bool decode(std::span<const RowRange> rows, StatNeed need, std::span<WindowStat> stats)
    {
        if (!takeCounts())
            return false;
        const std::size_t lastField = need == StatNeed::All ? statfield::MaxRate : statfield::Increase;
        for (std::size_t field = statfield::Last; field <= lastField && m_in.ok(); ++field)
            takeField(field);
        if (!m_in.ok() || (need == StatNeed::All && m_in.left() != 0))
            return false;
        for (std::size_t field = statfield::Increase; field < m_end; ++field)
            m_fields[field].resize(m_fields[statfield::Count].size(), WindowStat::nan);
        give(rows, stats);
        return true;
    }

private:
    bool takeCounts()
    {
        const std::uint8_t kind = m_in.byte();
        m_counts.resize(m_heads.size());
        if (kind == statfield::SameAsSamples)
            std::ranges::transform(m_heads, m_counts.begin(), &BucketHead::samples);
        else
            decodeColumn(m_in, kind, m_counts);
        m_fields[statfield::Count].reserve(m_counts.size());
        for (const double count : m_counts) {
            if (!(count >= 0 && count <= 0xffffffff))
                return false;
            if (isPresent(count))
                m_fields[statfield::Count].push_back(std::floor(count));
        }
        return m_in.ok();
    }

    static bool isPresent(double count) { return count >= 1; }

    void give(std::span<const RowRange> rows, std::span<WindowStat> stats) const
    {
        std::size_t row = 0;
        std::size_t present = 0;
        auto stat = stats.begin();
        for (const RowRange& range : rows) {
            for (; row < range.begin; ++row)
                present += isPresent(m_counts[row]) ? 1 : 0;
            for (; row < range.end; ++row, ++stat) {
                *stat = WindowStat();
                if (!isPresent(m_counts[row]))
                    continue;
                stat->count = static_cast<std::uint32_t>(m_counts[row]);
                for (std::size_t field = statfield::Last; field < m_end; ++field)
                    (*stat).*statfield::members[field] = m_fields[field][present];
                ++present;
            }
        }
    }

    void takeField(std::size_t field)
    {
        const std::uint8_t kind = m_in.byte();
        if (kind == static_cast<std::uint8_t>(ColumnCoding::Absent) && field >= statfield::Increase)
            return; // a gauge's: what a fresh WindowStat says
        m_end = field + 1;
        std::vector<double>& values = m_fields[field];
        values.resize(m_fields[statfield::Count].size(), WindowStat::nan);
        if (kind >= statfield::SameAsField && kind < statfield::SameAsField + field)
            std::ranges::copy(m_fields[kind - statfield::SameAsField], values.begin());
        else if ((kind == statfield::SumResidual && field == statfield::Sum) ||
                 (kind == statfield::IncreaseResidual && field == statfield::Increase))
            takeResiduals(field, values);
        else if (kind == statfield::RateOfStep && field >= statfield::MinRate)
            takeRates(values);
        else if (kind == statfield::Predicted || kind == statfield::NearPredicted)
            takePredicted(field, kind, values);
        else
            decodeColumn(m_in, kind, values);
    }

    void takePredicted(std::size_t field, std::uint8_t kind, std::vector<double>& values)
    {
        const int decimals = m_in.byte();
        std::vector<std::int64_t> numbers(values.size());
        takeIntegers(m_in, 0, numbers);
        std::vector<std::int64_t> predicted;
        if (!m_in.ok() || decimals > maxDecimals || !statfield::predict(field, decimals, m_fields, predicted))
            return m_in.fail();
        for (std::size_t i = 0; i < values.size(); ++i) {
            const auto sum = static_cast<std::uint64_t>(predicted[i]) + static_cast<std::uint64_t>(numbers[i]);
            values[i] = decimals == 0 ? static_cast<double>(static_cast<std::int64_t>(sum))
                                      : fromDecimal(static_cast<std::int64_t>(sum), decimals);
        }
        if (kind == statfield::Predicted)
            return;
        takeIntegers(m_in, 0, numbers);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = besides(values[i], numbers[i]);
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
            // Only what the prediction is made of has to be whole.
            if (((field == statfield::Sum || i == 0) && !toInteger(m_fields[statfield::First][i], first)) ||
                !toInteger(m_fields[statfield::Last][i], last) ||
                (field == statfield::Increase && i > 0 && !toInteger(m_fields[statfield::Last][i - 1], before)))
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
    std::vector<double> m_counts;        // one a head
    statfield::Fields m_fields;          // of those with samples
    std::size_t m_end = statfield::Last; // of the fields that are not absent
};

} // namespace

bool decodeStats(ByteReader& in, const std::vector<BucketHead>& heads, std::span<WindowStat> stats)
{
    const RowRange all{0, heads.size()};
    return decodeStats(in, heads, std::span(&all, 1), StatNeed::All, stats);
}

bool decodeStats(ByteReader& in, const std::vector<BucketHead>& heads, std::span<const RowRange> rows, StatNeed need,
                 std::span<WindowStat> stats)
{
    return SeriesDecoder(in, heads).decode(rows, need, stats);
}

void StatEncoder::encode(std::span<const BucketHead> heads, std::span<const WindowStat> stats, StatCoding coding,
                         Blob& out)
{
    m_data = &out;
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
        m_data->push_back(static_cast<char>(statfield::SameAsSamples));
    } else {
        m_field.clear();
        m_data->push_back(static_cast<char>(m_columns.encode(counts, m_field)));
        *m_data += m_field;
    }
    std::erase(counts, 0.0);
    // What the first bucket says is near enough for all: jitter is looked for on both sides.
    const std::int64_t usualStepMs = heads[0].samples > 0 ? heads[0].coveredMs / heads[0].samples : 0;
    for (std::size_t field = statfield::Last; field <= statfield::MaxRate; ++field)
        putField(field, usualStepMs, coding);
}

void StatEncoder::putField(std::size_t field, std::int64_t usualStepMs, StatCoding coding)
{
    if (putSameAsEarlier(field))
        return;
    const std::size_t from = m_data->size();
    putPlain(field, usualStepMs);
    for (int decimals = 0; decimals <= maxDecimals && coding == StatCoding::Predicted; ++decimals)
        if (makePredicted(field, decimals))
            return putShorter(from, decimals);
}

void StatEncoder::putPlain(std::size_t field, std::int64_t usualStepMs)
{
    if ((field == statfield::Sum && putSum()) || (field == statfield::Increase && putIncrease()) ||
        (field >= statfield::MinRate && putRate(field, usualStepMs)))
        return;
    m_field.clear();
    m_data->push_back(static_cast<char>(m_columns.encode(m_fields[field], m_field)));
    *m_data += m_field;
}

/// How far the values are from what is predicted, in m_integers, and from numbers with so many decimals, in m_besides.
bool StatEncoder::makePredicted(std::size_t field, int decimals)
{
    if (!statfield::predict(field, decimals, m_fields, m_predicted))
        return false;
    const std::vector<double>& values = m_fields[field];
    m_integers.resize(values.size());
    m_besides.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!toNearDecimal(values[i], decimals, m_integers[i], m_besides[i]))
            return false;
        m_integers[i] = statfield::predictIncrease(m_predicted[i], m_integers[i]);
    }
    return true;
}

/// What was put from there on stays only where it is shorter than the prediction.
void StatEncoder::putShorter(std::size_t from, int decimals)
{
    const bool exact = std::ranges::all_of(m_besides, [](std::int64_t beside) { return beside == 0; });
    m_field.clear();
    m_field.push_back(static_cast<char>(exact ? statfield::Predicted : statfield::NearPredicted));
    m_field.push_back(static_cast<char>(decimals));
    putIntegers(m_field, m_integers, 0);
    if (!exact)
        putIntegers(m_field, m_besides, 0);
    if (m_field.size() <= m_data->size() - from)
        m_data->replace(from, std::string::npos, m_field);
}

bool StatEncoder::putSameAsEarlier(std::size_t field)
{
    // An absent column is one byte anyway, and the NaN of it must not be taken for a value.
    if (std::ranges::any_of(m_fields[field], [](double value) { return value != value; }))
        return false;
    for (std::size_t earlier = statfield::Last; earlier < field; ++earlier) {
        if (sameColumn(m_fields[field], m_fields[earlier])) {
            m_data->push_back(static_cast<char>(statfield::SameAsField + earlier));
            return true;
        }
    }
    return false;
}

bool StatEncoder::putSum()
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
    m_data->push_back(static_cast<char>(statfield::SumResidual));
    putIntegers(*m_data, m_integers, 0);
    return true;
}

bool StatEncoder::putIncrease()
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
    m_data->push_back(static_cast<char>(statfield::IncreaseResidual));
    putIntegers(*m_data, m_integers, 0);
    return true;
}

bool StatEncoder::putRate(std::size_t field, std::int64_t usualStepMs)
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
    m_data->push_back(static_cast<char>(statfield::RateOfStep));
    putIntegers(*m_data, m_integers, 1);
    putIntegers(*m_data, durations, 1);
    return true;
}

} // namespace cacheledger
