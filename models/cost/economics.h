// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/money.h"

#include <QtCore/QString>

#include <optional>
#include <vector>

namespace cacheledger
{

/// How a line of costs answers to more or less traffic, and whose it is.
enum class CostKind {
    Volume, ///< grows with the number of requests
    Fixed,  ///< does not (people's time)
    Cache,  ///< the cache's own cost: part of no "what if"
};

/// One line of the costs of a month.
struct EconomicsLine {
    QString name;
    Money perMonth; ///< not negative
    CostKind kind = CostKind::Volume;

    friend bool operator==(const EconomicsLine&, const EconomicsLine&) = default;
};

/// One paid call that every request makes unless the cache answers it.
struct CallPrice {
    QString name;
    Money perCall; ///< not negative

    friend bool operator==(const CallPrice&, const CallPrice&) = default;
};

/// Costs that follow from calls instead of being entered: before = requests x prices, after = before x (1 - hit ratio).
struct CallModel {
    Decimal requestsPerDay;
    Decimal daysPerMonth = Decimal(30);
    Decimal hitRatio; ///< 0 to 1: requests that the cache answers in full
    std::vector<CallPrice> calls;

    friend bool operator==(const CallModel&, const CallModel&) = default;
};

/// What somebody wants to know the economics of. All amounts are in `currency`.
struct Scenario {
    QString name;
    QString note;
    Currency currency;
    std::vector<EconomicsLine> before;
    std::vector<EconomicsLine> after;
    std::optional<CallModel> calls; ///< beside the lines
    Money implementationCost;       ///< once; not negative

    friend bool operator==(const Scenario&, const Scenario&) = default;
};

/// Factors of a "what if": 1 is as the scenario has it. None is negative.
struct WhatIf {
    Decimal hitRatio = Decimal(1); ///< the part of the costs that the cache avoids, at most all of them
    Decimal volume = Decimal(1);   ///< requests: lines of kind Volume, and calls
    Decimal price = Decimal(1);    ///< of everything but the cache
};

/// What comes of a scenario.
struct Economics {
    Currency currency;
    Money before; ///< a month, without the cache
    Money after;  ///< a month, with the cache and its own cost
    Money implementationCost;
    Money monthlySaving;                         ///< before - after; negative when caching costs more than it saves
    Money annualSaving;                          ///< 12 months of that
    Money threeYearSaving;                       ///< 36 x before - (36 x after + implementation)
    std::optional<Decimal> savingPercent;        ///< of before; nothing when before is 0
    std::optional<Decimal> paybackMonths;        ///< implementation / monthly saving; nothing: it is not reached
    std::optional<Decimal> threeYearRoiPercent;  ///< of the implementation cost; nothing when there is none
    std::optional<Decimal> monthlyReturnPercent; ///< monthly saving / implementation, after payback; nothing likewise
};

/// docs/formats.md has the formulas. Pure. A scenario whose amounts are of another currency than its own gives no
/// amounts.
Economics economicsOf(const Scenario& scenario, const WhatIf& whatIf = {});

/// The lines with those that follow from calls, one a price: they add up to Economics::before and after.
std::vector<EconomicsLine> allLinesBefore(const Scenario& scenario);
std::vector<EconomicsLine> allLinesAfter(const Scenario& scenario);

enum class WhatIfDriver { HitRatio, Volume, Price };

/// The driver alone changed by so many per cent.
WhatIf whatIfOf(WhatIfDriver driver, int percent);

struct SensitivityRow {
    WhatIfDriver driver = WhatIfDriver::HitRatio;
    int percent = 0; ///< -20, 20
    Economics outcome;
};

/// Each driver alone down and up by so many per cent (1 to 100): six rows.
std::vector<SensitivityRow> sensitivityOf(const Scenario& scenario, int percent = 20);
/// Translated: "hit ratio".
QString driverText(WhatIfDriver driver);

/// The money that was saved by the end of each month, less the implementation cost: `months` + 1 amounts, the first is
/// that of the start. For the chart with the payback point.
std::vector<Money> cumulativeSaving(const Economics& economics, int months = 36);

} // namespace cacheledger
