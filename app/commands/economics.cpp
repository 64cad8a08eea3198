// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/economics.h"

#include "app/healthreport.h"
#include "cost/moneyformat.h"
#include "cost/scenariofile.h"

#include <nlohmann/json.hpp>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int shownDigits = 2;

static OrderedJson jsonAmount(const Money& money)
{
    return money.isValid() ? OrderedJson(money.toDecimalString().toStdString()) : OrderedJson();
}

static OrderedJson jsonNumber(const std::optional<Decimal>& number)
{
    return number ? OrderedJson(number->rounded(shownDigits).toDouble()) : OrderedJson();
}

static void addFigures(OrderedJson& object, const Economics& economics)
{
    object["monthly_cost_before"] = jsonAmount(economics.before);
    object["monthly_cost_after"] = jsonAmount(economics.after);
    object["monthly_saving"] = jsonAmount(economics.monthlySaving);
    object["annual_saving"] = jsonAmount(economics.annualSaving);
    object["saving_percent"] = jsonNumber(economics.savingPercent);
    object["implementation_cost"] = jsonAmount(economics.implementationCost);
    object["payback_months"] = jsonNumber(economics.paybackMonths);
    object["three_year_saving"] = jsonAmount(economics.threeYearSaving);
    object["three_year_roi_percent"] = jsonNumber(economics.threeYearRoiPercent);
    object["monthly_return_percent"] = jsonNumber(economics.monthlyReturnPercent);
}

static const char* driverName(WhatIfDriver driver)
{
    return driver == WhatIfDriver::HitRatio ? "hit_ratio" : driver == WhatIfDriver::Volume ? "volume" : "price";
}

static OrderedJson economicsJson(const Scenario& scenario)
{
    OrderedJson object{{"name", scenario.name.toStdString()}, {"currency", scenario.currency.code().toStdString()}};
    addFigures(object, economicsOf(scenario));
    object["sensitivity"] = OrderedJson::array();
    for (const SensitivityRow& row : sensitivityOf(scenario)) {
        OrderedJson item{{"driver", driverName(row.driver)}, {"change_percent", row.percent}};
        addFigures(item, row.outcome);
        object["sensitivity"].push_back(std::move(item));
    }
    object["note"] = scenario.note.toStdString();
    return object;
}

static QString percentText(const std::optional<Decimal>& percent)
{
    return percent ? Cli::tr("%1 %").arg(formatDecimal(percent->rounded(1))) : QString();
}

static QString paybackText(const Economics& economics)
{
    if (!economics.paybackMonths)
        return Cli::tr("not reached: caching saves nothing here");
    return Cli::tr("%1 months").arg(QString::number(economics.paybackMonths->toDouble(), 'f', 1));
}

static QString roiText(const Economics& economics)
{
    if (!economics.threeYearRoiPercent)
        return Cli::tr("none: there is no implementation cost");
    return Cli::tr("%1 of the implementation cost").arg(percentText(economics.threeYearRoiPercent));
}

static void writeLines(Console& console, const QString& title, const Money& total,
                       const std::vector<EconomicsLine>& lines)
{
    constexpr int nameWidth = 44;
    constexpr int amountWidth = 18;
    console.writeLine(title.leftJustified(nameWidth) + formatMoney(total).rightJustified(amountWidth));
    for (const EconomicsLine& line : lines)
        console.writeLine(u"  "_s + line.name.leftJustified(nameWidth - 2) +
                          formatMoney(line.perMonth).rightJustified(amountWidth));
}

static void writeFigure(Console& console, const QString& name, const QString& value)
{
    console.writeLine(name.leftJustified(28) + value);
}

static QString sensitivityText(const SensitivityRow& row)
{
    const QString change = (row.percent > 0 ? u"+"_s : QString()) + QString::number(row.percent) + u" %"_s;
    const QString saving = Cli::tr("%1 a month").arg(formatMoneyBoth(row.outcome.monthlySaving));
    return (driverText(row.driver) + u' ' + change).leftJustified(26) +
           Cli::tr("%1, payback %2").arg(saving, paybackText(row.outcome));
}

static void writeEconomics(Console& console, const Scenario& scenario)
{
    const Economics economics = economicsOf(scenario);
    console.writeLine(scenario.name);
    writeLines(console, Cli::tr("A month without the cache"), economics.before, allLinesBefore(scenario));
    writeLines(console, Cli::tr("A month with the cache"), economics.after, allLinesAfter(scenario));
    const QString percent = percentText(economics.savingPercent);
    const QString monthly = formatMoneyBoth(economics.monthlySaving);
    writeFigure(console, Cli::tr("Monthly saving"), percent.isEmpty() ? monthly : monthly + u", "_s + percent);
    writeFigure(console, Cli::tr("Annual saving"), formatMoneyBoth(economics.annualSaving));
    writeFigure(console, Cli::tr("Implementation cost"), formatMoneyBoth(economics.implementationCost));
    writeFigure(console, Cli::tr("Payback"), paybackText(economics));
    writeFigure(console, Cli::tr("Three-year saving"), formatMoneyBoth(economics.threeYearSaving));
    writeFigure(console, Cli::tr("Three-year ROI"), roiText(economics));
    if (economics.monthlyReturnPercent)
        writeFigure(console, Cli::tr("Monthly return"),
                    Cli::tr("%1 of the implementation cost").arg(percentText(economics.monthlyReturnPercent)));
    console.writeLine(Cli::tr("What if"));
    for (const SensitivityRow& row : sensitivityOf(scenario))
        console.writeLine(u"  "_s + sensitivityText(row));
    if (!scenario.note.isEmpty())
        console.writeLine(Cli::tr("Note: %1").arg(scenario.note));
}

int runEconomics(const EconomicsCommand& command, const CommandContext& context)
{
    Console& console = context.console;
    const auto scenario = command.file.isEmpty() ? Result<Scenario>(*scenariofile::preset(command.preset))
                                                 : scenariofile::read(command.file);
    if (!scenario)
        return console.fail(scenario.error());
    if (command.json)
        console.write(QByteArray::fromStdString(economicsJson(*scenario).dump(2)) + '\n');
    else
        writeEconomics(console, *scenario);
    return console.finish(ExitCode::Ok);
}

} // namespace cacheledger
