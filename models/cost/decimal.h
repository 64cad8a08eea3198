// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/wideint.h"

#include <QtCore/QString>
#include <QtCore/QStringView>

#include <compare>
#include <optional>

namespace cacheledger
{

/// An exact decimal number: a price for one token ("2.5e-06"), a ratio, a rate of exchange. At most 30 significant
/// digits, exponents of ten from -60 to 60. A value; thread-safe as any.
class Decimal
{
public:
    Decimal() = default; ///< 0
    explicit Decimal(qint64 whole);

    /// "0.0001", "-12", "+3.", ".5", "1.875e-08". Nothing for anything else (spaces, grouping, NaN), and for numbers
    /// out of the range above.
    static std::optional<Decimal> parse(QStringView text);
    /// The shortest decimal that reads back as the same double: 0.1 is 0.1. Nothing for NaN, Inf and out of range.
    static std::optional<Decimal> fromDouble(double value);

    /// Without exponent, without needless zeros: "0.0001".
    QString toString() const;
    /// The nearest double, for charts and comparisons that need not be exact.
    double toDouble() const;

    int sign() const { return m_coefficient < 0 ? -1 : m_coefficient > 0 ? 1 : 0; }
    Int128 coefficient() const { return m_coefficient; }
    int exponent() const { return m_exponent; } ///< of ten

    /// Times 10^power; nothing when out of range.
    std::optional<Decimal> shifted(int power) const;
    /// Exact, else rounded half to even at 30 digits; nothing when out of range.
    std::optional<Decimal> times(const Decimal& other) const;
    /// With so many digits after the point, half to even.
    Decimal rounded(int digits) const;

    friend bool operator==(const Decimal&, const Decimal&) = default;
    friend std::strong_ordering operator<=>(const Decimal& left, const Decimal& right);

private:
    friend class Money;
    static std::optional<Decimal> made(UInt128 coefficient, int exponent, bool negative);

    // Without trailing zeros, 0 with exponent 0: so equal numbers have equal members.
    Int128 m_coefficient = 0;
    int m_exponent = 0;
};

} // namespace cacheledger
