// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/result.h"

#include <QtCore/QString>
#include <QtCore/QStringView>

#include <array>
#include <compare>
#include <optional>
#include <vector>

namespace cacheledger
{

/// A currency by its ISO 4217 code. Those that are known are EUR, GBP, INR, JPY and USD. Default: none.
class Currency
{
public:
    Currency() = default;
    /// In upper case; nothing for a code that is not known.
    static std::optional<Currency> fromCode(QStringView code);
    /// Like fromCode; InvalidArgument names those that are known.
    static Result<Currency> parse(QStringView code);
    static std::vector<Currency> all();

    bool isValid() const { return m_code[0] != 0; }
    QString code() const { return QString::fromLatin1(m_code.data(), isValid() ? 3 : 0); }
    QString symbol() const; ///< "₹"
    QString name() const;   ///< translated: "Indian rupee"
    /// Digits behind the point in which amounts are paid: 2, for JPY 0.
    int minorDigits() const;

    friend auto operator<=>(const Currency&, const Currency&) = default;

private:
    explicit Currency(const char* code) : m_code{code[0], code[1], code[2]} {}

    std::array<char, 3> m_code{};
};

/// For tests and places where the currency is a matter of fact.
namespace currencies
{
Currency usd();
Currency eur();
Currency inr();
Currency gbp();
Currency jpy();
} // namespace currencies

} // namespace cacheledger
