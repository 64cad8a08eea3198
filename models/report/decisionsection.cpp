// SPDX-License-Identifier: GPL-3.0-or-later
// The first page: what was found, how sure it is, what is asked of the reader.
#include "cost/moneyformat.h"
#include "report/reportbuilding.h"

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr double goodCoverage = 0.95;

/// With lakh and crore beside the digits where that is how people say it.
static QString sentenceAmount(const Money& amount, const ReportFormat& format)
{
    return amount.currency() == currencies::inr() ? formatMoneyBoth(amount.rounded(), format.locale())
                                                  : format.amount(amount).text;
}

static QString findingOf(const ReportBuilding& building)
{
    const LedgerEntry& total = building.total();
    const QString period = building.format.period(building.input.period);
    const QString cache = building.input.cacheName;
    if (!total.net.isValid())
        return reportText("Whether %1 saved money in the period %2 is not known: %3.")
            .arg(cache, period,
                 total.apart.empty()
                     ? reportText("something that it needs has no price")
                     : reportText("some of it is in another currency, and no rate of exchange was entered"));
    if (total.net.sign() == 0)
        return reportText("In the period %1, %2 saved as much as it cost.").arg(period, cache);
    if (total.net.isNegative())
        return reportText("In the period %1, %2 cost %3 more than it saved.")
            .arg(period, cache, sentenceAmount(-total.net, building.format));
    return reportText("In the period %1, %2 saved %3 after all that it cost.")
        .arg(period, cache, sentenceAmount(total.net, building.format));
}

/// "up by $120.00 against the period before"; empty where that is not known or only half covered.
static QString changeNote(const ReportBuilding& building)
{
    const auto& previous = building.input.previous;
    if (!previous || !previous->total.net.isValid() || !building.total().net.isValid())
        return reportText("the period before is not known");
    const ReportPeriod before = periodBefore(building.input.period, building.input.zone);
    const double covered = previous->total.coverage *
                           static_cast<double>(previous->total.toMs - previous->total.fromMs) /
                           static_cast<double>(before.toMs - before.fromMs);
    if (covered < goodCoverage)
        return reportText("not compared: the period before has data for %1 of its time")
            .arg(building.format.ratio(covered).text);
    const Money change = building.total().net - previous->total.net;
    const QString amount = building.format.amount(change.isNegative() ? -change : change).text;
    return change.isNegative() ? reportText("%1 less than in the period before").arg(amount)
                               : reportText("%1 more than in the period before").arg(amount);
}

static std::vector<ReportFigure> headlineOf(ReportBuilding& building)
{
    const LedgerEntry& total = building.total();
    const ReportFormat& format = building.format;
    std::vector<ReportFigure> figures;
    building.formula(u"net"_s, reportText("Net saving"),
                     reportText("gross saving - embedding on semantic lookups - wrong hits - the cache's own cost - "
                                "other costs"),
                     reportText("ledger"));
    figures.push_back(
        building.figure(u"net"_s, reportText("Net saving"),
                        format.amount(total.net, total.apart.empty() ? reportText("not known: a price is missing")
                                                                     : reportText("not known: no rate of exchange")),
                        total.confidence, u"net"_s, changeNote(building)));
    building.formula(u"hit_ratio"_s, reportText("Hit ratio"),
                     reportText("requests answered by any stage / requests that came in at the first stage; from "
                                "differences of counters"),
                     reportText("counters of the sources"));
    figures.push_back(building.figure(
        u"hit_ratio"_s, reportText("Hit ratio"),
        format.ratio(shareOf(total.answered, total.requests), reportText("no traffic")), Confidence::Measured,
        u"hit_ratio"_s,
        total.requests ? reportText("of %1 requests").arg(format.count(total.requests, {}).text) : QString()));
    building.formula(u"coverage"_s, reportText("Coverage"),
                     reportText("time with samples / length of the period; nothing is extrapolated"),
                     reportText("history"));
    figures.push_back(building.figure(u"coverage"_s, reportText("Data coverage"), format.ratio(building.coverage()),
                                      Confidence::Measured, u"coverage"_s,
                                      reportText("of the period; nothing is extrapolated")));
    return figures;
}

/// Amounts for a thousand requests.
static Money aThousand(const Money& amount, std::optional<double> requests)
{
    const auto thousands = requests ? Decimal::fromDouble(*requests / 1000) : std::nullopt;
    const auto each = thousands && thousands->sign() > 0 ? amount.ratioTo(Money::ofUnits(amount.currency(), *thousands))
                                                         : std::nullopt;
    return each ? Money::ofUnits(amount.currency(), each->rounded(9)) : Money();
}

static std::vector<ReportFigure> requestFigures(ReportBuilding& building)
{
    const std::optional<double> requests = building.total().requests;
    const RequestCosts costs = requestCosts(building.total());
    const QString why = reportText("not known: what a request costs is not entered");
    building.formula(u"cost.without"_s, reportText("Cost per 1,000 requests without the cache"),
                     reportText("what a hit of the first stage avoids x 1,000"), reportText("stage values"));
    building.formula(u"cost.with"_s, reportText("Cost per 1,000 requests with the cache"),
                     reportText("(cost of all requests without the cache - net saving) / requests x 1,000"),
                     reportText("stage values, net saving"));
    const Confidence confidence = weakest(building.total().confidence, Confidence::Estimated);
    const Money without = aThousand(costs.without, requests), with = aThousand(costs.with, requests);
    std::vector<ReportFigure> figures;
    figures.push_back(building.figure(u"cost.without"_s, reportText("1,000 requests without cache"),
                                      building.format.amount(without, why), confidence, u"cost.without"_s));
    figures.push_back(building.figure(u"cost.with"_s, reportText("1,000 requests with cache"),
                                      building.format.amount(with, why), confidence, u"cost.with"_s));
    building.formula(u"break_even"_s, reportText("Break-even hit ratio"),
                     reportText("the hit ratio at which the net saving is zero, with the period's requests and costs"),
                     reportText("ledger"));
    std::optional<double> breakEven = building.input.ledger.breakEvenHitRatio;
    const bool never = breakEven && *breakEven > 1;
    if (never)
        breakEven.reset();
    figures.push_back(building.figure(
        u"break_even"_s, reportText("Break-even hit ratio"),
        building.format.ratio(breakEven, never ? reportText("at no hit ratio") : reportText("not known")), confidence,
        u"break_even"_s, breakEven ? reportText("below it the cache costs more than it saves") : QString()));
    return figures;
}

/// The two costs side by side.
static ReportChart costChart(const std::vector<ReportFigure>& figures)
{
    ReportChart chart;
    chart.id = u"cost"_s;
    chart.title = reportText("What 1,000 requests cost");
    chart.kind = ReportChartKind::Funnel;
    chart.empty = reportText("Not known: what a request costs is not entered.");
    const ReportValue& without = figures[0].value;
    const ReportValue& with = figures[1].value;
    if (!without.isKnown() || !with.isKnown())
        return chart;
    chart.points = {{reportText("Without the cache"), without, {}, {}, true, false},
                    {reportText("With the cache"), with, {}, {}, false, false}};
    chart.summary = reportText("%1 without the cache, %2 with it.").arg(without.text, with.text);
    return chart;
}

static int assumedCount(const Ledger& ledger)
{
    return static_cast<int>(
        std::count_if(ledger.assumptions.begin(), ledger.assumptions.end(),
                      [](const LedgerAssumption& each) { return each.confidence == Confidence::Assumed; }));
}

static QStringList asksOf(const ReportBuilding& building)
{
    const Ledger& ledger = building.input.ledger;
    QStringList asks;
    if (building.total().net.isValid() && building.total().net.isNegative())
        asks << reportText(
            "Decide whether to keep this cache: raise its hit ratio, make it cheaper, or switch it off.");
    else if (building.total().net.sign() > 0)
        asks << reportText("Confirm that the cache stays as it is, and that its saving may be counted on.");
    if (!ledger.unpriced.isEmpty())
        asks << reportText("Enter what is missing in the amounts: %1").arg(ledger.unpriced.join(u' '));
    if (const int assumed = assumedCount(ledger); assumed > 0)
        asks << reportText("Check the inputs that nobody has confirmed (%1 marked Assumed in the appendix).")
                    .arg(assumed);
    if (building.coverage() < goodCoverage)
        asks << reportText("Read the amounts as those of %1 of the period: for the rest there is no data.")
                    .arg(building.format.ratio(building.coverage()).text);
    if (ledger.firstDataMs)
        asks << reportText("Keep in mind that there is no data before %1: nothing was counted or charged until then.")
                    .arg(building.format.dateTime(*ledger.firstDataMs));
    const auto& qualities = building.input.qualities;
    const bool wrongKnown = std::any_of(qualities.begin(), qualities.end(),
                                        [](const auto& quality) { return quality.second.wrongHits.has_value(); });
    if (!wrongKnown)
        asks << reportText(
            "Have wrong hits measured: how often the cache answers wrongly is not known, and not priced.");
    if (!building.input.economics)
        asks << reportText(
            "Enter what introducing the cache has cost, so that the report can say when it is paid back.");
    return asks;
}

ReportSection decisionSection(ReportBuilding& building)
{
    ReportSection section{u"decision"_s, reportText("Decision"), {}};
    section.blocks.emplace_back(ReportParagraph{findingOf(building), true, false});
    section.blocks.emplace_back(ReportParagraph{
        reportText("This finding is %1: the weakest of its inputs is. Numbers in brackets lead to the appendix, which "
                   "says how each figure comes about.")
            .arg(confidenceText(building.total().confidence)),
        false, false});
    section.blocks.emplace_back(ReportFigures{headlineOf(building)});
    const std::vector<ReportFigure> requests = requestFigures(building);
    section.blocks.emplace_back(ReportFigures{requests});
    section.blocks.emplace_back(costChart(requests));
    section.blocks.emplace_back(ReportParagraph{paybackSentence(building), false, false});
    section.blocks.emplace_back(ReportList{reportText("What is asked of you"), asksOf(building)});
    return section;
}

} // namespace cacheledger
