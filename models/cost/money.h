// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/currency.h"
#include "cost/decimal.h"

#include <compare>
#include <optional>

namespace cacheledger
{

/// An amount of one currency in 10^-9 of its unit, as an integer of 128 bits: at most 10^27 units, so that a thousand
/// crore fits many times. What is exact is exact; the rest is rounded half to even at 10^-9.
///
/// No amount (the default, isValid() false) is what comes of adding or comparing two currencies, which is a mistake of
/// ours and told with qCritical, and of going beyond the largest amount. It is contagious like NaN. A sum therefore
/// begins with Money(currency). A value; thread-safe as any.
class Money
{
public:
    Money() = default;
    explicit Money(Currency currency, Int128 nanos = 0);
    static Money ofUnits(Currency currency, qint64 units);
    /// Nothing is rounded: what is finer than 10^-9 or larger than the largest is no amount.
    static Money ofUnits(Currency currency, const Decimal& units);
    /// "0.0001", "-12.5", "1e3". InvalidArgument for anything else, more than nine digits behind the point, and amounts
    /// over the largest.
    static Result<Money> parse(QStringView text, Currency currency);

    bool isValid() const { return m_currency.isValid(); }
    Currency currency() const { return m_currency; }
    Int128 nanos() const { return m_nanos; }
    int sign() const { return m_nanos < 0 ? -1 : m_nanos > 0 ? 1 : 0; } ///< 0 for no amount
    bool isNegative() const { return sign() < 0; }

    /// Exact, without needless zeros but with at least `leastDigits` behind the point: "0.0001", "60000". Empty for no
    /// amount.
    QString toDecimalString(int leastDigits = 0) const;
    Decimal toDecimal() const; ///< 0 for no amount
    /// For charts alone.
    double toDouble() const { return toDecimal().toDouble(); }

    /// With so many digits behind the point, half to even.
    Money rounded(int digits) const;
    /// As amounts are paid: rounded to the currency's minor digits.
    Money rounded() const { return rounded(m_currency.minorDigits()); }

    Money operator-() const;
    Money& operator+=(const Money& other);
    Money& operator-=(const Money& other) { return *this += -other; }
    friend Money operator+(Money left, const Money& right) { return left += right; }
    friend Money operator-(Money left, const Money& right) { return left -= right; }
    /// A count of things that cost this much each.
    Money operator*(qint64 count) const { return times(Decimal(count)); }
    Money times(const Decimal& factor) const;
    /// Not by 0: that is no amount.
    Money dividedBy(qint64 divisor) const;
    /// What 1 of this currency is in the other: a rate that the user entered.
    Money converted(Currency to, const Decimal& rate) const;
    /// this / other with so many digits behind the point, half to even. Nothing when either is no amount, other is 0,
    /// the currencies differ or the quotient is over 10^20.
    std::optional<Decimal> ratioTo(const Money& other, int digits = 9) const;

    friend bool operator==(const Money&, const Money&) = default;
    /// Unordered when either is no amount or the currencies differ.
    friend std::partial_ordering operator<=>(const Money& left, const Money& right);

private:
    static Money made(Currency currency, std::optional<UInt128> magnitude, bool negative);

    Currency m_currency;
    Int128 m_nanos = 0;
};

} // namespace cacheledger
