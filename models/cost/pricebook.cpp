// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/pricebook.h"

#include "metrics/format.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QStringList>

#include <algorithm>
#include <set>

namespace cacheledger
{

static QString priceText(const char* text)
{
    return QCoreApplication::translate("PriceBook", text);
}

static Error badPrice(const QString& message, const char* hint)
{
    return {ErrorCode::InvalidArgument, message, priceText(hint)};
}

bool PriceVersion::hasPricesOf(const PriceVersion& other) const
{
    return model == other.model && currency == other.currency && unit == other.unit && prices == other.prices;
}

QString priceKindText(PriceKind kind)
{
    static constexpr std::array<const char*, priceKindCount> names{
        QT_TRANSLATE_NOOP("PriceBook", "input"), QT_TRANSLATE_NOOP("PriceBook", "output"),
        QT_TRANSLATE_NOOP("PriceBook", "cache read"), QT_TRANSLATE_NOOP("PriceBook", "cache write"),
        QT_TRANSLATE_NOOP("PriceBook", "embedding")};
    return priceText(names[static_cast<std::size_t>(kind)]);
}

Decimal largestUnitPrice()
{
    return Decimal(1'000'000);
}

Result<void> validatePrice(const PriceVersion& version)
{
    const QString& model = version.model;
    if (model.trimmed().isEmpty() || model.size() > 200 || model.contains(QLatin1Char('\n')))
        return badPrice(priceText("A price needs the name of a model."),
                        QT_TRANSLATE_NOOP("PriceBook", "Give one line of 1 to 200 characters."));
    if (!version.currency.isValid())
        return badPrice(priceText("The price of %1 has no currency.").arg(model),
                        QT_TRANSLATE_NOOP("PriceBook", "Name the currency of its price list."));
    if (version.fromMs < 0 || (version.toMs && *version.toMs <= version.fromMs))
        return badPrice(priceText("The price of %1 ends before it begins.").arg(model),
                        QT_TRANSLATE_NOOP("PriceBook", "Give an end after the beginning, or none."));
    bool hasPrice = false;
    for (const auto& price : version.prices) {
        hasPrice = hasPrice || price.has_value();
        if (price && price->sign() < 0)
            return badPrice(priceText("A price of %1 is negative.").arg(model),
                            QT_TRANSLATE_NOOP("PriceBook", "Write 0 or more."));
        if (price && *price > largestUnitPrice())
            return badPrice(priceText("A price of %1 is above a million for one token or call.").arg(model),
                            QT_TRANSLATE_NOOP("PriceBook", "Say what the price is for, one token or a million."));
    }
    if (!hasPrice)
        return badPrice(priceText("%1 has no price.").arg(model),
                        QT_TRANSLATE_NOOP("PriceBook", "Give at least one, of input for example."));
    return {};
}

/// Valid at a common moment.
static bool overlapInTime(const PriceVersion& left, const PriceVersion& right)
{
    return (!left.toMs || right.fromMs < *left.toMs) && (!right.toMs || left.fromMs < *right.toMs);
}

Result<void> PriceBook::add(const PriceVersion& version)
{
    if (auto valid = validatePrice(version); !valid)
        return valid;
    const auto known = m_own.find(version.model);
    std::vector<PriceVersion> versions = known == m_own.end() ? std::vector<PriceVersion>() : known->second;
    if (!versions.empty() && !versions.back().toMs && versions.back().fromMs < version.fromMs)
        versions.back().toMs = version.fromMs;
    for (const PriceVersion& other : versions)
        if (overlapInTime(other, version))
            return badPrice(
                priceText("%1 has a price already that is valid from %2 on.")
                    .arg(version.model, other.fromMs == 0 ? priceText("ever") : format::isoUtc(other.fromMs)),
                QT_TRANSLATE_NOOP("PriceBook", "Let the new one begin after that one's beginning or end; "
                                               "earlier periods keep their prices."));
    versions.push_back(version);
    std::stable_sort(versions.begin(), versions.end(),
                     [](const PriceVersion& left, const PriceVersion& right) { return left.fromMs < right.fromMs; });
    m_own[version.model] = std::move(versions);
    return {};
}

Result<void> PriceBook::end(const QString& model, TimeMs toMs)
{
    const auto known = m_own.find(model);
    if (known == m_own.end() || known->second.back().toMs)
        return badPrice(priceText("%1 has no price of yours that is valid until further notice.").arg(model),
                        QT_TRANSLATE_NOOP("PriceBook", "Choose one without an end."));
    PriceVersion ended = known->second.back();
    ended.toMs = toMs;
    if (auto valid = validatePrice(ended); !valid)
        return valid;
    known->second.back() = ended;
    return {};
}

PriceAdditions PriceBook::addList(const std::vector<PriceVersion>& versions)
{
    PriceAdditions result;
    for (const PriceVersion& version : versions) {
        const auto known = m_own.find(version.model);
        const bool isNew = known == m_own.end();
        if (!isNew && known->second.back().hasPricesOf(version)) {
            ++result.unchanged;
            continue;
        }
        if (!isNew && known->second.back().origin == PriceOrigin::Entered) {
            result.refused.push_back({version.model, priceText("has a price that you entered, which stays")});
            continue;
        }
        if (const auto added = add(version); !added)
            result.refused.push_back({version.model, added.error().text()});
        else
            ++(isNew ? result.added : result.changed);
    }
    return result;
}

void PriceBook::setShipped(const std::vector<PriceVersion>& versions)
{
    m_shipped.clear();
    for (const PriceVersion& version : versions)
        m_shipped[version.model].push_back(version);
}

const PriceVersion* PriceBook::at(const QString& model, TimeMs timeMs) const
{
    for (const Versions* book : {&m_own, &m_shipped})
        if (const auto known = book->find(model); known != book->end())
            for (const PriceVersion& version : known->second)
                if (version.isValidAt(timeMs))
                    return &version;
    return nullptr;
}

std::vector<PriceVersion> PriceBook::versions() const
{
    std::vector<PriceVersion> all;
    for (const auto& [model, versions] : m_own)
        all.insert(all.end(), versions.begin(), versions.end());
    return all;
}

std::vector<PriceVersion> PriceBook::listed() const
{
    Versions merged = m_own;
    merged.insert(m_shipped.begin(), m_shipped.end()); // a model that is there stays
    std::vector<PriceVersion> all;
    for (const auto& [model, versions] : merged)
        all.insert(all.end(), versions.begin(), versions.end());
    return all;
}

QStringList PriceBook::models() const
{
    std::set<QString> names;
    for (const Versions* book : {&m_own, &m_shipped})
        for (const auto& [model, versions] : *book)
            names.insert(model);
    return QStringList(names.begin(), names.end());
}

static PriceKind priceKindOf(TokenKind kind)
{
    switch (kind) {
    case TokenKind::Input:
        return PriceKind::Input;
    case TokenKind::CachedInput:
        return PriceKind::CacheRead;
    case TokenKind::Output:
        return PriceKind::Output;
    case TokenKind::Embedding:
        break;
    }
    return PriceKind::Embedding;
}

std::optional<TokenPrice> PriceBook::priceAt(const QString& model, TokenKind kind, TimeMs timeMs) const
{
    const PriceVersion* version = at(model, timeMs);
    if (!version || version->unit != PriceUnit::Token || !version->price(priceKindOf(kind)))
        return {};
    return TokenPrice{*version->price(priceKindOf(kind)), version->currency, version->fromMs, version->source,
                      version->origin == PriceOrigin::Shipped};
}

std::vector<TimeMs> PriceBook::changesOf(const QString& model) const
{
    std::set<TimeMs> moments;
    for (const Versions* book : {&m_own, &m_shipped})
        if (const auto known = book->find(model); known != book->end())
            for (const PriceVersion& version : known->second) {
                moments.insert(version.fromMs);
                if (version.toMs)
                    moments.insert(*version.toMs);
            }
    return {moments.begin(), moments.end()};
}

} // namespace cacheledger
