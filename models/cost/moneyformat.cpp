// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/moneyformat.h"

#include <QtCore/QCoreApplication>

#include <array>

namespace cacheledger
{

static QString moneyText(const char* text)
{
    return QCoreApplication::translate("MoneyFormat", text);
}

namespace
{

struct MoneyScale {
    int power;          // of ten
    const char* suffix; // %1: the amount
};

// Largest first.
constexpr std::array indianScales{
    MoneyScale{7, QT_TRANSLATE_NOOP("MoneyFormat", "%1\u00a0Cr")},
    MoneyScale{5, QT_TRANSLATE_NOOP("MoneyFormat", "%1\u00a0L")},
};
constexpr std::array westernScales{
    MoneyScale{9, QT_TRANSLATE_NOOP("MoneyFormat", "%1B")},
    MoneyScale{6, QT_TRANSLATE_NOOP("MoneyFormat", "%1M")},
    MoneyScale{3, QT_TRANSLATE_NOOP("MoneyFormat", "%1K")},
};

enum class Grouping { Locale, Indian };

QString groupedInTwos(const QString& digits, const QLocale& locale)
{
    QString text = digits;
    for (qsizetype at = digits.size() - 3; at > 0; at -= 2)
        text.insert(at, locale.groupSeparator());
    return text;
}

/// The digits of a whole number in the locale's.
QString groupedWhole(const QString& digits, const QLocale& locale, Grouping grouping)
{
    QLocale grouped = locale;
    grouped.setNumberOptions(QLocale::DefaultNumberOptions); // the C locale leaves separators out otherwise
    if (grouping == Grouping::Indian)
        return groupedInTwos(digits, locale);
    bool fits = false;
    const qlonglong value = digits.toLongLong(&fits);
    return fits ? grouped.toString(value) : digits;
}

/// A plain decimal text, not negative, as the locale writes it.
QString localized(const QString& plain, const QLocale& locale, Grouping grouping)
{
    const QString whole = groupedWhole(plain.section(u'.', 0, 0), locale, grouping);
    const QString behind = plain.section(u'.', 1);
    return behind.isEmpty() ? whole : whole + locale.decimalPoint() + behind;
}

/// The number with the currency's symbol where the locale has it. QLocale takes only doubles and 64 bits: it is shown a
/// 1 for the number, which is then replaced.
QString withSymbol(const QString& number, Currency currency, const QLocale& locale)
{
    if (locale.language() == QLocale::C) // which has it behind the number
        return currency.symbol() + number;
    QString text = locale.toCurrencyString(qlonglong(1), currency.symbol());
    const qsizetype at = text.indexOf(locale.toString(1));
    return at < 0 ? currency.symbol() + number : text.replace(at, locale.toString(1).size(), number);
}

Grouping groupingOf(const Money& money)
{
    return money.currency() == currencies::inr() ? Grouping::Indian : Grouping::Locale;
}

/// `plain`: the amount without its sign.
QString assembled(const QString& plain, const Money& money, const QLocale& locale)
{
    const QString text = withSymbol(localized(plain, locale, groupingOf(money)), money.currency(), locale);
    return money.isNegative() ? locale.negativeSign() + text : text;
}

QString unknownMoney()
{
    return moneyText("unknown");
}

Money sizeOf(const Money& money)
{
    return money.isNegative() ? -money : money;
}

Decimal powerOfTen(int exponent)
{
    return Decimal(1).shifted(exponent).value_or(Decimal());
}

/// In units of 10^power, with two digits behind the point at most.
Money scaledTo(int power, const Money& size)
{
    return size.times(powerOfTen(-power)).rounded(2);
}

/// In the largest unit that the amount reaches, as it would be shown in the next smaller one. Nothing below the
/// smallest unit.
template <std::size_t N>
std::optional<QString> shortened(const Money& money, const std::array<MoneyScale, N>& scales, const QLocale& locale)
{
    const Money size = sizeOf(money);
    const Money one = Money::ofUnits(money.currency(), 1);
    for (std::size_t i = 0; i < N; ++i) {
        const int smaller = i + 1 < N ? scales[i + 1].power : 0;
        if (scaledTo(smaller, size).times(powerOfTen(smaller)) < one.times(powerOfTen(scales[i].power)))
            continue;
        const QString number = scaledTo(scales[i].power, size).toDecimalString();
        // The scale goes with the number: "8K €", not "8 €K".
        const QString scaled = moneyText(scales[i].suffix).arg(localized(number, locale, groupingOf(money)));
        const QString text = withSymbol(scaled, money.currency(), locale);
        return money.isNegative() ? locale.negativeSign() + text : text;
    }
    return {};
}

} // namespace

QString formatMoney(const Money& money, const QLocale& locale, MinorDigits digits)
{
    if (!money.isValid())
        return unknownMoney();
    const Money rounded = money.rounded(); // -0.001 reads 0.00, without a sign
    const bool isWhole = rounded.rounded(0) == rounded;
    const int shown = digits == MinorDigits::WhenNeeded && isWhole ? 0 : money.currency().minorDigits();
    return assembled(sizeOf(rounded).toDecimalString(shown), rounded, locale);
}

QString formatMoneyShort(const Money& money, const QLocale& locale)
{
    if (!money.isValid())
        return unknownMoney();
    const auto brief = groupingOf(money) == Grouping::Indian ? shortened(money, indianScales, locale)
                                                             : shortened(money, westernScales, locale);
    return brief.value_or(formatMoney(money, locale, MinorDigits::WhenNeeded));
}

QString formatMoneyBoth(const Money& money, const QLocale& locale)
{
    const QString whole = formatMoney(money, locale, MinorDigits::WhenNeeded);
    const QString brief = formatMoneyShort(money, locale);
    return whole == brief ? whole : moneyText("%1 (%2)").arg(whole, brief);
}

QString formatMoneyExact(const Money& money, const QLocale& locale)
{
    if (!money.isValid())
        return unknownMoney();
    const int least = money.rounded(0) == money ? 0 : money.currency().minorDigits();
    return assembled(sizeOf(money).toDecimalString(least), money, locale);
}

QString formatDecimal(const Decimal& number, const QLocale& locale)
{
    const QString plain = number.toString();
    const bool negative = plain.startsWith(u'-');
    const QString text = localized(negative ? plain.mid(1) : plain, locale, Grouping::Locale);
    return negative ? locale.negativeSign() + text : text;
}

} // namespace cacheledger
