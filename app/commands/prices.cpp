// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/prices.h"

#include "app/healthreport.h"
#include "app/inputfile.h"
#include "cost/litellm.h"
#include "cost/moneyformat.h"
#include "cost/pricefile.h"
#include "metrics/format.h"

#include <nlohmann/json.hpp>

#include <map>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static OrderedJson jsonTime(std::optional<TimeMs> timeMs)
{
    return timeMs ? OrderedJson(format::isoUtc(*timeMs).toStdString()) : OrderedJson();
}

static OrderedJson priceJson(const PriceVersion& version)
{
    OrderedJson object{{"model", version.model.toStdString()},
                       {"currency", version.currency.code().toStdString()},
                       {"per", version.unit == PriceUnit::Call ? "call" : "token"}};
    for (std::size_t kind = 0; kind < priceKindCount; ++kind) {
        const auto& price = version.prices[kind];
        object[pricefile::priceKindName(static_cast<PriceKind>(kind))] =
            price ? OrderedJson(price->toString().toStdString()) : OrderedJson();
    }
    object["validFrom"] = jsonTime(version.fromMs > 0 ? std::optional(version.fromMs) : std::nullopt);
    object["validTo"] = jsonTime(version.toMs);
    object["source"] = version.source.toStdString();
    object["origin"] = pricefile::priceOriginName(version.origin);
    return object;
}

/// "input $2.50, output $10": for a million tokens, or for a call.
static QString pricesText(const PriceVersion& version)
{
    constexpr int million = 6;
    QStringList parts;
    for (std::size_t kind = 0; kind < priceKindCount; ++kind) {
        const auto& price = version.prices[kind];
        if (!price)
            continue;
        const auto shown = version.unit == PriceUnit::Token ? price->shifted(million) : price;
        const Money money = shown ? Money::ofUnits(version.currency, *shown) : Money();
        parts << Cli::tr("%1 %2").arg(priceKindText(static_cast<PriceKind>(kind)),
                                      money.isValid()
                                          ? formatMoneyExact(money)
                                          : version.currency.code() + u' ' + shown.value_or(*price).toString());
    }
    return parts.join(u", "_s) +
           (version.unit == PriceUnit::Token ? Cli::tr(" per million tokens") : Cli::tr(" per call"));
}

static QString validityText(const PriceVersion& version)
{
    const QString from = version.fromMs > 0 ? Cli::tr("from %1").arg(format::isoUtc(version.fromMs)) : QString();
    const QString to = version.toMs ? Cli::tr("to %1").arg(format::isoUtc(*version.toMs)) : QString();
    return (from + u' ' + to).trimmed();
}

static QString listLine(const PriceVersion& version)
{
    QStringList about{validityText(version), version.source};
    about.removeAll(QString());
    return version.model.leftJustified(40) + u' ' + pricesText(version) +
           (about.isEmpty() ? QString() : u"  ("_s + about.join(u"; "_s) + u')');
}

int runPricesList(const PricesListCommand& command, const CommandContext& context)
{
    Console& console = context.console;
    const auto book = pricefile::load(context.profile.pricesFile());
    if (!book)
        return console.fail(book.error());
    if (command.json) {
        OrderedJson list = OrderedJson::array();
        for (const PriceVersion& version : book->listed())
            list.push_back(priceJson(version));
        console.write(QByteArray::fromStdString(OrderedJson{{"prices", std::move(list)}}.dump(
                          2, ' ', false, OrderedJson::error_handler_t::replace)) +
                      '\n');
        return console.finish(ExitCode::Ok);
    }
    for (const PriceVersion& version : book->listed())
        console.writeLine(listLine(version));
    return console.finish(ExitCode::Ok);
}

static Result<QByteArray> priceListContent(const QString& path)
{
    QFile file(path);
    if (const auto opened = openInput(file, Dash::StandardInput, Cli::tr("Check the path.")); !opened)
        return opened.error();
    return file.read(litellm::largestFile + 1); // a device has no size and no end; parse() refuses what is larger
}

/// How many models each reason keeps out, since a real list has hundreds.
static void noteSkipped(const std::map<QString, QStringList>& skipped, Console& console)
{
    constexpr int shown = 3;
    for (const auto& [reason, models] : skipped) {
        const QStringList first = models.mid(0, shown);
        console.note(Cli::tr("%n skipped: %1: %2", nullptr, static_cast<int>(models.size()))
                         .arg(reason, first.join(u", "_s) + (models.size() > shown ? u", ..."_s : QString())));
    }
}

static OrderedJson skippedJson(const std::map<QString, QStringList>& skipped)
{
    OrderedJson list = OrderedJson::array();
    for (const auto& [reason, models] : skipped)
        for (const QString& model : models)
            list.push_back({{"model", model.toStdString()}, {"reason", reason.toStdString()}});
    return list;
}

int runPricesImport(const PricesImportCommand& command, const CommandContext& context)
{
    Console& console = context.console;
    const QString path = context.profile.pricesFile();
    auto book = pricefile::load(path);
    if (!book)
        return console.fail(book.error());
    const auto content = priceListContent(command.file);
    if (!content)
        return console.fail(content.error());
    const auto result = litellm::importInto(*book, *content, command.file, command.validFromMs);
    if (!result)
        return console.fail(result.error());
    if (result->added + result->changed > 0)
        if (const auto saved = pricefile::save(*book, path); !saved)
            return console.fail(saved.error());
    std::map<QString, QStringList> skipped;
    for (const LiteLlmPrices::Skipped& entry : result->skipped)
        skipped[entry.reason] << entry.model;
    const auto skippedCount = result->skipped.size();
    if (command.json) {
        const OrderedJson object{{"added", result->added},
                                 {"changed", result->changed},
                                 {"unchanged", result->unchanged},
                                 {"skipped", skippedCount},
                                 {"validFrom", jsonTime(command.validFromMs)},
                                 {"file", path.toStdString()},
                                 {"reasons", skippedJson(skipped)}};
        console.write(QByteArray::fromStdString(object.dump(2, ' ', false, OrderedJson::error_handler_t::replace)) +
                      '\n');
        return console.finish(ExitCode::Ok);
    }
    noteSkipped(skipped, console);
    console.writeLine(Cli::tr("Models added: %1, with a new price: %2, unchanged: %3, skipped: %4; valid from %5.")
                          .arg(result->added)
                          .arg(result->changed)
                          .arg(result->unchanged)
                          .arg(skippedCount)
                          .arg(format::isoUtc(command.validFromMs)));
    return console.finish(ExitCode::Ok);
}

} // namespace cacheledger
