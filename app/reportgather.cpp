// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/reportgather.h"

#include "alerts/alertlog.h"
#include "alerts/alertstatistics.h"
#include "alerts/notificationtext.h"
#include "app/reporteconomics.h"
#include "history/historyreader.h"
#include "history/periodtotals.h"
#include "incidents/incidentstore.h"

#include <QtCore/QDateTime>
#include <QtCore/QFile>

#include <algorithm>
#include <cmath>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr qint64 dayLengthMs = 86'400'000;
/// Up to so many days the ledger goes by day, beyond by month.
static constexpr qint64 mostDays = 45;

static std::optional<double> known(double value)
{
    return std::isnan(value) ? std::nullopt : std::optional(value);
}

/// One value over a whole range, of all nodes together.
static std::optional<double> overall(const HistoryFile& file, const std::vector<NodeId>& nodes,
                                     const std::string& metric, TimeMs fromMs, TimeMs toMs, bool mean,
                                     const std::atomic_bool* cancelled)
{
    if (nodes.empty())
        return {};
    FrameRequest request;
    request.nodes = nodes;
    request.metrics = {metric};
    request.fromMs = fromMs;
    request.toMs = toMs;
    request.columns = 1;
    request.withEvents = false;
    const auto frame = readFrame(file, request, cancelled);
    if (!frame || frame->series.empty() || frame->times.empty())
        return {};
    const FrameSeries& series = frame->series.front();
    return known(mean ? series.mean.back() : series.value.back());
}

/// Servers of the cache and its sources, as history knows them.
static std::vector<KnownNode> nodesOf(const HistoryFile& file, const CacheId& cache)
{
    auto nodes = file.nodes();
    if (!nodes)
        return {};
    std::erase_if(*nodes, [&cache](const KnownNode& node) { return node.cache != cache; });
    return std::move(nodes).value();
}

static std::vector<NodeId> nodesWith(const HistoryFile& file, const ReportGathering& gathering,
                                     const ReportPeriod& period, const std::string& metric)
{
    std::vector<NodeId> nodes;
    for (const KnownNode& node : nodesOf(file, gathering.cache)) {
        const auto names = file.metricNames(node.node, period.fromMs, period.toMs);
        if (names && std::find(names->begin(), names->end(), metric) != names->end())
            nodes.push_back(node.node);
    }
    return nodes;
}

static void readMemory(const HistoryFile& file, const ReportGathering& gathering, const ReportPeriod& period,
                       ReportReliability& facts, const std::atomic_bool* cancelled)
{
    const std::vector<NodeId> nodes = nodesWith(file, gathering, period, "used_memory");
    const qint64 edgeMs = std::min<qint64>(dayLengthMs, (period.toMs - period.fromMs) / 2);
    facts.usedBytes = overall(file, nodes, "used_memory", period.toMs - edgeMs, period.toMs, false, cancelled);
    facts.limitBytes = overall(file, nodes, "maxmemory", period.toMs - edgeMs, period.toMs, false, cancelled);
    const auto before = overall(file, nodes, "used_memory", period.fromMs, period.fromMs + edgeMs, true, cancelled);
    const auto after = overall(file, nodes, "used_memory", period.toMs - edgeMs, period.toMs, true, cancelled);
    const double days = static_cast<double>(period.toMs - period.fromMs - edgeMs) / dayLengthMs;
    if (before && after && days >= 1)
        facts.growthBytesPerDay = (*after - *before) / days;
    if (nodes.empty())
        return;
    const auto totals = readPeriodTotals(
        file, {nodes, {"evicted_keys", "expired_keys"}, {period.fromMs, period.toMs}, gathering.nowMs}, cancelled);
    if (totals && !totals->periods.empty()) {
        facts.evictions = known(totals->periods.front().increases[0]);
        facts.expired = known(totals->periods.front().increases[1]);
    }
}

static void readRestarts(const HistoryFile& file, const ReportGathering& gathering, const ReportPeriod& period,
                         ReportReliability& facts)
{
    const std::vector<KnownNode> all = nodesOf(file, gathering.cache);
    std::vector<NodeId> nodes;
    for (const KnownNode& node : all)
        nodes.push_back(node.node);
    const auto events = file.events(nodes, period.fromMs, period.toMs);
    for (const Event& event : events ? *events : std::vector<Event>()) {
        if (event.kind != EventKind::Restart)
            continue;
        const auto node =
            std::find_if(all.begin(), all.end(), [&event](const KnownNode& each) { return each.node == event.node; });
        facts.restarts.emplace_back(event.timeMs, node == all.end() ? QString() : node->address);
    }
}

static void readAlerts(const ReportGathering& gathering, const ReportPeriod& period, ReportReliability& facts)
{
    const QString path = gathering.profile.alertsFile();
    if (!QFile::exists(path))
        return;
    const auto log = AlertLog::open(path, Database::Mode::Read);
    const auto fired = log ? (*log)->firedSince(period.fromMs) : Result<std::vector<Alert>>(log.error());
    if (!fired)
        return;
    std::vector<Alert> ours;
    for (const Alert& alert : *fired) {
        if (alert.cache == gathering.cache && alert.firedMs && *alert.firedMs < period.toMs)
            ours.push_back(alert);
    }
    const auto days = static_cast<int>((gathering.nowMs - period.fromMs) / dayLengthMs + 1);
    AlertStatistics statistics = statisticsOf(ours, days, gathering.nowMs);
    ReportAlerts alerts;
    alerts.critical = statistics.byTier[AlertTier::Critical];
    alerts.warning = statistics.byTier[AlertTier::Warning];
    alerts.information = statistics.byTier[AlertTier::Information];
    alerts.falsePositives = statistics.falsePositives;
    alerts.meanToAcknowledgeMs = statistics.meanToAcknowledgeMs;
    alerts.meanToResolveMs = statistics.meanToResolveMs;
    facts.alerts = alerts;
}

static void readIncidents(const ReportGathering& gathering, const ReportPeriod& period, ReportReliability& facts)
{
    facts.incidentsKnown = true;
    for (const IncidentSummary& incident : IncidentStore(gathering.profile.incidentsDir()).list().incidents) {
        if (incident.cache != gathering.cache || incident.openedMs >= period.toMs || incident.openedMs < period.fromMs)
            continue;
        facts.incidents.push_back({incident.id, incident.title, notificationtext::tierName(incident.tier),
                                   incident.openedMs, incident.closedMs});
    }
    std::ranges::sort(facts.incidents, {}, &ReportIncident::openedMs);
}

static void readQualities(const HistoryFile& file, const ReportGathering& gathering, ReportInput& input,
                          const std::atomic_bool* cancelled)
{
    const ReportPeriod& period = input.period;
    for (const LedgerStage& stage : input.ledger.total.stages) {
        const std::string prefix = "stage." + stage.stage.toStdString();
        const auto mean = [&](const char* leaf) {
            const std::string metric = prefix + leaf;
            return overall(file, nodesWith(file, gathering, period, metric), metric, period.fromMs, period.toMs, true,
                           cancelled);
        };
        StageQuality quality{mean(".latency.median"), mean(".latency.p95"), {}};
        const std::string wrong = prefix + ".wrong_hits";
        if (const auto nodes = nodesWith(file, gathering, period, wrong); !nodes.empty()) {
            const auto totals =
                readPeriodTotals(file, {nodes, {wrong}, {period.fromMs, period.toMs}, gathering.nowMs}, cancelled);
            if (totals && !totals->periods.empty())
                quality.wrongHits = known(totals->periods.front().increases.front());
        }
        input.qualities[stage.stage] = quality;
    }
}

static bool isCancelled(const std::atomic_bool* cancelled)
{
    return cancelled && *cancelled;
}

Result<ReportInput> gatherReport(const ReportGathering& gathering, const ReportOrder& order,
                                 const std::atomic_bool* cancelled)
{
    const Error cancelledError{ErrorCode::Cancelled, {}, {}};
    const bool byMonth = order.period.toMs - order.period.fromMs > mostDays * dayLengthMs;
    LedgerRequest request;
    request.cache = gathering.cache;
    request.fromMs = order.period.fromMs;
    request.toMs = order.period.toMs;
    request.by = byMonth ? LedgerStep::Month : LedgerStep::Day;
    auto ledger = gathering.ledger(request);
    if (!ledger)
        return ledger.error();
    ReportInput input;
    input.title = order.title;
    input.cacheName = gathering.cacheName;
    input.period = order.period;
    input.locale = order.locale;
    input.zone = gathering.zone;
    input.nowMs = gathering.nowMs;
    input.isDemo = gathering.isDemo;
    input.byMonth = byMonth;
    input.ledger = std::move(ledger).value();
    if (!input.ledger.hasData() || isCancelled(cancelled))
        return isCancelled(cancelled) ? Result<ReportInput>(cancelledError) : input;
    const ReportPeriod before = periodBefore(order.period, gathering.zone);
    request.fromMs = before.fromMs;
    request.toMs = before.toMs;
    if (const auto previous = gathering.ledger(request); previous && previous->hasData())
        input.previous = *previous;
    if (const auto file = HistoryFile::open(gathering.profile.historyFile())) {
        readMemory(**file, gathering, order.period, input.reliability, cancelled);
        readRestarts(**file, gathering, order.period, input.reliability);
        readQualities(**file, gathering, input, cancelled);
    }
    readAlerts(gathering, order.period, input.reliability);
    readIncidents(gathering, order.period, input.reliability);
    input.economics = readReportEconomics(gathering, input);
    return isCancelled(cancelled) ? Result<ReportInput>(cancelledError) : input;
}

} // namespace cacheledger
