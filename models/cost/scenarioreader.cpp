// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/scenarioreader.h"

#include "config/wordtable.h"
#include "cost/costjson.h"
#include "cost/scenariofile.h"

#include <QtCore/QCoreApplication>

#include <array>

namespace cacheledger
{

namespace
{

using wordtable::Word;

constexpr std::array costKindWords{
    Word<CostKind>{CostKind::Volume, "volume"},
    Word<CostKind>{CostKind::Fixed, "fixed"},
    Word<CostKind>{CostKind::Cache, "cache"},
};
constexpr const char* scenarioKeys[] = {"version", "name",  "note", "currency", "implementationCost",
                                        "before",  "after", "calls"};
constexpr const char* lineKeys[] = {"name", "perMonth", "kind"};
constexpr const char* callKeys[] = {"requestsPerDay", "daysPerMonth", "hitRatio", "prices"};
constexpr const char* callPriceKeys[] = {"name", "perCall"};

// Far above anything real, and far below what a sum of three years can hold.
const Decimal largestLine(1'000'000'000'000'000);
const Decimal largestCallPrice(1'000'000);
constexpr std::size_t mostCalls = 20;

QString scenarioText(const char* text)
{
    return QCoreApplication::translate("CostFile", text);
}

QString noSuchKey()
{
    return scenarioText("is no key here; these are: %1.");
}

std::optional<CostKind> costKindOf(const QString& word)
{
    return wordtable::valueFor(costKindWords, word);
}

QString allCostKinds()
{
    return wordtable::allOf(costKindWords);
}

std::vector<EconomicsLine> linesIn(JsonObject& in, const char* key, Currency currency)
{
    std::vector<EconomicsLine> lines;
    costjson::eachIn(in, key, scenariofile::mostLines, [&](JsonObject& object) {
        object.allowOnly(lineKeys, noSuchKey());
        EconomicsLine line;
        line.name = costjson::nameIn(object, "name");
        line.perMonth = costjson::moneyIn(object, "perMonth", currency, largestLine);
        line.kind = object.word("kind", CostKind::Volume, costKindOf, allCostKinds);
        lines.push_back(line);
    });
    return lines;
}

CallModel callsIn(JsonObject& in, Currency currency)
{
    CallModel model;
    in.allowOnly(callKeys, noSuchKey());
    for (const char* key : {"requestsPerDay", "hitRatio", "prices"})
        in.need(key);
    model.requestsPerDay = costjson::decimalIn(in, "requestsPerDay", largestLine).value_or(Decimal());
    model.daysPerMonth = costjson::decimalIn(in, "daysPerMonth", Decimal(31)).value_or(Decimal(30));
    model.hitRatio = costjson::decimalIn(in, "hitRatio", Decimal(1)).value_or(Decimal());
    costjson::eachIn(in, "prices", mostCalls, [&](JsonObject& object) {
        object.allowOnly(callPriceKeys, noSuchKey());
        CallPrice price;
        price.name = costjson::nameIn(object, "name");
        price.perCall = costjson::moneyIn(object, "perCall", currency, largestCallPrice);
        model.calls.push_back(price);
    });
    return model;
}

nlohmann::ordered_json linesJson(const std::vector<EconomicsLine>& lines)
{
    auto list = nlohmann::ordered_json::array();
    for (const EconomicsLine& line : lines)
        list.push_back({{"name", line.name.toStdString()},
                        {"perMonth", line.perMonth.toDecimalString().toStdString()},
                        {"kind", wordtable::wordFor(costKindWords, line.kind).toStdString()}});
    return list;
}

nlohmann::ordered_json callsJson(const CallModel& model)
{
    auto prices = nlohmann::ordered_json::array();
    for (const CallPrice& call : model.calls)
        prices.push_back(
            {{"name", call.name.toStdString()}, {"perCall", call.perCall.toDecimalString().toStdString()}});
    return {{"requestsPerDay", model.requestsPerDay.toString().toStdString()},
            {"daysPerMonth", model.daysPerMonth.toString().toStdString()},
            {"hitRatio", model.hitRatio.toString().toStdString()},
            {"prices", prices}};
}

} // namespace

Scenario readScenario(const nlohmann::ordered_json& object, std::vector<JsonFault>& faults)
{
    JsonObject in(object, QString(), faults);
    in.allowOnly(scenarioKeys, noSuchKey());
    Scenario scenario;
    scenario.name = costjson::nameIn(in, "name");
    scenario.note = in.text("note");
    scenario.currency = costjson::currencyIn(in, "currency");
    scenario.implementationCost = in.find("implementationCost")
                                      ? costjson::moneyIn(in, "implementationCost", scenario.currency, largestLine)
                                      : Money(scenario.currency);
    scenario.before = linesIn(in, "before", scenario.currency);
    scenario.after = linesIn(in, "after", scenario.currency);
    if (const nlohmann::ordered_json* calls = in.find("calls")) {
        if (calls->is_object()) {
            JsonObject model(*calls, QStringLiteral("calls/"), faults);
            scenario.calls = callsIn(model, scenario.currency);
        } else {
            in.fail(QStringLiteral("calls"), costjson::notAnObject());
        }
    }
    if (!in.find("before") && !in.find("calls"))
        in.fail(QStringLiteral("before"), scenarioText("is missing: say what is paid without the cache, as lines here "
                                                       "or under \"calls\"."));
    return scenario;
}

nlohmann::ordered_json scenarioObject(const Scenario& scenario)
{
    nlohmann::ordered_json object{{"version", scenariofile::newestVersion}, {"name", scenario.name.toStdString()}};
    if (!scenario.note.isEmpty())
        object["note"] = scenario.note.toStdString();
    object["currency"] = scenario.currency.code().toStdString();
    object["implementationCost"] = scenario.implementationCost.toDecimalString().toStdString();
    object["before"] = linesJson(scenario.before);
    object["after"] = linesJson(scenario.after);
    if (scenario.calls)
        object["calls"] = callsJson(*scenario.calls);
    return object;
}

} // namespace cacheledger
