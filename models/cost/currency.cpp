// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/currency.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QStringList>

#include <algorithm>

namespace cacheledger
{

namespace
{

struct CurrencyFacts {
    const char* code;
    const char16_t* symbol;
    int minorDigits; // ISO 4217
    const char* name;
};

constexpr std::array knownCurrencies{
    CurrencyFacts{"EUR", u"€", 2, QT_TRANSLATE_NOOP("Currency", "Euro")},
    CurrencyFacts{"GBP", u"£", 2, QT_TRANSLATE_NOOP("Currency", "Pound sterling")},
    CurrencyFacts{"INR", u"₹", 2, QT_TRANSLATE_NOOP("Currency", "Indian rupee")},
    CurrencyFacts{"JPY", u"¥", 0, QT_TRANSLATE_NOOP("Currency", "Japanese yen")},
    CurrencyFacts{"USD", u"$", 2, QT_TRANSLATE_NOOP("Currency", "US dollar")},
};

/// Null for "none".
const CurrencyFacts* factsOf(const QString& code)
{
    const auto found = std::find_if(knownCurrencies.begin(), knownCurrencies.end(),
                                    [&](const CurrencyFacts& facts) { return code == QLatin1String(facts.code); });
    return found == knownCurrencies.end() ? nullptr : &*found;
}

} // namespace

std::optional<Currency> Currency::fromCode(QStringView code)
{
    const CurrencyFacts* facts = factsOf(code.toString());
    return facts ? std::optional(Currency(facts->code)) : std::nullopt;
}

Result<Currency> Currency::parse(QStringView code)
{
    if (const auto known = fromCode(code))
        return *known;
    QStringList codes;
    for (const CurrencyFacts& facts : knownCurrencies)
        codes << QLatin1String(facts.code);
    return Error{ErrorCode::InvalidArgument,
                 QCoreApplication::translate("Currency", "The currency \"%1\" is not known.").arg(code.left(40)),
                 QCoreApplication::translate("Currency", "Use one of %1.").arg(codes.join(QLatin1String(", ")))};
}

std::vector<Currency> Currency::all()
{
    std::vector<Currency> currencies;
    for (const CurrencyFacts& facts : knownCurrencies)
        currencies.push_back(Currency(facts.code));
    return currencies;
}

QString Currency::symbol() const
{
    const CurrencyFacts* facts = factsOf(code());
    return facts ? QString::fromUtf16(facts->symbol) : QString();
}

QString Currency::name() const
{
    const CurrencyFacts* facts = factsOf(code());
    return facts ? QCoreApplication::translate("Currency", facts->name) : QString();
}

int Currency::minorDigits() const
{
    const CurrencyFacts* facts = factsOf(code());
    return facts ? facts->minorDigits : 2;
}

Currency currencies::usd()
{
    return *Currency::fromCode(u"USD");
}

Currency currencies::eur()
{
    return *Currency::fromCode(u"EUR");
}

Currency currencies::inr()
{
    return *Currency::fromCode(u"INR");
}

Currency currencies::gbp()
{
    return *Currency::fromCode(u"GBP");
}

Currency currencies::jpy()
{
    return *Currency::fromCode(u"JPY");
}

} // namespace cacheledger
