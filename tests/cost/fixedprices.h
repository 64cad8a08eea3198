// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/tokenprices.h"

#include <map>

namespace cacheledger::testing
{

/// Prices as a test says them.
class FixedPrices : public TokenPrices
{
public:
    /// In units of the currency for a million tokens, from a moment on.
    FixedPrices& add(const QString& model, TokenKind kind, const QString& perMillion, Currency currency,
                     TimeMs validFromMs = 0, bool isDefault = false)
    {
        const Decimal each = Decimal::parse(perMillion)->shifted(-6).value();
        m_prices[model].push_back({kind, {each, currency, validFromMs, QStringLiteral("a test"), isDefault}});
        return *this;
    }

    std::optional<TokenPrice> priceAt(const QString& model, TokenKind kind, TimeMs timeMs) const override
    {
        std::optional<TokenPrice> found;
        const auto of = m_prices.find(model);
        if (of == m_prices.end())
            return found;
        for (const auto& [ofKind, price] : of->second)
            if (ofKind == kind && price.validFromMs <= timeMs && (!found || price.validFromMs > found->validFromMs))
                found = price;
        return found;
    }

    std::vector<TimeMs> changesOf(const QString& model) const override
    {
        std::vector<TimeMs> changes;
        if (const auto of = m_prices.find(model); of != m_prices.end())
            for (const auto& [kind, price] : of->second)
                changes.push_back(price.validFromMs);
        return changes;
    }

private:
    std::map<QString, std::vector<std::pair<TokenKind, TokenPrice>>> m_prices;
};

} // namespace cacheledger::testing
