// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/wideint.h"

#include <algorithm>
#include <array>

namespace cacheledger::wideint
{

namespace
{

/// 256 bits, the lowest 64 first.
class WideProduct
{
public:
    WideProduct(UInt128 left, UInt128 right)
    {
        const std::array<std::uint64_t, 2> a{static_cast<std::uint64_t>(left), static_cast<std::uint64_t>(left >> 64)};
        const std::array<std::uint64_t, 2> b{static_cast<std::uint64_t>(right),
                                             static_cast<std::uint64_t>(right >> 64)};
        for (std::size_t i = 0; i < a.size(); ++i) {
            UInt128 carry = 0;
            for (std::size_t j = 0; j < b.size(); ++j) {
                carry += UInt128(a[i]) * b[j] + m_limbs[i + j];
                m_limbs[i + j] = static_cast<std::uint64_t>(carry);
                carry >>= 64;
            }
            m_limbs[i + b.size()] = static_cast<std::uint64_t>(carry);
        }
    }

    /// False when it does not fit.
    bool multiply(std::uint64_t factor)
    {
        UInt128 carry = 0;
        for (std::uint64_t& limb : m_limbs) {
            carry += UInt128(limb) * factor;
            limb = static_cast<std::uint64_t>(carry);
            carry >>= 64;
        }
        return carry == 0;
    }

    /// Returns the remainder.
    std::uint64_t divide(std::uint64_t divisor)
    {
        UInt128 rest = 0;
        for (std::size_t i = m_limbs.size(); i-- > 0;) {
            rest = (rest << 64) | m_limbs[i];
            m_limbs[i] = static_cast<std::uint64_t>(rest / divisor);
            rest %= divisor;
        }
        return static_cast<std::uint64_t>(rest);
    }

    bool isOdd() const { return (m_limbs[0] & 1) != 0; }
    bool fitsIn128() const { return m_limbs[2] == 0 && m_limbs[3] == 0; }
    UInt128 low() const { return (UInt128(m_limbs[1]) << 64) | m_limbs[0]; }

private:
    std::array<std::uint64_t, 4> m_limbs{};
};

/// Whether a number whose last digit and digits behind that were cut off is to be one larger.
bool roundsUp(std::uint64_t lastDigit, bool moreBehind, bool isOdd)
{
    return lastDigit > 5 || (lastDigit == 5 && (moreBehind || isOdd));
}

} // namespace

UInt128 magnitude(Int128 value)
{
    return value < 0 ? UInt128(0) - static_cast<UInt128>(value) : static_cast<UInt128>(value);
}

Int128 withSign(UInt128 magnitude, bool negative)
{
    return static_cast<Int128>(negative ? UInt128(0) - magnitude : magnitude);
}

UInt128 powerOfTen(int exponent)
{
    UInt128 power = 1;
    for (int i = 0; i < exponent; ++i)
        power *= 10;
    return power;
}

std::optional<UInt128> scaledProduct(UInt128 left, UInt128 right, int exponent, UInt128 largest)
{
    WideProduct product(left, right);
    for (; exponent > 0; --exponent)
        if (!product.multiply(10))
            return {};
    bool up = false;
    if (exponent < 0) {
        constexpr int step = 18; // the largest power of ten that one division can take
        bool moreBehind = false;
        for (int rest = -exponent - 1; rest > 0; rest -= step)
            moreBehind |= product.divide(static_cast<std::uint64_t>(powerOfTen(std::min(rest, step)))) != 0;
        const std::uint64_t last = product.divide(10);
        up = roundsUp(last, moreBehind, product.isOdd());
    }
    if (!product.fitsIn128() || product.low() > largest - (up ? 1 : 0))
        return {};
    return product.low() + (up ? 1 : 0);
}

UInt128 dividedHalfEven(UInt128 dividend, UInt128 divisor)
{
    const UInt128 quotient = dividend / divisor;
    const UInt128 rest = dividend % divisor;
    const UInt128 other = divisor - rest; // rest against divisor / 2, without doubling
    const bool up = rest > other || (rest == other && (quotient & 1) != 0);
    return quotient + (up ? 1 : 0);
}

QString digits(UInt128 value)
{
    QString text;
    do {
        text.prepend(QChar(u'0' + static_cast<char16_t>(value % 10)));
        value /= 10;
    } while (value != 0);
    return text;
}

} // namespace cacheledger::wideint
