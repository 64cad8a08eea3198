// SPDX-License-Identifier: GPL-3.0-or-later
// From gross to net; by stage; by day or month.
#include "report/reportbuilding.h"

#include <QtCore/QDateTime>

#include <algorithm>
#include <cmath>

namespace cacheledger
{

using namespace Qt::StringLiterals;

struct SavingStep {
    const char* id;
    QString label;
    Money amount; ///< as it changes the net: costs are negative
    bool isTotal;
};

static std::vector<SavingStep> savingSteps(const LedgerEntry& total)
{
    return {{"gross", reportText("Gross saving"), total.gross, true},
            {"embedding", reportText("Embedding"), -total.embedding, false},
            {"wrong_hits", reportText("Wrong hits"), -total.wrongHits, false},
            {"cache_cost", reportText("Cache"), -total.cacheCost, false},
            {"other_costs", reportText("Other costs"), -total.otherCosts, false},
            {"net", reportText("Net saving"), total.net, true}};
}

static void addSavingFormulas(ReportBuilding& building)
{
    building.formula(
        u"gross"_s, reportText("Gross saving"),
        reportText("sum over the stages of hits x what one hit avoided at that time; a request is credited "
                   "once, at the first stage that answered it"),
        reportText("counters, stage values, price book"));
    building.formula(u"embedding"_s, reportText("Embedding"),
                     reportText("semantic lookups x price of one embedding: paid for hits, too"),
                     reportText("counters, price book"));
    building.formula(u"wrong_hits"_s, reportText("Wrong hits"),
                     reportText("wrong hits x cost of one, where both are known"), reportText("counters, cost plan"));
    building.formula(u"cache_cost"_s, reportText("Cache"), reportText("the cache's own cost lines for the period"),
                     reportText("cost plan"));
    building.formula(u"other_costs"_s, reportText("Other costs"), reportText("further cost lines for the period"),
                     reportText("cost plan"));
}

static ReportChart waterfallOf(const ReportBuilding& building)
{
    ReportChart chart{
        u"waterfall"_s, reportText("From gross to net"), ReportChartKind::Waterfall, {}, {}, {}, {}, {}, -1, {}, {}};
    std::vector<double> levels;
    double level = 0;
    for (const SavingStep& step : savingSteps(building.total())) {
        const ReportValue value = building.format.amount(step.amount);
        chart.points.push_back({step.label, value, {}, {}, step.isTotal, false});
        level = step.isTotal ? value.number : level + value.number;
        levels.push_back(level);
    }
    chart.ticks = building.moneyTicks(levels);
    chart.summary = reportText("Gross saving %1, net saving %2.")
                        .arg(chart.points.front().value.text, chart.points.back().value.text);
    if (!building.total().net.isValid()) {
        chart.points.clear();
        chart.empty = reportText("The net saving is not known: a price is missing.");
    }
    return chart;
}

static ReportTable stepTable(const ReportBuilding& building)
{
    ReportTable table{u"steps"_s,
                      {},
                      {{reportText("Step"), false, false, 3, {}}, {reportText("Amount"), true, false, 1, {}}},
                      {},
                      {}};
    for (const SavingStep& step : savingSteps(building.total())) {
        const QString id = QLatin1String(step.id);
        // The net saving stands on the first page.
        const QString figure = id == "net"_L1 ? QString() : id;
        table.rows.push_back({{textCell(step.label + building.mark(id)),
                               {building.format.amount(step.amount), figure, building.total().confidence, id}},
                              step.isTotal});
    }
    return table;
}

/// A mean price with six digits, but a tiny one with all that it has: $0 a hit would not make $0.16 of 400,000.
static Money shownPrice(const Money& price)
{
    const Money rounded = price.rounded(6);
    return rounded.rounded(4).sign() == 0 ? price : rounded;
}

static ReportRow stageRow(const ReportBuilding& building, const LedgerStage& stage)
{
    const ReportFormat& format = building.format;
    const QString id = u"stage."_s + stage.stage;
    const QString noPrice = reportText("no price");
    return {{textCell(stage.name),
             valueCell(format.count(stage.requests, u"requests"_s), id + u".requests"_s, Confidence::Measured),
             valueCell(format.count(stage.hits, u"hits"_s), id + u".hits"_s, Confidence::Measured),
             valueCell(format.price(shownPrice(stage.avoidedPerHit), noPrice), id + u".avoided_per_hit"_s,
                       stage.confidence),
             valueCell(format.amount(stage.gross, noPrice), id + u".gross"_s, stage.confidence),
             textCell(stage.gross.isValid() ? confidenceText(stage.confidence) : QString())},
            false};
}

static ReportTable stageTable(ReportBuilding& building)
{
    building.formula(u"stage.counts"_s, reportText("Lookups and hits of a stage"),
                     reportText("sum of the counters' increases in the period; a restart counts from 0, a gap counts "
                                "nothing"),
                     reportText("counters of the sources"));
    building.formula(u"stage.value"_s, reportText("Avoided by a hit"),
                     reportText("the stage's saving / its hits: the mean over the period's prices"),
                     reportText("stage values, price book"));
    building.formula(u"stage.gross"_s, reportText("Saved by a stage"), reportText("hits x avoided by a hit"),
                     reportText("counters, stage values, price book"));
    ReportTable table{u"stages"_s,
                      reportText("By stage"),
                      {{reportText("Stage"), false, false, 3, {}},
                       {reportText("Lookups"), true, false, 1, u"stage.counts"_s},
                       {reportText("Hits"), true, false, 1, u"stage.counts"_s},
                       {reportText("Avoided by a hit"), true, false, 1, u"stage.value"_s},
                       {reportText("Saved"), true, false, 1, u"stage.gross"_s},
                       {reportText("Confidence"), false, false, 2, {}}},
                      {},
                      reportText("No stage has data in the period.")};
    for (const LedgerStage& stage : building.total().stages)
        table.rows.push_back(stageRow(building, stage));
    table.rows.push_back({{textCell(reportText("Total")), textCell({}), textCell({}), textCell({}),
                           valueCell(building.format.amount(building.total().gross), {}, {}),
                           textCell(confidenceText(building.total().confidence))},
                          true});
    return table;
}

/// Whether a day or month is there from its beginning to its end, and nearly all of it was seen.
static bool isWhole(const ReportBuilding& building, const LedgerEntry& entry)
{
    constexpr double wholeCoverage = 0.99;
    const QTimeZone& zone = building.format.zone();
    const QDate date = QDateTime::fromMSecsSinceEpoch(entry.fromMs, zone).date();
    const QDate first = building.input.byMonth ? QDate(date.year(), date.month(), 1) : date;
    const QDate next = building.input.byMonth ? first.addMonths(1) : first.addDays(1);
    return entry.coverage >= wholeCoverage && first.startOfDay(zone).toMSecsSinceEpoch() == entry.fromMs &&
           next.startOfDay(zone).toMSecsSinceEpoch() == entry.toMs;
}

static ReportChart periodChart(ReportBuilding& building)
{
    const ReportInput& input = building.input;
    building.formula(u"entry.net"_s, reportText("Net saving of a day or month"),
                     reportText("as the net saving, of the counters' increases and the costs in that day or month"),
                     reportText("ledger"));
    ReportChart chart{u"periods"_s,
                      input.byMonth ? reportText("Net saving by month") : reportText("Net saving by day"),
                      ReportChartKind::Bars,
                      {},
                      {},
                      reportText("A bar for each; the appendix's ledger has the amounts."),
                      reportText("No entry of the ledger has a known net saving."),
                      {},
                      -1,
                      {},
                      u"entry.net"_s};
    std::vector<double> values;
    for (const LedgerEntry& entry : input.ledger.entries) {
        const ReportValue value = building.format.amount(entry.net);
        chart.points.push_back(
            {input.byMonth ? building.format.month(entry.fromMs) : building.format.dayOfMonth(entry.fromMs),
             entry.coverage > 0 ? value : ReportFormat::unknown(reportText("no data")),
             {},
             {},
             false,
             !isWhole(building, entry)});
        values.push_back(value.number);
    }
    chart.ticks = building.moneyTicks(values);
    return chart;
}

static std::vector<ReportFigure> usageFigures(ReportBuilding& building)
{
    const Ledger& ledger = building.input.ledger;
    building.formula(u"per_thousand"_s, reportText("Net saving per 1,000 requests"),
                     reportText("net saving / requests x 1,000"), reportText("ledger"));
    building.formula(u"break_even_volume"_s, reportText("Break-even volume"),
                     reportText("requests a month (30.44 days) at which the saving pays for what the cache costs"),
                     reportText("ledger"));
    building.formula(u"idle_cost"_s, reportText("Cost of unused memory"),
                     reportText("the cache's cost x share of maxmemory that was not used; part of the cache's cost"),
                     reportText("cost plan, INFO of the servers"));
    const Confidence confidence = weakest(building.total().confidence, Confidence::Estimated);
    return {building.figure(u"per_thousand"_s, reportText("Saved per 1,000 requests"),
                            building.format.amount(ledger.perThousandRequests.value_or(Money())),
                            building.total().confidence, u"per_thousand"_s),
            building.figure(u"break_even_volume"_s, reportText("Break-even volume"),
                            building.format.count(ledger.breakEvenRequestsPerMonth
                                                      ? std::optional(std::ceil(*ledger.breakEvenRequestsPerMonth))
                                                      : std::nullopt,
                                                  u"requests"_s),
                            confidence, u"break_even_volume"_s,
                            ledger.breakEvenRequestsPerMonth ? reportText("requests a month") : QString()),
            building.figure(u"idle_cost"_s, reportText("Cost of unused memory"),
                            building.format.amount(building.total().idleCost.value_or(Money())), confidence,
                            u"idle_cost"_s,
                            building.total().idleCost ? reportText("part of the cache's cost") : QString())};
}

ReportSection savingsSection(ReportBuilding& building)
{
    addSavingFormulas(building);
    ReportSection section{u"savings"_s, reportText("Savings"), {}};
    section.blocks.emplace_back(waterfallOf(building));
    section.blocks.emplace_back(stepTable(building));
    section.blocks.emplace_back(stageTable(building));
    section.blocks.emplace_back(ReportFigures{usageFigures(building)});
    for (const QString& missing : building.input.ledger.unpriced)
        section.blocks.emplace_back(ReportParagraph{missing, false, true});
    for (const Money& apart : building.total().apart)
        section.blocks.emplace_back(ReportParagraph{
            reportText("Not in these amounts, as no rate of exchange was entered: %1 (saved less spent).")
                .arg(building.format.amount(apart).text),
            false, true});
    for (const QString& note : building.input.ledger.notes)
        section.blocks.emplace_back(ReportParagraph{note, false, true});
    const ReportChart periods = periodChart(building);
    section.blocks.emplace_back(periods);
    if (std::any_of(periods.points.begin(), periods.points.end(),
                    [](const ReportPoint& each) { return each.isPartial; }))
        section.blocks.emplace_back(ReportParagraph{
            reportText("Hatched bars are of days or months that are not wholly covered by data."), false, false});
    return section;
}

} // namespace cacheledger
