// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/decimal.h"

#include <QtCore/QLocale>

#include <cmath>

namespace cacheledger
{

static constexpr int mostDigits = 30;
static constexpr int largestExponent = 60;

Decimal::Decimal(qint64 whole)
{
    *this = made(wideint::magnitude(whole), 0, whole < 0).value_or(Decimal());
}

std::optional<Decimal> Decimal::made(UInt128 coefficient, int exponent, bool negative)
{
    if (coefficient == 0)
        return Decimal();
    for (; coefficient % 10 == 0; coefficient /= 10)
        ++exponent;
    if (coefficient >= wideint::powerOfTen(mostDigits) || std::abs(exponent) > largestExponent)
        return {};
    Decimal result;
    result.m_coefficient = wideint::withSign(coefficient, negative);
    result.m_exponent = exponent;
    return result;
}

/// The number behind an "e"; nothing for anything but a sign and one to four digits.
static std::optional<int> exponentIn(QStringView text)
{
    const bool negative = text.startsWith(u'-');
    if (negative || text.startsWith(u'+'))
        text = text.mid(1);
    if (text.isEmpty() || text.size() > 4)
        return {};
    int value = 0;
    for (const QChar c : text) {
        if (c < u'0' || c > u'9')
            return {};
        value = value * 10 + (c.unicode() - u'0');
    }
    return negative ? -value : value;
}

std::optional<Decimal> Decimal::parse(QStringView text)
{
    const bool negative = text.startsWith(u'-');
    if (negative || text.startsWith(u'+'))
        text = text.mid(1);
    int exponent = 0;
    if (const qsizetype at = text.indexOf(u'e', 0, Qt::CaseInsensitive); at >= 0) {
        const auto given = exponentIn(text.mid(at + 1));
        if (!given)
            return {};
        exponent = *given;
        text = text.left(at);
    }
    UInt128 coefficient = 0;
    int pendingZeros = 0; // not yet multiplied in: trailing zeros take no room
    bool isPastPoint = false;
    bool hasDigit = false;
    for (const QChar c : text) {
        if (c == u'.' && !isPastPoint) {
            isPastPoint = true;
            continue;
        }
        if (c < u'0' || c > u'9')
            return {};
        hasDigit = true;
        exponent -= isPastPoint ? 1 : 0;
        ++pendingZeros;
        if (c == u'0')
            continue;
        for (; pendingZeros > 0 && coefficient != 0; --pendingZeros)
            if ((coefficient *= 10) >= wideint::powerOfTen(mostDigits + 1))
                return {};
        pendingZeros = 0;
        coefficient += static_cast<UInt128>(c.unicode() - u'0');
    }
    if (!hasDigit)
        return {};
    return made(coefficient, exponent + pendingZeros, negative);
}

std::optional<Decimal> Decimal::fromDouble(double value)
{
    return std::isfinite(value) ? parse(QString::number(value, 'g', QLocale::FloatingPointShortest)) : std::nullopt;
}

QString Decimal::toString() const
{
    QString text = wideint::digits(wideint::magnitude(m_coefficient));
    if (m_exponent >= 0) {
        text += QString(m_exponent, u'0');
    } else {
        const qsizetype behind = -m_exponent;
        if (text.size() <= behind)
            text.prepend(QString(behind - text.size() + 1, u'0'));
        text.insert(text.size() - behind, u'.');
    }
    return m_coefficient < 0 ? u'-' + text : text;
}

double Decimal::toDouble() const
{
    return toString().toDouble();
}

std::optional<Decimal> Decimal::shifted(int power) const
{
    return made(wideint::magnitude(m_coefficient), m_exponent + power, m_coefficient < 0);
}

std::optional<Decimal> Decimal::times(const Decimal& other) const
{
    const UInt128 left = wideint::magnitude(m_coefficient);
    const UInt128 right = wideint::magnitude(other.m_coefficient);
    const bool negative = (m_coefficient < 0) != (other.m_coefficient < 0);
    for (int dropped = 0; dropped <= mostDigits; ++dropped)
        if (const auto product =
                wideint::scaledProduct(left, right, -dropped, wideint::powerOfTen(mostDigits) - UInt128(1)))
            return made(*product, m_exponent + other.m_exponent + dropped, negative);
    return {};
}

Decimal Decimal::rounded(int digits) const
{
    if (m_exponent >= -digits)
        return *this;
    const UInt128 size = wideint::magnitude(m_coefficient);
    return made(wideint::scaledProduct(size, 1, m_exponent + digits, size).value_or(0), -digits, m_coefficient < 0)
        .value_or(Decimal());
}

std::strong_ordering operator<=>(const Decimal& left, const Decimal& right)
{
    if (left.sign() != right.sign())
        return left.sign() <=> right.sign();
    const auto sized = [](const Decimal& number) { return wideint::digits(wideint::magnitude(number.m_coefficient)); };
    const QString a = sized(left);
    const QString b = sized(right);
    const auto larger = [&] { // of the magnitudes
        if (const auto order = a.size() + left.m_exponent <=> b.size() + right.m_exponent; order != 0)
            return order;
        return a.leftJustified(mostDigits, u'0').compare(b.leftJustified(mostDigits, u'0')) <=> 0;
    }();
    return left.sign() < 0 ? 0 <=> larger : larger;
}

} // namespace cacheledger
