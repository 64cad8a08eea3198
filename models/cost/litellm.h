// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/pricebook.h"
#include "metrics/result.h"

#include <QtCore/QByteArray>

#include <vector>

namespace cacheledger
{

/// What a list of LiteLLM's holds.
struct LiteLlmPrices {
    struct Skipped {
        QString model;
        QString reason; ///< translated; "has no price of a token or a call"
    };
    std::vector<PriceVersion> versions; ///< in the file's order, one a model, in US dollars, of origin Imported
    std::vector<Skipped> skipped;
};

/// What became of a list that was imported into a price book.
struct PriceImport {
    int added = 0;                               ///< models that were not there before
    int changed = 0;                             ///< models that have a new version
    int unchanged = 0;                           ///< models whose newest version says the same already
    std::vector<LiteLlmPrices::Skipped> skipped; ///< by the list's reading, then by the book
};

/// LiteLLM's model_prices_and_context_window.json: an object with one object a model, prices in US dollars.
/// Taken are input_cost_per_token, output_cost_per_token, cache_read_input_token_cost and
/// cache_creation_input_token_cost; of a model whose mode is "embedding" the input price is that of embedding; without
/// any of these, input_cost_per_request or input_cost_per_query as the price of a call. Other fields are ignored.
/// Prices are read from the file's text, digit by digit: 1.875e-08 stays that.
namespace litellm
{
inline constexpr qsizetype largestFile = 32 * 1024 * 1024; ///< the real one has about 2 MB

/// BadConfiguration, naming `file`, when it is too large, no JSON (with the line) or holds no model at all.
Result<LiteLlmPrices> parse(const QByteArray& document, const QString& file, TimeMs validFromMs);
/// parse(), and what is new of it into the book: PriceBook::addList(). Nothing is changed when parse() fails.
Result<PriceImport> importInto(PriceBook& book, const QByteArray& document, const QString& file, TimeMs validFromMs);
} // namespace litellm

} // namespace cacheledger
