// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/bytes.h"

#include <bit>

namespace cacheledger
{

/// How the numbers of one column are written. The numbers are stored in the file (docs/history-format.md).
enum class ColumnCoding : std::uint8_t {
    Absent = 0,       ///< no value at all: no bytes
    Steps = 1,        ///< whole numbers, differences of the first order
    StepChanges = 2,  ///< whole numbers, of the second order
    DecimalSteps = 3, ///< numbers with a few decimals, scaled to whole ones: a byte with the decimals, then as Steps
    DecimalStepChanges = 4,
    Xor = 5,              ///< anything else: bits that differ from those of the value before
    NearDecimalSteps = 6, ///< as DecimalSteps, then how many doubles beside them: what adding up decimals gives
};

/// Flags beside the coding in a column's kind byte.
namespace columnflag
{
inline constexpr std::uint8_t constant = 0x40; ///< one value stands for all present ones
inline constexpr std::uint8_t holes = 0x80;    ///< a bitmap says which values are present; it comes first
inline constexpr std::uint8_t codingMask = 0x07;
} // namespace columnflag

/// Writes columns of doubles bit for bit; NaN is "absent", whatever its bits. Reuses its buffers; one thread.
class ColumnEncoder
{
public:
    /// Appends the column's bytes and returns its kind byte.
    std::uint8_t encode(std::span<const double> values, Blob& out);

private:
    bool makeIntegers(std::span<const double> present);
    bool makeDecimals(std::span<const double> present, int& decimals);
    bool makeNearDecimals(std::span<const double> present, int& decimals);
    std::uint8_t putShorterReals(std::span<const double> present, Blob& out);
    std::uint8_t encodePresent(std::span<const double> present, Blob& out);
    std::uint8_t putShorter(Blob& out, ColumnCoding first, ColumnCoding second);

    std::vector<double> m_present;
    std::vector<std::int64_t> m_integers;
    std::vector<std::int64_t> m_besides;
    Blob m_steps;
    Blob m_changes;
};

/// Fills `values` (its size says how many there are), NaN for absent ones; damage shows in in.ok().
void decodeColumn(ByteReader& in, std::uint8_t kind, std::span<double> values);

inline bool sameBits(double a, double b)
{
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

/// Whether a double is a whole number that comes back from an integer bit for bit (-0.0 and huge ones are not).
inline bool toInteger(double value, std::int64_t& integer)
{
    if (!(value < 0x1p62 && value > -0x1p62))
        return false;
    integer = static_cast<std::int64_t>(value);
    return sameBits(static_cast<double>(integer), value);
}

inline constexpr int maxDecimals = 9;

/// Whether a double has at most so many decimals (0 to maxDecimals): it comes back from the integer bit for bit.
bool toDecimal(double value, int decimals, std::int64_t& scaled);
/// Whether a double is a few doubles beside one with so many decimals: what sums and differences of such come to.
bool toNearDecimal(double value, int decimals, std::int64_t& scaled, std::int64_t& beside);
/// The double that toDecimal() took.
double fromDecimal(std::int64_t scaled, int decimals);
/// The double that is so many doubles beside another.
inline double besides(double near, std::int64_t beside)
{
    return std::bit_cast<double>(std::bit_cast<std::uint64_t>(near) + static_cast<std::uint64_t>(beside));
}

} // namespace cacheledger
