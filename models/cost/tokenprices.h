// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/currency.h"
#include "cost/decimal.h"
#include "metrics/clock.h"

#include <vector>

namespace cacheledger
{

enum class TokenKind { Input, CachedInput, Output, Embedding };

/// What one token cost from some moment on.
struct TokenPrice {
    Decimal perToken;
    Currency currency;
    TimeMs validFromMs = 0; ///< 0: ever since
    QString source;
    bool isDefault = false; ///< shipped, checked by nobody
};

/// What the ledger asks of a price book. A value is looked up for a moment; between the changes that a model has, its
/// prices are constant.
class TokenPrices
{
public:
    virtual ~TokenPrices() = default;
    /// Nothing: no such model, no price of that kind, or none at that time.
    virtual std::optional<TokenPrice> priceAt(const QString& model, TokenKind kind, TimeMs timeMs) const = 0;
    /// Moments at which a price of the model changes, begins or ends.
    virtual std::vector<TimeMs> changesOf(const QString& model) const = 0;
};

} // namespace cacheledger
