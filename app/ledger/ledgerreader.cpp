// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ledger/ledgerreader.h"

#include "config/sourcestore.h"
#include "cost/coststore.h"
#include "cost/ledgerperiods.h"
#include "cost/pricefile.h"
#include "history/historyreader.h"
#include "history/periodtotals.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{

constexpr std::string_view stagePrefix = "stage.";

/// What is asked of each stage, and where it goes. One with a basis matters only to stages that are valued by it.
struct StageCounter {
    const char* leaf;
    std::optional<double> StageCounts::*place;
    std::optional<StageValue::Basis> basis = {};
};
constexpr auto byTokens = StageValue::Basis::MeasuredTokens;
constexpr std::array<StageCounter, 9> stageCounters{
    {{"requests", &StageCounts::requests},
     {"hits", &StageCounts::hits},
     {"misses", &StageCounts::misses},
     {"wrong_hits", &StageCounts::wrongHits},
     {"tokens_input", &StageCounts::tokensInput, byTokens},
     {"tokens_cached_input", &StageCounts::tokensCachedInput, byTokens},
     {"tokens_output", &StageCounts::tokensOutput, byTokens},
     {"tokens_embedding", &StageCounts::tokensEmbedding, byTokens},
     {"avoided_cost", &StageCounts::avoidedCost, StageValue::Basis::MeasuredCost}}};

bool isNeeded(const StageCounter& counter, const QString& stage, const CostPlan& plan)
{
    return !counter.basis || std::any_of(plan.values.begin(), plan.values.end(), [&](const StageValue& value) {
        return value.stage == stage && value.basis == *counter.basis;
    });
}

std::string counterId(const QString& stage, const char* leaf)
{
    return std::string(stagePrefix) + stage.toStdString() + '.' + leaf;
}

/// The stage of "stage.S.hits"; nothing for other metrics and for segments of a stage (S@G).
QString stageOf(const std::string& metric)
{
    const std::size_t end = metric.find('.', stagePrefix.size());
    if (metric.compare(0, stagePrefix.size(), stagePrefix) != 0 || end == std::string::npos)
        return {};
    const QString stage = QString::fromStdString(metric.substr(stagePrefix.size(), end - stagePrefix.size()));
    return stage.contains(u'@') ? QString() : stage;
}

/// Of several nodes, those with counters of stages, and what they have.
struct CountingNodes {
    std::vector<NodeId> nodes;
    std::set<std::string> metrics;
    std::optional<TimeMs> firstMs;
};

Result<CountingNodes> countingNodes(const HistoryFile& file, std::span<const NodeId> nodes, TimeMs fromMs, TimeMs toMs)
{
    CountingNodes found;
    for (const NodeId& node : nodes) {
        const Result<std::vector<std::string>> names = file.metricNames(node, fromMs, toMs);
        if (!names)
            return names.error();
        std::set<std::string> metrics;
        std::copy_if(names->begin(), names->end(), std::inserter(metrics, metrics.end()),
                     [](const std::string& name) { return !stageOf(name).isEmpty(); });
        if (metrics.empty())
            continue;
        found.nodes.push_back(node);
        found.metrics.merge(metrics);
        if (const std::optional<TimeMs> first = file.oldestSample(node))
            found.firstMs = std::min(found.firstMs.value_or(*first), *first);
    }
    return found;
}

std::vector<StageConfig> stagesOf(const std::set<std::string>& metrics)
{
    std::set<QString> ids;
    for (const std::string& metric : metrics)
        ids.insert(stageOf(metric));
    std::vector<StageConfig> stages;
    for (const QString& preset : stagePresetNames())
        for (const StageConfig& stage : stagePreset(preset))
            if (ids.erase(stage.id) > 0)
                stages.push_back(stage);
    for (const QString& id : ids)
        stages.push_back({id, id, true});
    return stages;
}

/// The part of maxmemory that was not used, the mean over the range; nothing where a node has no limit.
std::optional<double> unusedMemoryOf(const HistoryFile& file, std::vector<NodeId> nodes, TimeMs fromMs, TimeMs toMs)
{
    FrameRequest request;
    request.nodes = std::move(nodes);
    request.metrics = {"used_memory", "maxmemory"};
    request.fromMs = fromMs;
    request.toMs = toMs;
    request.columns = 1;
    request.withEvents = false;
    const Result<Frame> frame = readFrame(file, request);
    if (!frame || frame->times.empty())
        return std::nullopt;
    const double used = frame->series[0].mean.back();
    const double most = frame->series[1].mean.back();
    return most > 0 && used >= 0 ? std::optional(std::clamp(1 - used / most, 0.0, 1.0)) : std::nullopt;
}

std::vector<PeriodCounts> countsOf(const PeriodTotals& totals, const std::vector<StageConfig>& stages,
                                   const std::vector<std::string>& counters, std::optional<double> unusedMemory)
{
    std::vector<PeriodCounts> pieces;
    for (std::size_t p = 0; p < totals.periods.size(); ++p) {
        const PeriodTotal& period = totals.periods[p];
        PeriodCounts piece;
        piece.fromMs = period.fromMs;
        piece.toMs = period.toMs;
        piece.coveredMs = std::llround(totals.coverage(p) * static_cast<double>(period.toMs - period.fromMs));
        piece.resets = period.resets;
        piece.unusedMemory = unusedMemory;
        for (const StageConfig& stage : stages) {
            StageCounts& of = piece.stages.emplace_back();
            of.stage = stage.id;
            for (const StageCounter& counter : stageCounters) {
                const auto at = std::find(counters.begin(), counters.end(), counterId(stage.id, counter.leaf));
                const double increase = at == counters.end()
                                            ? std::nan("")
                                            : period.increases[static_cast<std::size_t>(at - counters.begin())];
                if (!std::isnan(increase))
                    of.*counter.place = increase;
            }
        }
        pieces.push_back(std::move(piece));
    }
    for (const TimeGap& gap : totals.gaps)
        pieces.front().gaps.push_back({gap.fromMs, gap.toMs});
    return pieces;
}

Ledger withoutData(const LedgerInputs& inputs, const QByteArray& zone)
{
    Ledger ledger;
    ledger.currency = inputs.plan.currency;
    ledger.timeZone = zone;
    return ledger;
}

/// From pieces that history counted; the plan's zone is that of the request.
Result<Ledger> ledgerOfPieces(const HistoryFile& file, const LedgerInputs& inputs, const CountingNodes& counting,
                              const std::vector<TimeMs>& bounds, std::optional<double> unusedMemory,
                              const std::atomic_bool* cancelled)
{
    const std::vector<StageConfig> stages = inputs.stages.empty() ? stagesOf(counting.metrics) : inputs.stages;
    TotalsRequest totals;
    totals.nodes = counting.nodes;
    totals.bounds = ledgerCuts(bounds, inputs.plan, *inputs.prices);
    totals.nowMs = bounds.back();
    for (const StageConfig& stage : stages)
        for (const StageCounter& counter : stageCounters)
            if (const std::string id = counterId(stage.id, counter.leaf);
                counting.metrics.contains(id) && isNeeded(counter, stage.id, inputs.plan))
                totals.counters.push_back(id);
    const Result<PeriodTotals> counted = readPeriodTotals(file, totals, cancelled);
    if (!counted)
        return counted.error();
    Ledger ledger = computeLedger(inputs.plan, *inputs.prices, stages, bounds,
                                  countsOf(*counted, stages, totals.counters, unusedMemory));
    if (!counted->roughBounds.empty())
        ledger.notes += QCoreApplication::translate("Ledger", "Old data are kept by the hour only: %1 of the periods' "
                                                              "ends are up to an hour from their place.")
                            .arg(counted->roughBounds.size());
    return ledger;
}

} // namespace

Result<std::shared_ptr<const TokenPrices>> ledgerPrices(const Profile& profile)
{
    auto book = pricefile::load(profile.pricesFile());
    if (!book)
        return book.error();
    return std::shared_ptr<const TokenPrices>(std::make_shared<PriceBook>(std::move(*book)));
}

Result<std::vector<StageConfig>> stagesInHistory(const HistoryFile& file, std::span<const NodeId> nodes, TimeMs fromMs,
                                                 TimeMs toMs)
{
    const Result<CountingNodes> counting = countingNodes(file, nodes, fromMs, toMs);
    if (!counting)
        return counting.error();
    return stagesOf(counting->metrics);
}

Result<Ledger> readLedger(const HistoryFile& file, const LedgerInputs& asked, const LedgerRequest& request,
                          TimeMs nowMs, const std::atomic_bool* cancelled)
{
    LedgerInputs inputs = asked;
    if (!request.timeZone.isEmpty())
        inputs.plan.timeZone = request.timeZone;
    const QByteArray zone = inputs.plan.timeZone;
    // What makes no sense is refused whether or not there are data.
    if (const auto bounds = ledgerBounds(request.fromMs, request.toMs, LedgerStep::Month, zone); !bounds)
        return bounds.error();
    const Result<std::vector<KnownNode>> known = file.nodes();
    if (!known)
        return known.error();
    std::vector<NodeId> nodes;
    for (const KnownNode& node : *known)
        if (node.cache == request.cache)
            nodes.push_back(node.node);
    const Result<CountingNodes> counting = countingNodes(file, nodes, request.fromMs, request.toMs);
    if (!counting)
        return counting.error();
    const TimeMs fromMs = std::max(request.fromMs, counting->firstMs.value_or(request.toMs));
    const TimeMs toMs = std::min(request.toMs, nowMs);
    if (fromMs >= toMs)
        return withoutData(inputs, zone);
    const auto bounds = ledgerBounds(fromMs, toMs, request.by, zone);
    if (!bounds)
        return bounds.error();
    std::vector<NodeId> servers;
    std::copy_if(nodes.begin(), nodes.end(), std::back_inserter(servers), [&](const NodeId& node) {
        return std::find(counting->nodes.begin(), counting->nodes.end(), node) == counting->nodes.end();
    });
    Result<Ledger> ledger = ledgerOfPieces(file, inputs, *counting, *bounds,
                                           unusedMemoryOf(file, std::move(servers), fromMs, toMs), cancelled);
    if (ledger && fromMs > request.fromMs)
        ledger->firstDataMs = fromMs;
    return ledger;
}

Result<LedgerInputs> ledgerInputs(const Profile& profile, const CacheId& cache)
{
    CostStore costs(profile.costsFile());
    if (const auto loaded = costs.load(); !loaded)
        return loaded.error();
    SourceStore sources(profile.sourcesFile());
    if (const auto loaded = sources.load(); !loaded)
        return loaded.error();
    const auto prices = ledgerPrices(profile);
    if (!prices)
        return prices.error();
    return LedgerInputs{costs.planOf(cache), sources.planOf(cache).stages, *prices};
}

} // namespace cacheledger
