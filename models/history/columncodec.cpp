// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/columncodec.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

namespace cacheledger
{

namespace
{

constexpr std::array<double, maxDecimals + 1> powersOfTen = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

double powerOfTen(int decimals)
{
    return powersOfTen[static_cast<std::size_t>(decimals)];
}

/// How many doubles lie between the two; any pair of bits comes back from it.
std::int64_t besideOf(double value, double near)
{
    return static_cast<std::int64_t>(std::bit_cast<std::uint64_t>(value) - std::bit_cast<std::uint64_t>(near));
}

void putXor(Blob& out, std::span<const double> values)
{
    std::uint64_t previous = 0;
    for (double value : values) {
        const auto bits = std::bit_cast<std::uint64_t>(value);
        std::uint64_t change = bits ^ previous;
        previous = bits;
        if (change == 0) {
            out.push_back('\0');
            continue;
        }
        const int skipped = std::countr_zero(change) / 8;
        const int bytes = 8 - std::countl_zero(change) / 8 - skipped;
        out.push_back(static_cast<char>(bytes << 3 | skipped));
        change >>= 8 * skipped;
        for (int i = 0; i < bytes; ++i, change >>= 8)
            out.push_back(static_cast<char>(change));
    }
}

void takeXor(ByteReader& in, std::span<double> values)
{
    std::uint64_t bits = 0;
    for (double& value : values) {
        const std::uint8_t control = in.byte();
        const int skipped = control & 7;
        const int bytes = control >> 3;
        if (bytes + skipped > 8)
            in.fail();
        std::uint64_t change = 0;
        if (in.ok())
            for (int i = 0; i < bytes; ++i)
                change |= static_cast<std::uint64_t>(in.byte()) << (8 * (skipped + i));
        bits ^= change;
        value = std::bit_cast<double>(bits);
    }
}

void takeNumbers(ByteReader& in, int order, double divisor, std::span<double> values)
{
    std::vector<std::int64_t> integers(values.size());
    takeIntegers(in, order, integers);
    if (divisor == 1)
        std::ranges::transform(integers, values.begin(), [](std::int64_t n) { return static_cast<double>(n); });
    else
        std::ranges::transform(integers, values.begin(),
                               [divisor](std::int64_t n) { return static_cast<double>(n) / divisor; });
}

double takeDivisor(ByteReader& in)
{
    const std::uint8_t decimals = in.byte();
    if (decimals > maxDecimals) {
        in.fail();
        return 1;
    }
    return powersOfTen[decimals];
}

void takeNearDecimals(ByteReader& in, std::span<double> values)
{
    const double divisor = takeDivisor(in);
    takeNumbers(in, 1, divisor, values);
    std::vector<std::int64_t> beside(values.size());
    takeIntegers(in, 0, beside);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = besides(values[i], beside[i]);
}

void takePresent(ByteReader& in, ColumnCoding coding, std::span<double> values)
{
    switch (coding) {
    case ColumnCoding::Steps:
        return takeNumbers(in, 1, 1, values);
    case ColumnCoding::StepChanges:
        return takeNumbers(in, 2, 1, values);
    case ColumnCoding::DecimalSteps:
    case ColumnCoding::DecimalStepChanges: {
        const double divisor = takeDivisor(in);
        return takeNumbers(in, coding == ColumnCoding::DecimalSteps ? 1 : 2, divisor, values);
    }
    case ColumnCoding::Xor:
        return takeXor(in, values);
    case ColumnCoding::NearDecimalSteps:
        return takeNearDecimals(in, values);
    case ColumnCoding::Absent:
        break;
    }
    in.fail();
}

} // namespace

bool toDecimal(double value, int decimals, std::int64_t& scaled)
{
    const double product = value * powerOfTen(decimals);
    if (!(std::fabs(product) < 0x1p53))
        return false;
    scaled = std::llround(product);
    return sameBits(fromDecimal(scaled, decimals), value);
}

bool toNearDecimal(double value, int decimals, std::int64_t& scaled, std::int64_t& beside)
{
    constexpr std::int64_t farthest = 1000;
    const double product = value * powerOfTen(decimals);
    if (!(std::fabs(product) < 0x1p53))
        return false;
    scaled = std::llround(product);
    beside = besideOf(value, fromDecimal(scaled, decimals));
    return beside >= -farthest && beside <= farthest;
}

double fromDecimal(std::int64_t scaled, int decimals)
{
    return static_cast<double>(scaled) / powerOfTen(decimals);
}

bool ColumnEncoder::makeIntegers(std::span<const double> present)
{
    m_integers.resize(present.size());
    for (std::size_t i = 0; i < present.size(); ++i)
        if (!toInteger(present[i], m_integers[i]))
            return false;
    return true;
}

bool ColumnEncoder::makeDecimals(std::span<const double> present, int& decimals)
{
    m_integers.resize(present.size());
    std::size_t done = 0;
    // A value that needs more decimals than those before it makes all of them be scaled anew.
    for (decimals = 1; decimals <= maxDecimals; ++decimals) {
        for (done = 0; done < present.size(); ++done)
            if (!toDecimal(present[done], decimals, m_integers[done]))
                break;
        if (done == present.size())
            return true;
    }
    return false;
}

bool ColumnEncoder::makeNearDecimals(std::span<const double> present, int& decimals)
{
    m_integers.resize(present.size());
    m_besides.resize(present.size());
    for (decimals = 1; decimals <= maxDecimals; ++decimals) {
        std::size_t done = 0;
        while (done < present.size() && toNearDecimal(present[done], decimals, m_integers[done], m_besides[done]))
            ++done;
        if (done == present.size())
            return true;
    }
    return false;
}

std::uint8_t ColumnEncoder::putShorterReals(std::span<const double> present, Blob& out)
{
    const std::size_t start = out.size();
    putXor(out, present);
    int decimals = 0;
    if (!makeNearDecimals(present, decimals))
        return static_cast<std::uint8_t>(ColumnCoding::Xor);
    m_steps.clear();
    m_steps.push_back(static_cast<char>(decimals));
    putIntegers(m_steps, m_integers, 1);
    putIntegers(m_steps, m_besides, 0);
    if (m_steps.size() >= out.size() - start)
        return static_cast<std::uint8_t>(ColumnCoding::Xor);
    out.replace(start, out.size() - start, m_steps);
    return static_cast<std::uint8_t>(ColumnCoding::NearDecimalSteps);
}

std::uint8_t ColumnEncoder::putShorter(Blob& out, ColumnCoding first, ColumnCoding second)
{
    const std::size_t start = out.size();
    putIntegers(out, m_integers, 1);
    bool steps = true;
    // A single number has no step that could change.
    if (m_integers.size() > 1) {
        m_changes.clear();
        putIntegers(m_changes, m_integers, 2);
        steps = out.size() - start <= m_changes.size();
    }
    if (!steps)
        out.replace(start, out.size() - start, m_changes);
    return static_cast<std::uint8_t>(steps ? first : second);
}

std::uint8_t ColumnEncoder::encodePresent(std::span<const double> present, Blob& out)
{
    int decimals = 0;
    if (makeIntegers(present))
        return putShorter(out, ColumnCoding::Steps, ColumnCoding::StepChanges);
    if (makeDecimals(present, decimals)) {
        out.push_back(static_cast<char>(decimals));
        return putShorter(out, ColumnCoding::DecimalSteps, ColumnCoding::DecimalStepChanges);
    }
    return putShorterReals(present, out);
}

std::uint8_t ColumnEncoder::encode(std::span<const double> values, Blob& out)
{
    const auto isAbsent = [](double value) { return std::isnan(value); };
    const auto absent = static_cast<std::size_t>(std::ranges::count_if(values, isAbsent));
    if (absent == values.size())
        return static_cast<std::uint8_t>(ColumnCoding::Absent);

    std::uint8_t flags = 0;
    std::span<const double> present = values;
    if (absent > 0) {
        flags |= columnflag::holes;
        const std::size_t start = out.size();
        out.append((values.size() + 7) / 8, '\0');
        m_present.clear();
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (isAbsent(values[i]))
                continue;
            out[start + i / 8] = static_cast<char>(out[start + i / 8] | 1 << (i % 8));
            m_present.push_back(values[i]);
        }
        present = m_present;
    }
    const double front = present.front();
    if (std::ranges::all_of(present, [front](double value) { return sameBits(value, front); })) {
        flags |= columnflag::constant;
        present = present.first(1);
    }
    return flags | encodePresent(present, out);
}

void decodeColumn(ByteReader& in, std::uint8_t kind, std::span<double> values)
{
    constexpr double absent = std::numeric_limits<double>::quiet_NaN();
    const auto coding = static_cast<ColumnCoding>(kind & columnflag::codingMask);
    if (kind & ~(columnflag::codingMask | columnflag::constant | columnflag::holes))
        in.fail();
    if (!in.ok() || kind == static_cast<std::uint8_t>(ColumnCoding::Absent)) {
        std::ranges::fill(values, absent);
        return;
    }
    std::string_view bitmap;
    std::size_t count = values.size();
    if (kind & columnflag::holes) {
        bitmap = in.take((values.size() + 7) / 8);
        count = 0;
        for (std::size_t i = 0; i < values.size() && in.ok(); ++i)
            count += (static_cast<std::uint8_t>(bitmap[i / 8]) >> (i % 8)) & 1;
    }
    if (kind & columnflag::constant) {
        double value = 0;
        takePresent(in, coding, {&value, 1});
        std::fill_n(values.begin(), count, value);
    } else {
        takePresent(in, coding, values.first(count));
    }
    if (!(kind & columnflag::holes) || !in.ok())
        return;
    // From the back, so that nothing is overwritten before it has moved.
    for (std::size_t i = values.size(); i-- > 0;) {
        const bool present = (static_cast<std::uint8_t>(bitmap[i / 8]) >> (i % 8)) & 1;
        values[i] = present ? values[--count] : absent;
    }
}

} // namespace cacheledger
