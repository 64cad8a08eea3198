// SPDX-License-Identifier: GPL-3.0-or-later
// Where every figure comes from.
#include "report/reportbuilding.h"

#include "cost/moneyformat.h"
#include "metrics/format.h"

#include <QtCore/QDateTime>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static ReportTable formulaTable(const ReportBuilding& building)
{
    ReportTable table{u"formulas"_s,
                      reportText("Formulas"),
                      {{reportText("No."), false, false, 1, {}},
                       {reportText("Figure"), false, true, 4, {}},
                       {reportText("Formula"), false, true, 9, {}},
                       {reportText("From"), false, true, 4, {}}},
                      {},
                      {}};
    for (const ReportFormula& formula : building.formulas)
        table.rows.push_back({{textCell(u"[%1]"_s.arg(formula.number)), textCell(formula.what),
                               textCell(formula.formula), textCell(formula.inputs)},
                              false});
    return table;
}

/// With the locale's digits, where it is a number; files have it as it was entered.
static ReportCell assumedValue(const LedgerAssumption& row, const ReportFormat& format)
{
    const auto number = Decimal::parse(row.value);
    return number ? ReportCell{{formatDecimal(*number, format.locale()), row.value, {}, 0}, {}, row.confidence, {}}
                  : textCell(row.value);
}

static ReportTable assumptionTable(const ReportBuilding& building)
{
    ReportTable table{u"assumptions"_s,
                      reportText("Inputs and assumptions"),
                      {{reportText("What"), false, true, 6, {}},
                       {reportText("Value"), true, true, 2, {}},
                       {reportText("Unit"), false, true, 3, {}},
                       {reportText("Source"), false, true, 5, {}},
                       {reportText("Confidence"), false, false, 3, {}},
                       {reportText("Since"), true, false, 1, {}}},
                      {},
                      reportText("The ledger used none.")};
    std::vector<LedgerAssumption> all = building.input.ledger.assumptions;
    if (const auto& economics = building.input.economics)
        all.insert(all.end(), economics->assumptions.begin(), economics->assumptions.end());
    for (const LedgerAssumption& each : all)
        table.rows.push_back({{textCell(each.what), assumedValue(each, building.format), textCell(each.unit),
                               textCell(each.source), textCell(confidenceText(each.confidence)),
                               textCell(each.dateMs > 0 ? building.format.date(each.dateMs) : reportText("ever"))},
                              false});
    return table;
}

/// Stable and sortable, whatever the locale.
static QString entryId(const ReportBuilding& building, const LedgerEntry& entry)
{
    const QDate date = QDateTime::fromMSecsSinceEpoch(entry.fromMs, building.format.zone()).date();
    return u"entry."_s + date.toString(building.input.byMonth ? u"yyyy-MM"_s : u"yyyy-MM-dd"_s);
}

static ReportTable ledgerTable(ReportBuilding& building)
{
    building.formula(u"entry.costs"_s, reportText("Costs of a day or month"),
                     reportText("embedding + wrong hits + the cache's cost + other costs in that day or month"),
                     reportText("ledger"));
    building.formula(
        u"entry.coverage"_s, reportText("Coverage of a day or month"),
        reportText("time with samples / its part of the ledger, which begins with the first sample and ends "
                   "now at the latest"),
        reportText("history"));
    ReportTable table{u"ledger"_s,
                      building.input.byMonth ? reportText("Ledger by month") : reportText("Ledger by day"),
                      {{building.input.byMonth ? reportText("Month") : reportText("Day"), false, false, 1, {}},
                       {reportText("Gross"), true, false, 1, u"gross"_s},
                       {reportText("Costs"), true, false, 1, u"entry.costs"_s},
                       {reportText("Net"), true, false, 1, u"entry.net"_s},
                       {reportText("Coverage"), true, false, 1, u"entry.coverage"_s}},
                      {},
                      reportText("There is no entry.")};
    const ReportFormat& format = building.format;
    const auto row = [&](const LedgerEntry& entry, const QString& label, const QString& id, bool isTotal) {
        const auto cell = [&](const ReportValue& value, const char* leaf) {
            return valueCell(value, id.isEmpty() ? QString() : id + u'.' + QLatin1String(leaf), entry.confidence);
        };
        const Money costs = entry.embedding + entry.wrongHits + entry.cacheCost + entry.otherCosts;
        table.rows.push_back(
            {{textCell(label), cell(format.amount(entry.gross), "gross"), cell(format.amount(costs), "costs"),
              cell(format.amount(entry.net), "net"), cell(format.ratio(entry.coverage), "coverage")},
             isTotal});
    };
    for (const LedgerEntry& entry : building.input.ledger.entries)
        row(entry, building.input.byMonth ? format.month(entry.fromMs) : format.date(entry.fromMs),
            entryId(building, entry), false);
    row(building.total(), reportText("Total"), {}, true);
    return table;
}

/// What of the period has no data: before the ledger, within it, and after.
static std::vector<UncoveredSpan> gapsOf(const ReportInput& input)
{
    std::vector<UncoveredSpan> gaps = input.ledger.gaps;
    const LedgerEntry& total = input.ledger.total;
    if (total.fromMs > input.period.fromMs)
        gaps.insert(gaps.begin(), UncoveredSpan{input.period.fromMs, total.fromMs});
    if (total.toMs > total.fromMs && total.toMs < input.period.toMs)
        gaps.push_back(UncoveredSpan{total.toMs, input.period.toMs});
    return gaps;
}

static ReportTable gapTable(const ReportBuilding& building)
{
    constexpr std::size_t mostGaps = 40;
    const std::vector<UncoveredSpan> gaps = gapsOf(building.input);
    ReportTable table{u"gaps"_s,
                      reportText("Times without data"),
                      {{reportText("From"), false, false, 2, {}},
                       {reportText("To"), false, false, 2, {}},
                       {reportText("Length"), true, false, 1, {}}},
                      {},
                      reportText("There is none.")};
    for (std::size_t i = 0; i < std::min(gaps.size(), mostGaps); ++i)
        table.rows.push_back(
            {{textCell(building.format.dateTime(gaps[i].fromMs)), textCell(building.format.dateTime(gaps[i].toMs)),
              textCell(format::duration(gaps[i].toMs - gaps[i].fromMs, building.format.locale()))},
             false});
    if (gaps.size() > mostGaps)
        table.rows.push_back(
            {{textCell(reportText("and %1 more").arg(gaps.size() - mostGaps)), textCell({}), textCell({})}, false});
    return table;
}

static ReportTable restartTable(const ReportBuilding& building)
{
    ReportTable table{u"restarts"_s,
                      reportText("Restarts of servers"),
                      {{reportText("When"), false, false, 2, {}}, {reportText("Node"), false, false, 3, {}}},
                      {},
                      reportText("There is none.")};
    for (const auto& [timeMs, node] : building.input.reliability.restarts)
        table.rows.push_back({{textCell(building.format.dateTime(timeMs)), textCell(node)}, false});
    return table;
}

ReportSection appendixSection(ReportBuilding& building)
{
    ReportSection section{u"appendix"_s, reportText("Appendix"), {}};
    const ReportTable ledger = ledgerTable(building); // registers the last formulas
    section.blocks.emplace_back(formulaTable(building));
    section.blocks.emplace_back(ReportParagraph{
        reportText(
            "Amounts are computed exactly and rounded when they are printed, so that rows may differ from their "
            "total in the last digit. A figure is Measured (counted by the application or the server), Estimated "
            "(measured, but priced by what somebody entered) or Assumed (a default that nobody confirmed)."),
        false, false});
    section.blocks.emplace_back(assumptionTable(building));
    section.blocks.emplace_back(ledger);
    section.blocks.emplace_back(ReportParagraph{
        reportText("Data covers %1 of the period. Times that counters began anew: %2; each time they count "
                   "from 0 again.")
            .arg(building.format.ratio(building.coverage()).text)
            .arg(building.total().resets),
        false, false});
    section.blocks.emplace_back(gapTable(building));
    section.blocks.emplace_back(restartTable(building));
    return section;
}

} // namespace cacheledger
