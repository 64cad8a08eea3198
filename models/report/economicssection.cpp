// SPDX-License-Identifier: GPL-3.0-or-later
// When it is paid back, what three years bring, and how much of that hangs on what.
#include "cost/ledgerwhatif.h"
#include "report/reportbuilding.h"

#include <cmath>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr double msADay = 86'400'000;
static constexpr double daysAMonth = 30.436875; // a twelfth of the Gregorian calendar's mean year
static constexpr int cashMonths = 36;

/// What the ledger reaches over: from the first sample on, where that is later than the period's start.
static double ledgerDays(const ReportInput& input)
{
    const LedgerEntry& total = input.ledger.total;
    return static_cast<double>(total.toMs - total.fromMs) / msADay;
}

/// The net saving for a month of mean length.
static Money monthlyNet(const ReportInput& input)
{
    const double months = ledgerDays(input) / daysAMonth;
    const auto share = Decimal::fromDouble(1 / months);
    return share ? input.ledger.total.net.times(*share) : Money();
}

/// A month's net is made up from the period: from a few hours nobody can tell a month.
static bool tellsMonths(const ReportInput& input)
{
    constexpr double leastDays = 6.5;
    return ledgerDays(input) >= leastDays && input.ledger.total.net.isValid();
}

/// In the ledger's currency; no amount where that is not known.
static Money amountSpentOnce(const ReportInput& input)
{
    return input.economics ? input.economics->implementation : Money();
}

static std::optional<double> paybackMonths(const ReportInput& input)
{
    if (!amountSpentOnce(input).isValid() || !tellsMonths(input))
        return {};
    const Money monthly = monthlyNet(input);
    const auto months = monthly.sign() > 0 ? amountSpentOnce(input).ratioTo(monthly) : std::nullopt;
    return months ? std::optional(months->toDouble()) : std::nullopt;
}

QString paybackSentence(const ReportBuilding& building)
{
    const ReportInput& input = building.input;
    if (!input.economics)
        return reportText("Payback: not known, as nobody entered what introducing the cache has cost.");
    if (!amountSpentOnce(input).isValid())
        return reportText("Payback: not known, as %1 was spent once and no rate of exchange to %2 is entered.")
            .arg(building.format.amount(input.economics->entered).text, building.currency().code());
    if (!tellsMonths(input))
        return reportText("Payback: not known, as the period is too short or a price is missing.");
    const QString spent = building.format.amount(amountSpentOnce(input)).text;
    const auto months = paybackMonths(input);
    if (!months)
        return reportText("Payback is not reached: at this period's net saving the %1 spent once never comes back.")
            .arg(spent);
    return reportText("Payback: at this period's net saving the %1 spent once is back after %2.")
        .arg(spent, building.format.months(months).text);
}

static Money scaled(const Money& amount, double factor)
{
    return amount.times(Decimal::fromDouble(factor).value_or(Decimal(1)));
}

static std::vector<ReportFigure> economicsFigures(ReportBuilding& building)
{
    const ReportInput& input = building.input;
    const ReportFormat& format = building.format;
    building.formula(u"monthly"_s, reportText("Net saving a month"),
                     reportText("net saving / length of the ledger x a month of 30.44 days"), reportText("ledger"));
    building.formula(u"payback"_s, reportText("Payback"), reportText("spent once / net saving a month"),
                     reportText("economics, ledger"));
    building.formula(u"three_years"_s, reportText("Three years"),
                     reportText("36 x net saving a month - spent once; the return divides it by what was spent once"),
                     reportText("economics, ledger"));
    const bool tells = tellsMonths(input);
    const Money monthly = tells ? monthlyNet(input) : Money();
    const Money spent = amountSpentOnce(input);
    const Money threeYears = monthly.isValid() && spent.isValid() ? scaled(monthly, cashMonths) - spent : Money();
    const auto roi = threeYears.isValid() && spent.sign() > 0 ? threeYears.ratioTo(spent) : std::nullopt;
    const Confidence confidence = weakest(building.total().confidence, Confidence::Estimated);
    const QString tooShort = reportText("not known: the period is too short");
    const QString notEntered = input.economics ? reportText("not known: no rate of exchange was entered")
                                               : reportText("not known: nothing was entered");
    const bool never = spent.isValid() && tells && !paybackMonths(input);
    return {building.figure(u"monthly"_s, reportText("Net saving a month"), format.amount(monthly, tooShort),
                            confidence, u"monthly"_s),
            building.figure(u"payback"_s, reportText("Payback"),
                            format.months(paybackMonths(input), never ? reportText("not reached") : notEntered),
                            confidence, u"payback"_s,
                            spent.isValid() ? reportText("of %1").arg(format.amount(spent).text) : QString()),
            building.figure(u"three_years"_s, reportText("Net of three years"), format.amount(threeYears, notEntered),
                            confidence, u"three_years"_s,
                            roi ? reportText("%1 of the %2 spent once")
                                      .arg(format.ratio(roi->toDouble()).text, format.amount(spent).text)
                                : QString())};
}

static ReportChart cashChart(ReportBuilding& building)
{
    const ReportInput& input = building.input;
    ReportChart chart{u"cash"_s,
                      reportText("Cumulative cash"),
                      ReportChartKind::Line,
                      {},
                      {},
                      {},
                      reportText("Not drawn: what was spent once, or the net saving of a month, is not known."),
                      {},
                      -1,
                      {},
                      u"three_years"_s};
    const Money spent = amountSpentOnce(input);
    if (!spent.isValid() || !tellsMonths(input))
        return chart;
    const Money monthly = monthlyNet(input);
    std::vector<double> values;
    for (int month = 0; month <= cashMonths; ++month) {
        const ReportValue value = building.format.amount(scaled(monthly, month) - spent);
        chart.points.push_back({QString::number(month), value, {}, {}, false, false});
        values.push_back(value.number);
    }
    chart.ticks = building.moneyTicks(values);
    chart.summary = paybackSentence(building);
    if (const auto months = paybackMonths(input); months && *months <= cashMonths) {
        chart.marked = static_cast<int>(std::lround(std::ceil(*months)));
        chart.markLabel = reportText("paid back after %1").arg(building.format.months(months).text);
    }
    chart.title = reportText("Cumulative cash over 36 months");
    return chart;
}

static QString inputText(WhatIfDriver driver)
{
    return driver == WhatIfDriver::HitRatio ? reportText("Hit ratio")
           : driver == WhatIfDriver::Price  ? reportText("Prices")
                                            : reportText("Requests");
}

static QString inputId(WhatIfDriver driver)
{
    return driver == WhatIfDriver::HitRatio ? u"sensitivity.hit_ratio"_s
           : driver == WhatIfDriver::Price  ? u"sensitivity.price"_s
                                            : u"sensitivity.volume"_s;
}

static ReportChart sensitivityChart(ReportBuilding& building)
{
    building.formula(
        u"sensitivity"_s, reportText("Sensitivity"),
        reportText("the period's net saving with one input 20 % lower and higher: hits (gross saving, wrong "
                   "hits), prices (gross saving, embedding), requests (all three); the cache's cost stays"),
        reportText("ledger"));
    const LedgerEntry& total = building.total();
    ReportChart chart{u"sensitivity"_s,
                      reportText("Net saving if an input were 20 % lower or higher"),
                      ReportChartKind::Range,
                      {},
                      {},
                      reportText("How far the net saving moves with hit ratio, prices and requests."),
                      reportText("Not drawn: the net saving is not known."),
                      building.format.amount(total.net),
                      -1,
                      {},
                      u"sensitivity"_s};
    if (!total.net.isValid())
        return chart;
    const std::vector<LedgerSensitivity> rows = sensitivityOf(total); // of each input the lower, then the higher
    for (std::size_t i = 0; i + 1 < rows.size(); i += 2)
        chart.points.push_back({inputText(rows[i].driver), building.format.amount(rows[i].net),
                                building.format.amount(rows[i + 1].net), inputId(rows[i].driver), false, false});
    return chart;
}

ReportSection economicsSection(ReportBuilding& building)
{
    ReportSection section{u"economics"_s, reportText("Economics"), {}};
    section.blocks.emplace_back(ReportFigures{economicsFigures(building)});
    section.blocks.emplace_back(cashChart(building));
    section.blocks.emplace_back(sensitivityChart(building));
    return section;
}

} // namespace cacheledger
