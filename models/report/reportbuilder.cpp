// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/reportbuilding.h"

#include <algorithm>
#include <cmath>

namespace cacheledger
{

using namespace Qt::StringLiterals;

QString ReportBuilding::formula(const QString& id, const QString& what, const QString& text, const QString& inputs)
{
    const auto known = std::find_if(formulas.begin(), formulas.end(),
                                    [&id](const ReportFormula& formula) { return formula.id == id; });
    if (known == formulas.end())
        formulas.push_back({id, static_cast<int>(formulas.size()) + 1, what, text, inputs});
    return id;
}

double ReportBuilding::coverage() const
{
    const double covered = total().coverage * static_cast<double>(total().toMs - total().fromMs);
    return covered / static_cast<double>(input.period.toMs - input.period.fromMs);
}

QString ReportBuilding::mark(const QString& formula) const
{
    const auto known = std::find_if(formulas.begin(), formulas.end(),
                                    [&formula](const ReportFormula& each) { return each.id == formula; });
    return known == formulas.end() ? QString() : u" [%1]"_s.arg(known->number);
}

ReportFigure ReportBuilding::figure(const QString& id, const QString& label, const ReportValue& value,
                                    Confidence confidence, const QString& formula, const QString& note) const
{
    return {id, label, value, confidence, formula, note};
}

std::vector<ReportValue> ReportBuilding::moneyTicks(const std::vector<double>& values) const
{
    double low = 0, high = 0;
    for (const double value : values) {
        low = std::min(low, value);
        high = std::max(high, value);
    }
    if (high <= low)
        return {format.shortAmount(Money(currency()))};
    const double rough = (high - low) / 4;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    const double step = power * (rough / power > 5 ? 10 : rough / power > 2 ? 5 : rough / power > 1 ? 2 : 1);
    std::vector<ReportValue> ticks;
    for (double at = std::floor(low / step); at <= std::ceil(high / step) + 0.5; at += 1) {
        const auto amount = Decimal::fromDouble(at * step);
        if (amount)
            ticks.push_back(format.shortAmount(Money::ofUnits(currency(), amount->rounded(9))));
    }
    return ticks;
}

std::optional<double> shareOf(std::optional<double> part, std::optional<double> whole)
{
    if (!part || !whole || *whole <= 0)
        return {};
    return *part / *whole;
}

RequestCosts requestCosts(const LedgerEntry& total)
{
    const auto first =
        std::find_if(total.stages.begin(), total.stages.end(), [](const LedgerStage& stage) { return stage.answers; });
    const auto requests = total.requests ? Decimal::fromDouble(*total.requests) : std::nullopt;
    if (first == total.stages.end() || !requests || !first->avoidedPerHit.isValid() ||
        first->avoidedPerHit.currency() != total.gross.currency())
        return {};
    const Money without = first->avoidedPerHit.times(*requests);
    return {without, without - total.net};
}

ReportCell textCell(const QString& text)
{
    return {ReportFormat::text(text), {}, Confidence::Measured, {}};
}

ReportCell valueCell(const ReportValue& value, const QString& figure, Confidence confidence)
{
    return {value, figure, confidence, {}};
}

static Result<void> checkInput(const ReportInput& input, const ReportFormat& format)
{
    if (input.period.toMs <= input.period.fromMs)
        return Error{ErrorCode::InvalidArgument, reportText("The report's period ends before it begins."),
                     reportText("Choose an end after the start.")};
    if (input.ledger.hasData())
        return {};
    return Error{
        ErrorCode::InvalidArgument,
        reportText("There is no application data of %1 for %2.").arg(input.cacheName, format.period(input.period)),
        reportText("Choose another period, or add a source of the application's metrics.")};
}

Result<CostReport> buildCostReport(const ReportInput& input)
{
    ReportBuilding building{input, ReportFormat(input.locale, input.zone), {}};
    if (const auto checked = checkInput(input, building.format); !checked)
        return checked.error();
    CostReport report;
    report.title = input.title.isEmpty() ? reportText("Cache cost report") : input.title;
    report.cacheName = input.cacheName;
    report.subtitle = reportText("%1 · %2").arg(input.cacheName, building.format.period(input.period));
    report.generated = building.format.dateTime(input.nowMs);
    report.currency = input.ledger.currency.code();
    report.language = u"en"_s; // of the texts; numbers are the locale's
    report.fromMs = input.period.fromMs;
    report.toMs = input.period.toMs;
    report.generatedMs = input.nowMs;
    report.isDemo = input.isDemo;
    report.confidence = confidenceText(building.total().confidence);
    report.sections.push_back(decisionSection(building));
    report.sections.push_back(savingsSection(building));
    report.sections.push_back(funnelSection(building));
    report.sections.push_back(economicsSection(building));
    report.sections.push_back(reliabilitySection(building));
    report.sections.push_back(appendixSection(building)); // last: it lists what the others referred to
    report.formulas = building.formulas;
    return report;
}

} // namespace cacheledger
