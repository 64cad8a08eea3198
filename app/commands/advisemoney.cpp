// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/advisemoney.h"

#include "advisor/cacheadvice.h"
#include "advisor/stampede.h"
#include "app/commands/ledgerjson.h"
#include "app/forecast/forecastreader.h"
#include "app/historytargets.h"
#include "app/ledger/ledgerreader.h"
#include "cost/ledgerverdict.h"
#include "cost/moneyformat.h"
#include "forecast/forecastwords.h"
#include "history/historyreader.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr qint64 advisedLedgerMs = 30LL * 24 * 3600'000;

static Result<Ledger> advisedLedger(const CacheId& cache, const CommandContext& context, CostPlan& plan)
{
    const auto file = openHistoryIfThere(context);
    if (!file)
        return file.error();
    const auto inputs = ledgerInputs(context.profile, cache);
    if (!inputs)
        return inputs.error();
    plan = inputs->plan;
    Ledger none;
    none.currency = inputs->plan.currency;
    const TimeMs nowMs = context.clock->nowMs();
    return *file ? readLedger(**file, *inputs, {cache, nowMs - advisedLedgerMs, nowMs, LedgerStep::Month, {}}, nowMs)
                 : Result<Ledger>(none);
}

/// The means of metrics of all nodes together, step by step up to now; empty: they cannot be had.
static std::vector<std::vector<double>> meansOf(const CacheConfig& cache, std::span<const char* const> metrics,
                                                int steps, qint64 stepMs, const CommandContext& context)
{
    const auto file = openHistoryIfThere(context);
    if (!file || !*file)
        return {};
    FrameRequest request;
    request.nodes = cache.nodeIds();
    request.metrics.assign(metrics.begin(), metrics.end());
    request.toMs = context.clock->nowMs();
    request.fromMs = request.toMs - steps * stepMs;
    request.columns = steps;
    request.withEvents = false;
    const auto frame = readFrame(**file, request);
    std::vector<std::vector<double>> means;
    if (frame && frame->series.size() == metrics.size())
        for (const FrameSeries& series : frame->series)
            means.push_back(series.mean);
    return means;
}

AdviceFinding stampedeOf(const CacheConfig& cache, const CommandContext& context)
{
    const auto means = meansOf(cache, stampedeMetrics, stampedeSteps, stampedeStepMs, context);
    return means.empty() ? stampedeRisk({}) : stampedeRisk({means[0], means[1], means[2], means[3]});
}

AdviceFinding growthOf(const CacheConfig& cache, const CommandContext& context)
{
    const auto means = meansOf(cache, growthMetrics, growthSteps, growthStepMs, context);
    return means.empty() ? memoryAgainstTraffic({}) : memoryAgainstTraffic({means[0], means[1]});
}

AdviceFinding savingsOf(const CacheId& cache, const CommandContext& context)
{
    AdviceFinding finding;
    finding.id = "savings-this-month";
    finding.title = Cli::tr("Savings this month");
    finding.confidence = AdviceConfidence::Medium;
    finding.evidence = Cli::tr("There is no history of this cache: it is made while something collects.");
    const auto file = openHistoryIfThere(context);
    const auto inputs = ledgerInputs(context.profile, cache);
    if (!file || !*file || !inputs)
        return finding;
    const auto forecast = readSavingsForecast(**file, *inputs, cache, context.clock->nowMs());
    if (!forecast) {
        finding.evidence = forecast.error().text();
        return finding;
    }
    finding.evidence = forecastwords::savingsText(*forecast);
    if (forecast->answer == SavingsForecast::Answer::Told)
        finding.state = AdviceState::Fine;
    return finding;
}

AdviseMoney adviseMoneyOf(const CacheId& cache, const CommandContext& context)
{
    CostPlan plan;
    const auto ledger = advisedLedger(cache, context, plan);
    if (!ledger) {
        context.console.note(ledger.error());
        return {{}, verdictOf({}), decisionMatrix({})};
    }
    return {cacheMoneyOf(*ledger, plan, context.clock->nowMs()), verdictOf(verdictInputOf(*ledger, plan.traffic)),
            decisionMatrix(decisionInputOf(*ledger, plan.traffic))};
}

OrderedJson worthJson(const std::optional<AdviceWorth>& worth)
{
    if (!worth)
        return nullptr;
    return OrderedJson{
        {"perMonth", worth->perMonth.rounded().toDecimalString(worth->perMonth.currency().minorDigits()).toStdString()},
        {"currency", worth->perMonth.currency().code().toStdString()},
        {"atMost", worth->atMost},
        {"confidence", confidenceName(worth->confidence).toStdString()},
        {"basis", worth->basis.toStdString()}};
}

QString worthLine(const AdviceWorth& worth)
{
    return (worth.atMost ? Cli::tr("Worth at most %1 a month (%2): %3.") : Cli::tr("Worth %1 a month (%2): %3."))
        .arg(formatMoney(worth.perMonth, QLocale::c()), confidenceText(worth.confidence), worth.basis);
}

static QString joinedReasons(const PayVerdict& verdict)
{
    QStringList texts{verdictText(verdict.state)};
    for (const VerdictReason& reason : verdict.reasons)
        texts << reason.text;
    return texts.join(u' ');
}

static OrderedJson factorJson(const DecisionFactor& factor)
{
    OrderedJson places;
    for (std::size_t i = 0; i < factor.cells.size(); ++i)
        places[cachingPlaceName(cachingPlaces[i])] =
            OrderedJson{{"limit", factor.cells[i].limit.toStdString()}, {"fit", placeFitName(factor.cells[i].fit)}};
    const OrderedJson confidence =
        factor.isKnown ? OrderedJson(confidenceName(factor.confidence).toStdString()) : OrderedJson();
    return OrderedJson{{"factor", factor.id},
                       {"measured", factor.measured.toStdString()},
                       {"confidence", confidence},
                       {"places", std::move(places)}};
}

std::vector<OrderedJson> moneyFindings(const AdviseMoney& money)
{
    const AdviceState paying = money.verdict.state == VerdictState::Pays         ? AdviceState::Fine
                               : money.verdict.state == VerdictState::DoesNotPay ? AdviceState::Found
                                                                                 : AdviceState::NotCheckable;
    OrderedJson pays{{"id", "caching-pays"},
                     {"node", nullptr},
                     {"state", adviceStateName(paying)},
                     {"title", Cli::tr("Does caching pay here?").toStdString()},
                     {"evidence", joinedReasons(money.verdict).toStdString()},
                     {"verdict", verdictJson(money.verdict)},
                     {"worth", nullptr}};
    const bool anyKnown = std::ranges::any_of(money.matrix, &DecisionFactor::isKnown);
    QStringList measured;
    OrderedJson factors = OrderedJson::array();
    for (const DecisionFactor& factor : money.matrix) {
        measured << u"%1: %2"_s.arg(factor.name, factor.measured);
        factors.push_back(factorJson(factor));
    }
    OrderedJson matrix{{"id", "decision-matrix"},
                       {"node", nullptr},
                       {"state", adviceStateName(anyKnown ? AdviceState::Fine : AdviceState::NotCheckable)},
                       {"title", Cli::tr("Where should answers be kept?").toStdString()},
                       {"evidence", measured.join(u"; "_s).toStdString()},
                       {"factors", std::move(factors)},
                       {"worth", nullptr}};
    return {std::move(pays), std::move(matrix)};
}

QStringList moneyLines(const AdviseMoney& money)
{
    QStringList lines{verdictText(money.verdict.state)};
    for (const VerdictReason& reason : money.verdict.reasons)
        lines << u"  "_s + outcomeWords(reason.outcome).leftJustified(12) + reason.text;
    lines << Cli::tr("Where should answers be kept?");
    for (const DecisionFactor& factor : money.matrix) {
        QStringList places;
        for (std::size_t i = 0; i < factor.cells.size(); ++i) {
            const QString fit = factor.cells[i].fit == PlaceFit::Fits         ? Cli::tr("fits")
                                : factor.cells[i].fit == PlaceFit::DoesNotFit ? Cli::tr("does not fit")
                                                                              : QString();
            if (!fit.isEmpty())
                places << u"%1 %2 (%3)"_s.arg(cachingPlaceText(cachingPlaces[i]), fit, factor.cells[i].limit);
        }
        lines << u"  %1: %2"_s.arg(factor.name, factor.measured) +
                     (places.isEmpty() ? QString() : u" \u2013 "_s + places.join(u", "_s));
    }
    return lines;
}

} // namespace cacheledger
