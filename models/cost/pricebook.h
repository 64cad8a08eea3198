// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/tokenprices.h"
#include "metrics/result.h"

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <array>
#include <map>
#include <optional>
#include <vector>

namespace cacheledger
{

enum class PriceKind { Input, Output, CacheRead, CacheWrite, Embedding };
inline constexpr std::size_t priceKindCount = 5;

/// What a price is for one of.
enum class PriceUnit { Token, Call };

/// Who says so.
enum class PriceOrigin {
    Entered,  ///< the user
    Imported, ///< a price list that the user imported
    Shipped,  ///< ours: a default, to be checked
};

/// What a model costs for a while. A change of price is another version of the model; none is ever altered but for its
/// end.
struct PriceVersion {
    QString model; ///< as the application names it
    Currency currency;
    PriceUnit unit = PriceUnit::Token;
    std::array<std::optional<Decimal>, priceKindCount> prices; ///< by PriceKind, for one unit; none is negative
    TimeMs fromMs = 0;                                         ///< 0: ever since
    std::optional<TimeMs> toMs;                                ///< exclusive; nothing: until further notice
    QString source;                                            ///< "invoice of May"
    PriceOrigin origin = PriceOrigin::Entered;

    const std::optional<Decimal>& price(PriceKind kind) const { return prices[static_cast<std::size_t>(kind)]; }
    std::optional<Decimal>& price(PriceKind kind) { return prices[static_cast<std::size_t>(kind)]; }
    bool isValidAt(TimeMs timeMs) const { return timeMs >= fromMs && (!toMs || timeMs < *toMs); }
    /// Whether both say the same of the same model, whoever says so and since when.
    bool hasPricesOf(const PriceVersion& other) const;

    friend bool operator==(const PriceVersion&, const PriceVersion&) = default;
};

/// What became of versions that were to be added.
struct PriceAdditions {
    struct Refused {
        QString model;
        QString reason; ///< translated
    };
    int added = 0;     ///< models that were not there before
    int changed = 0;   ///< models that have a new version
    int unchanged = 0; ///< models whose newest version says the same already
    std::vector<Refused> refused;
};

/// Prices of models by time: the user's, and behind them the shipped ones, which count where the user has none for the
/// model and the moment. A value; thread-safe as any.
class PriceBook : public TokenPrices
{
public:
    /// A new version of a model. The model's newest version, where it is without end, ends when this one begins:
    /// earlier periods keep their prices. InvalidArgument, with the next step, when it would overlap another one in
    /// time, has no price, a negative one, no currency, no name, or ends before it begins.
    Result<void> add(const PriceVersion& version);
    /// The model's newest version of the user's, where it is without end, ends here; without another version the model
    /// has no price from then on. InvalidArgument when there is none, it has an end, or would end before it begins.
    Result<void> end(const QString& model, TimeMs toMs);
    /// Adds what is new in a price list, all valid from one moment on. A version that the user entered is left alone.
    PriceAdditions addList(const std::vector<PriceVersion>& versions);
    void setShipped(const std::vector<PriceVersion>& versions);

    /// Null: no price is known then.
    const PriceVersion* at(const QString& model, TimeMs timeMs) const;
    /// The user's, by model, each by time.
    std::vector<PriceVersion> versions() const;
    /// Those and the shipped ones of models that the user has no version of.
    std::vector<PriceVersion> listed() const;
    QStringList models() const;

    /// Prices for one call are none for a token.
    std::optional<TokenPrice> priceAt(const QString& model, TokenKind kind, TimeMs timeMs) const override;
    std::vector<TimeMs> changesOf(const QString& model) const override;

private:
    using Versions = std::map<QString, std::vector<PriceVersion>>; // each by time

    Versions m_own;
    Versions m_shipped;
};

/// No unit of anything costs more than this, in any currency.
Decimal largestUnitPrice();
/// What is wrong with a version by itself; InvalidArgument with the next step.
Result<void> validatePrice(const PriceVersion& version);
/// Translated: "cache read".
QString priceKindText(PriceKind kind);

} // namespace cacheledger
