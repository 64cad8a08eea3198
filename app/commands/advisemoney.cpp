// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/advisemoney.h"

#include "advisor/stampede.h"
#include "app/commands/ledgerjson.h"
#include "app/historytargets.h"
#include "app/ledger/ledgerreader.h"
#include "cost/ledgerverdict.h"
#include "cost/moneyformat.h"
#include "history/historyreader.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr qint64 advisedLedgerMs = 30 * 24 * 3600'000LL;

static Result<Ledger> advisedLedger(const CacheId& cache, const CommandContext& context, TrafficFacts& traffic)
{
    const auto file = openHistoryIfThere(context);
    if (!file)
        return file.error();
    const auto inputs = ledgerInputs(context.profile, cache);
    if (!inputs)
        return inputs.error();
    traffic = inputs->plan.traffic;
    Ledger none;
    none.currency = inputs->plan.currency;
    const TimeMs nowMs = context.clock->nowMs();
    return *file ? readLedger(**file, *inputs, {cache, nowMs - advisedLedgerMs, nowMs, LedgerStep::Month, {}}, nowMs)
                 : Result<Ledger>(none);
}

AdviceFinding stampedeOf(const CacheConfig& cache, const CommandContext& context)
{
    const auto file = openHistoryIfThere(context);
    if (!file || !*file)
        return stampedeRisk({});
    FrameRequest request;
    request.nodes = cache.nodeIds();
    request.metrics.assign(std::begin(stampedeMetrics), std::end(stampedeMetrics));
    request.toMs = context.clock->nowMs();
    request.fromMs = request.toMs - stampedeSteps * stampedeStepMs;
    request.columns = stampedeSteps;
    request.withEvents = false;
    const auto frame = readFrame(**file, request);
    if (!frame || frame->series.size() != std::size(stampedeMetrics))
        return stampedeRisk({});
    const auto& series = frame->series;
    return stampedeRisk({series[0].mean, series[1].mean, series[2].mean, series[3].mean});
}

AdviseMoney adviseMoneyOf(const CacheId& cache, const CommandContext& context)
{
    TrafficFacts traffic;
    const auto ledger = advisedLedger(cache, context, traffic);
    if (!ledger) {
        context.console.note(ledger.error());
        return {{}, verdictOf({}), decisionMatrix({})};
    }
    return {cacheMoneyOf(*ledger), verdictOf(verdictInputOf(*ledger, traffic)),
            decisionMatrix(decisionInputOf(*ledger, traffic))};
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
