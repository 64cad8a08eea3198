// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/money.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDebug>

namespace cacheledger
{

static constexpr int nanoDigits = 9;

static UInt128 largestNanos()
{
    return wideint::powerOfTen(27 + nanoDigits);
}

/// Of two amounts; says so loudly when they are of two currencies.
static bool areComparable(const Money& left, const Money& right)
{
    if (!left.isValid() || !right.isValid())
        return false;
    if (left.currency() == right.currency())
        return true;
    qCritical("%s and %s were mixed without a rate of exchange", qPrintable(left.currency().code()),
              qPrintable(right.currency().code()));
    return false;
}

Money::Money(Currency currency, Int128 nanos)
{
    *this = made(currency, wideint::magnitude(nanos), nanos < 0);
}

Money Money::made(Currency currency, std::optional<UInt128> magnitude, bool negative)
{
    Money money;
    if (!currency.isValid() || !magnitude || *magnitude > largestNanos())
        return money;
    money.m_currency = currency;
    money.m_nanos = wideint::withSign(*magnitude, negative);
    return money;
}

Money Money::ofUnits(Currency currency, qint64 units)
{
    return Money(currency, wideint::withSign(wideint::magnitude(units) * wideint::powerOfTen(nanoDigits), units < 0));
}

Money Money::ofUnits(Currency currency, const Decimal& units)
{
    if (units.exponent() < -nanoDigits)
        return {};
    return made(currency,
                wideint::scaledProduct(wideint::magnitude(units.coefficient()), 1, units.exponent() + nanoDigits,
                                       largestNanos()),
                units.sign() < 0);
}

Result<Money> Money::parse(QStringView text, Currency currency)
{
    const auto units = Decimal::parse(text);
    const Money money = units ? ofUnits(currency, *units) : Money();
    if (money.isValid())
        return money;
    return Error{ErrorCode::InvalidArgument,
                 QCoreApplication::translate("Money", "\"%1\" is no amount of money.").arg(text.left(40)),
                 QCoreApplication::translate("Money", "Write it like 1234.50, without separators and with at most "
                                                      "nine digits behind the point.")};
}

Decimal Money::toDecimal() const
{
    // 10^36 has more digits than a Decimal holds; its last ones are below any that are paid.
    return Decimal::made(wideint::magnitude(m_nanos), -nanoDigits, isNegative())
        .value_or(Decimal::made(wideint::magnitude(rounded(0).m_nanos), -nanoDigits, isNegative()).value_or(Decimal()));
}

QString Money::toDecimalString(int leastDigits) const
{
    if (!isValid())
        return {};
    QString digits = wideint::digits(wideint::magnitude(m_nanos)).rightJustified(nanoDigits + 1, u'0');
    qsizetype behind = nanoDigits;
    for (; behind > leastDigits && digits.endsWith(u'0'); --behind)
        digits.chop(1);
    if (behind > 0)
        digits.insert(digits.size() - behind, u'.');
    return isNegative() ? u'-' + digits : digits;
}

Money Money::rounded(int digits) const
{
    if (digits >= nanoDigits)
        return *this;
    const auto kept = wideint::scaledProduct(wideint::magnitude(m_nanos), 1, digits - nanoDigits, largestNanos());
    return made(m_currency, kept ? std::optional(*kept * wideint::powerOfTen(nanoDigits - digits)) : std::nullopt,
                isNegative());
}

Money Money::operator-() const
{
    Money negated = *this;
    negated.m_nanos = -m_nanos;
    return negated;
}

Money& Money::operator+=(const Money& other)
{
    // Two of the largest amounts are far from the end of 128 bits.
    *this = areComparable(*this, other) ? Money(m_currency, m_nanos + other.m_nanos) : Money();
    return *this;
}

Money Money::times(const Decimal& factor) const
{
    return converted(m_currency, factor);
}

Money Money::converted(Currency to, const Decimal& rate) const
{
    if (!isValid())
        return {};
    return made(to,
                wideint::scaledProduct(wideint::magnitude(m_nanos), wideint::magnitude(rate.coefficient()),
                                       rate.exponent(), largestNanos()),
                isNegative() != (rate.sign() < 0));
}

Money Money::dividedBy(qint64 divisor) const
{
    if (divisor == 0)
        return {};
    return made(m_currency, wideint::dividedHalfEven(wideint::magnitude(m_nanos), wideint::magnitude(divisor)),
                isNegative() != (divisor < 0));
}

std::optional<Decimal> Money::ratioTo(const Money& other, int digits) const
{
    if (!areComparable(*this, other) || other.m_nanos == 0)
        return {};
    const UInt128 divisor = wideint::magnitude(other.m_nanos);
    const UInt128 dividend = wideint::magnitude(m_nanos);
    UInt128 quotient = dividend / divisor;
    UInt128 rest = dividend % divisor;
    if (quotient > wideint::powerOfTen(20) || digits > nanoDigits)
        return {};
    for (int i = 0; i < digits; ++i) {
        rest *= 10; // at most 10^37
        quotient = quotient * 10 + rest / divisor;
        rest %= divisor;
    }
    const UInt128 missing = divisor - rest;
    if (rest > missing || (rest == missing && (quotient & 1) != 0))
        ++quotient;
    return Decimal::made(quotient, -digits, isNegative() != other.isNegative());
}

std::partial_ordering operator<=>(const Money& left, const Money& right)
{
    if (!areComparable(left, right))
        return std::partial_ordering::unordered;
    return left.m_nanos <=> right.m_nanos;
}

} // namespace cacheledger
