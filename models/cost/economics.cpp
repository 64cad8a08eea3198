// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/economics.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace cacheledger
{

static constexpr int yearMonths = 12;
static constexpr int horizonMonths = 36;
static constexpr int ratioDigits = 9;

namespace
{

/// The costs of a month by how they answer to a "what if".
struct MonthCosts {
    explicit MonthCosts(Currency currency) : volume(currency), fixed(currency), cache(currency) {}

    void add(const EconomicsLine& line)
    {
        (line.kind == CostKind::Volume ? volume : line.kind == CostKind::Fixed ? fixed : cache) += line.perMonth;
    }

    Money volume, fixed, cache;
};

MonthCosts sumOf(const std::vector<EconomicsLine>& lines, Currency currency)
{
    MonthCosts costs(currency);
    for (const EconomicsLine& line : lines)
        costs.add(line);
    return costs;
}

/// What remains of `before` when `avoided` of it is avoided `factor` times: never less than nothing.
Money remaining(const Money& before, const Money& after, const Decimal& factor)
{
    const Money left = before - (before - after).times(factor);
    return left.isNegative() ? Money(left.currency()) : left;
}

/// A month of a call when the cache answers none.
Money uncachedCall(const CallPrice& call, const CallModel& model)
{
    const auto requests = model.requestsPerDay.times(model.daysPerMonth);
    return requests ? call.perCall.times(*requests) : Money();
}

Money uncachedCalls(const CallModel& model, Currency currency)
{
    Money sum(currency);
    for (const CallPrice& call : model.calls)
        sum += uncachedCall(call, model);
    return sum;
}

std::vector<EconomicsLine> withCalls(std::vector<EconomicsLine> lines, const Scenario& scenario, const Decimal& hits)
{
    if (!scenario.calls)
        return lines;
    for (const CallPrice& call : scenario.calls->calls) {
        const Money uncached = uncachedCall(call, *scenario.calls);
        lines.push_back({call.name, uncached - uncached.times(hits), CostKind::Volume});
    }
    return lines;
}

Decimal hitRatioOf(const CallModel& model, const Decimal& factor)
{
    return std::min(model.hitRatio.times(factor).value_or(Decimal(1)), Decimal(1));
}

void judge(Economics& result)
{
    result.monthlySaving = result.before - result.after;
    result.annualSaving = result.monthlySaving * yearMonths;
    result.threeYearSaving = result.monthlySaving * horizonMonths - result.implementationCost;
    const auto percentOf = [](const Money& part, const Money& whole) -> std::optional<Decimal> {
        const auto ratio = part.ratioTo(whole, ratioDigits);
        return ratio ? ratio->shifted(2) : std::nullopt;
    };
    result.savingPercent = percentOf(result.monthlySaving, result.before);
    result.threeYearRoiPercent = percentOf(result.threeYearSaving, result.implementationCost);
    result.monthlyReturnPercent = percentOf(result.monthlySaving, result.implementationCost);
    if (result.monthlySaving.sign() > 0)
        result.paybackMonths = result.implementationCost.ratioTo(result.monthlySaving, ratioDigits);
}

} // namespace

Economics economicsOf(const Scenario& scenario, const WhatIf& whatIf)
{
    const MonthCosts before = sumOf(scenario.before, scenario.currency);
    const MonthCosts after = sumOf(scenario.after, scenario.currency);
    Money volumeBefore = before.volume;
    Money volumeAfter = remaining(before.volume, after.volume, whatIf.hitRatio);
    if (scenario.calls) {
        const Money calls = uncachedCalls(*scenario.calls, scenario.currency);
        volumeBefore += calls;
        volumeAfter += calls - calls.times(hitRatioOf(*scenario.calls, whatIf.hitRatio));
    }
    const Money fixedAfter = remaining(before.fixed, after.fixed, whatIf.hitRatio);
    Economics result;
    result.currency = scenario.currency;
    result.implementationCost = scenario.implementationCost;
    // A cache that is there already and is replaced stands among the costs before.
    result.before = (volumeBefore.times(whatIf.volume) + before.fixed).times(whatIf.price) + before.cache;
    result.after = (volumeAfter.times(whatIf.volume) + fixedAfter).times(whatIf.price) + after.cache;
    judge(result);
    return result;
}

std::vector<EconomicsLine> allLinesBefore(const Scenario& scenario)
{
    return withCalls(scenario.before, scenario, Decimal());
}

std::vector<EconomicsLine> allLinesAfter(const Scenario& scenario)
{
    return withCalls(scenario.after, scenario, scenario.calls ? scenario.calls->hitRatio : Decimal());
}

WhatIf whatIfOf(WhatIfDriver driver, int percent)
{
    WhatIf whatIf;
    (driver == WhatIfDriver::HitRatio ? whatIf.hitRatio
     : driver == WhatIfDriver::Volume ? whatIf.volume
                                      : whatIf.price) = Decimal(100 + percent).shifted(-2).value_or(Decimal(1));
    return whatIf;
}

std::vector<SensitivityRow> sensitivityOf(const Scenario& scenario, int percent)
{
    std::vector<SensitivityRow> rows;
    for (const WhatIfDriver driver : {WhatIfDriver::HitRatio, WhatIfDriver::Volume, WhatIfDriver::Price})
        for (const int change : {-percent, percent})
            rows.push_back({driver, change, economicsOf(scenario, whatIfOf(driver, change))});
    return rows;
}

QString driverText(WhatIfDriver driver)
{
    switch (driver) {
    case WhatIfDriver::HitRatio:
        return QCoreApplication::translate("Economics", "hit ratio");
    case WhatIfDriver::Volume:
        return QCoreApplication::translate("Economics", "volume");
    case WhatIfDriver::Price:
        break;
    }
    return QCoreApplication::translate("Economics", "price");
}

std::vector<Money> cumulativeSaving(const Economics& economics, int months)
{
    std::vector<Money> amounts;
    for (int month = 0; month <= months; ++month)
        amounts.push_back(economics.monthlySaving * month - economics.implementationCost);
    return amounts;
}

} // namespace cacheledger
