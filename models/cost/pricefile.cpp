// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/pricefile.h"

#include "config/configfile.h"
#include "config/jsondocument.h"
#include "config/wordtable.h"
#include "cost/costjson.h"
#include "metrics/format.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>
#include <QtCore/QFile>

#include <algorithm>
#include <limits>
#include <numeric>

static void initPriceResources()
{
    Q_INIT_RESOURCE(resources);
}

namespace cacheledger
{

namespace
{

using PriceJson = nlohmann::ordered_json;

/// How a file says what its prices are for; million_tokens reads best and is exact.
enum class PricedBy { Token, MillionTokens, Call };

constexpr std::array pricedByWords{
    wordtable::Word<PricedBy>{PricedBy::Token, "token"},
    wordtable::Word<PricedBy>{PricedBy::MillionTokens, "million_tokens"},
    wordtable::Word<PricedBy>{PricedBy::Call, "call"},
};
constexpr std::array originWords{
    wordtable::Word<PriceOrigin>{PriceOrigin::Entered, "entered"},
    wordtable::Word<PriceOrigin>{PriceOrigin::Imported, "imported"},
    wordtable::Word<PriceOrigin>{PriceOrigin::Shipped, "shipped"},
};
constexpr std::array<const char*, priceKindCount> kindNames{"input", "output", "cacheRead", "cacheWrite", "embedding"};
constexpr const char* priceFileKeys[] = {"version", "prices"};
constexpr const char* priceKeys[] = {"model",      "currency",  "per",       "input",   "output", "cacheRead",
                                     "cacheWrite", "embedding", "validFrom", "validTo", "source", "origin"};
constexpr int million = 6; // digits
constexpr std::size_t mostPrices = 100'000;

QString priceFileText(const char* text)
{
    return QCoreApplication::translate("CostFile", text);
}

std::optional<PricedBy> pricedByOf(const QString& word)
{
    return wordtable::valueFor(pricedByWords, word);
}

QString allPricedBy()
{
    return wordtable::allOf(pricedByWords);
}

std::optional<PriceOrigin> originOf(const QString& word)
{
    return wordtable::valueFor(originWords, word);
}

QString allOrigins()
{
    return wordtable::allOf(originWords);
}

/// A day is its first moment in UTC.
std::optional<TimeMs> momentIn(JsonObject& in, const char* key)
{
    if (!in.find(key))
        return {};
    const QString text = in.text(key);
    const QDate day = QDate::fromString(text, Qt::ISODate);
    if (text.size() == 10 && day.isValid())
        return day.startOfDay(Qt::UTC).toMSecsSinceEpoch();
    const QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    // A later year would not be read back.
    if (time.isValid() && time.timeSpec() != Qt::LocalTime && time.toUTC().date().year() <= 9999)
        return time.toMSecsSinceEpoch();
    in.fail(QLatin1String(key), priceFileText("must be a day or a time with its zone, like \"2026-05-01\" or "
                                              "\"2026-05-01T00:00:00Z\"."));
    return {};
}

/// The price of one token or call.
std::optional<Decimal> unitPriceIn(JsonObject& in, const char* key, PricedBy by)
{
    if (by != PricedBy::MillionTokens)
        return costjson::decimalIn(in, key, largestUnitPrice());
    const auto price = costjson::decimalIn(in, key, *largestUnitPrice().shifted(million));
    const auto unitPrice = price ? price->shifted(-million) : price;
    if (price && !unitPrice)
        in.fail(QLatin1String(key), priceFileText("has more digits behind the point than can be kept."));
    return unitPrice;
}

PriceVersion priceVersionIn(JsonObject& in)
{
    in.allowOnly(priceKeys, priceFileText("is no key of a price; these are: %1."));
    PriceVersion version;
    version.model = costjson::nameIn(in, "model");
    version.currency = costjson::currencyIn(in, "currency");
    const PricedBy by = in.word("per", PricedBy::Token, pricedByOf, allPricedBy);
    version.unit = by == PricedBy::Call ? PriceUnit::Call : PriceUnit::Token;
    bool hasKey = false;
    for (std::size_t kind = 0; kind < priceKindCount; ++kind) {
        hasKey = hasKey || in.find(kindNames[kind]);
        version.prices[kind] = unitPriceIn(in, kindNames[kind], by);
    }
    if (!hasKey)
        in.fail(QLatin1String(kindNames[0]), priceFileText("is missing, and so are all other prices: give at least "
                                                           "one."));
    version.fromMs = std::max<TimeMs>(momentIn(in, "validFrom").value_or(0), 0);
    version.toMs = momentIn(in, "validTo");
    if (version.toMs && *version.toMs <= version.fromMs)
        in.fail(QStringLiteral("validTo"), priceFileText("must be after \"validFrom\"."));
    version.source = in.text("source");
    version.origin = in.word("origin", PriceOrigin::Entered, originOf, allOrigins);
    return version;
}

/// Names each version that begins before an earlier one of its model has ended.
void findOverlaps(const std::vector<PriceVersion>& versions, JsonObject& in)
{
    std::vector<std::size_t> order(versions.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
        const PriceVersion& a = versions[left];
        const PriceVersion& b = versions[right];
        return a.model != b.model ? a.model < b.model : a.fromMs < b.fromMs;
    });
    constexpr TimeMs never = std::numeric_limits<TimeMs>::max();
    for (std::size_t i = 1; i < order.size(); ++i) {
        const PriceVersion& earlier = versions[order[i - 1]];
        const PriceVersion& later = versions[order[i]];
        if (earlier.model == later.model && later.fromMs < earlier.toMs.value_or(never))
            in.fail(QStringLiteral("prices/%1/validFrom").arg(order[i]),
                    priceFileText("overlaps in time with prices/%1 of the same model: end that one with \"validTo\" "
                                  "or let this one begin later.")
                        .arg(order[i - 1]));
    }
}

PriceJson priceObject(const PriceVersion& version)
{
    PriceJson object{{"model", version.model.toStdString()}, {"currency", version.currency.code().toStdString()}};
    // What no million can be taken of stays as it is.
    const bool byMillion = version.unit == PriceUnit::Token &&
                           std::all_of(version.prices.begin(), version.prices.end(),
                                       [](const auto& price) { return !price || price->shifted(million).has_value(); });
    const PricedBy by = version.unit == PriceUnit::Call ? PricedBy::Call
                        : byMillion                     ? PricedBy::MillionTokens
                                                        : PricedBy::Token;
    object["per"] = wordtable::wordFor(pricedByWords, by).toStdString();
    for (std::size_t kind = 0; kind < priceKindCount; ++kind)
        if (const auto& price = version.prices[kind])
            object[kindNames[kind]] = (byMillion ? *price->shifted(million) : *price).toString().toStdString();
    if (version.fromMs > 0)
        object["validFrom"] = format::isoUtc(version.fromMs).toStdString();
    if (version.toMs)
        object["validTo"] = format::isoUtc(*version.toMs).toStdString();
    if (!version.source.isEmpty())
        object["source"] = version.source.toStdString();
    object["origin"] = pricefile::priceOriginName(version.origin);
    return object;
}

} // namespace

const char* pricefile::priceKindName(PriceKind kind)
{
    return kindNames[static_cast<std::size_t>(kind)];
}

const char* pricefile::priceOriginName(PriceOrigin origin)
{
    return originWords[static_cast<std::size_t>(origin)].second;
}

PriceFile pricefile::parse(const QByteArray& document, const QString& file)
{
    const JsonKind kind{newestVersion, largestFile, QStringLiteral("docs/formats.md")};
    PriceFile result;
    const auto json = parseJsonFile(document, file, kind);
    if (!json) {
        result.problems.push_back({file, 0, {}, json.error().text()});
        return result;
    }
    std::vector<JsonFault> faults;
    JsonObject in(*json, QString(), faults);
    in.allowOnly(priceFileKeys, priceFileText("is no key of this file; these are: %1."));
    in.need("prices");
    costjson::eachIn(in, "prices", mostPrices,
                     [&](JsonObject& object) { result.versions.push_back(priceVersionIn(object)); });
    if (faults.empty())
        findOverlaps(result.versions, in);
    if (faults.empty())
        return result;
    result.versions.clear();
    const JsonLines lines(document, 3); // "/prices/0/input"
    for (const JsonFault& fault : faults) {
        const QString pointer = QLatin1Char('/') + fault.key;
        result.problems.push_back({file, lines.of(pointer), pointer, fault.reason});
    }
    return result;
}

QByteArray pricefile::toText(const std::vector<PriceVersion>& versions)
{
    PriceJson json{{"version", newestVersion}, {"prices", PriceJson::array()}};
    for (const PriceVersion& version : versions)
        json["prices"].push_back(priceObject(version));
    return configfile::toText(json);
}

std::vector<PriceVersion> pricefile::shipped()
{
    initPriceResources();
    QFile file(QStringLiteral(":/prices/sample.json"));
    return file.open(QIODevice::ReadOnly) ? parse(file.readAll(), file.fileName()).versions
                                          : std::vector<PriceVersion>();
}

Result<PriceBook> pricefile::load(const QString& path)
{
    const auto document = configfile::read(path);
    if (!document)
        return document.error();
    PriceBook book;
    book.setShipped(shipped());
    if (!*document)
        return book;
    const PriceFile file = parse(**document, path);
    if (!file.problems.empty())
        return costjson::refusedFile(file.problems);
    for (const PriceVersion& version : file.versions)
        if (auto added = book.add(version); !added)
            return added.error();
    return book;
}

Result<void> pricefile::save(const PriceBook& book, const QString& path)
{
    return configfile::write(path, toText(book.versions()));
}

} // namespace cacheledger
