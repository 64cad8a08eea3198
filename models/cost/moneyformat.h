// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/money.h"

#include <QtCore/QLocale>
#include <QtCore/QString>

namespace cacheledger
{

/// How amounts of money look, so that the same amount is the same everywhere. The currency's symbol stands, and numbers
/// are grouped, as the locale has them; rupees are always grouped as in India. No amount reads "unknown" (translated).
enum class MinorDigits {
    Always,    ///< for columns: $630.00
    WhenNeeded ///< for sentences: $630, but $630.50
};

/// Rounded half to even to what is paid: "$1,234.50", "1.234,50 €", "₹7,20,000.00", "¥1,235".
QString formatMoney(const Money& money, const QLocale& locale = QLocale(), MinorDigits digits = MinorDigits::Always);
/// At most two digits behind the point: "₹7.2 L" (lakh, 10^5), "₹18.36 Cr" (crore, 10^7), "$1.23M", "$4.56K". What is
/// below a lakh or a thousand is as in a sentence.
QString formatMoneyShort(const Money& money, const QLocale& locale = QLocale());
/// "₹7,20,000 (₹7.2 L)"; only the first where the short form says no less.
QString formatMoneyBoth(const Money& money, const QLocale& locale = QLocale());
/// With all digits that it has: "$0.0001". For prices.
QString formatMoneyExact(const Money& money, const QLocale& locale = QLocale());
/// A number grouped and with a point as the locale has them: "1.234,5".
QString formatDecimal(const Decimal& number, const QLocale& locale = QLocale());

} // namespace cacheledger
