// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fleet/fleetnode.h"

#include "metrics/catalogue.h"
#include "metrics/format.h"
#include "ui/alerts/alertwords.h"
#include "ui/cachestate.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString fleetText(const char* text)
{
    return QCoreApplication::translate("Fleet", text);
}

QByteArray FleetFigures::stripOf(const Frame& frame, int cells, const std::vector<Threshold>& thresholds)
{
    QByteArray strip(cells, noData);
    const double cellMs = static_cast<double>(frame.toMs - frame.fromMs) / cells;
    if (cellMs <= 0)
        return strip;
    for (std::size_t column = 0; column < frame.times.size(); ++column) {
        const auto cell = static_cast<int>(static_cast<double>(frame.times[column] - frame.fromMs) / cellMs);
        if (cell < 0 || cell >= cells)
            continue;
        Severity worst = Severity::Normal;
        for (const FrameSeries& series : frame.series) {
            const double value = series.value[column];
            if (const Severity each = judge(series.metric, value, thresholds); each != Severity::Unknown)
                worst = worseOf(worst, each);
        }
        const char before = strip[cell];
        const Severity known = before == noData ? worst : worseOf(worst, static_cast<Severity>(before));
        strip[cell] = static_cast<char>(known);
    }
    return strip;
}

int FleetHealth::rank() const
{
    return 2 * severityRank(severity) + (state == NodeState::Down);
}

std::map<NodeId, const Alert*> worstByNode(const std::vector<Alert>& alerts, TimeMs nowMs)
{
    const auto need = [nowMs](const Alert& alert) {
        return std::tuple(!needsAttention(alert, nowMs), alert.tier, alert.sinceMs, alert.id);
    };
    std::map<NodeId, const Alert*> worst;
    for (const Alert& alert : alerts) {
        const bool muted = !alert.silence.isEmpty() || alert.falsePositive || !alert.inhibitedBy.isEmpty();
        if (alert.state != AlertState::Firing || alert.tier == AlertTier::Information || muted)
            continue;
        const Alert*& known = worst[alert.key.node];
        if (!known || need(alert) < need(*known))
            known = &alert;
    }
    return worst;
}

/// Of being reachable alone.
static FleetHealth reachability(const NodeStatus* status, TimeMs nowMs, int intervalMs, bool paused)
{
    FleetHealth health;
    if (paused)
        return {Severity::Unknown, FleetCause::Paused, NodeState::Paused, {}, 0, false};
    if (!status)
        return health;
    health.state = status->state;
    switch (status->state) {
    case NodeState::Down:
        health.severity = Severity::Critical;
        health.cause = FleetCause::Down;
        break;
    case NodeState::Slow:
        health.severity = Severity::Warning;
        health.cause = FleetCause::Slow;
        break;
    case NodeState::Up: {
        // Polling may have backed off.
        const int everyMs = std::max(intervalMs, status->latest ? status->latest->intervalMs : 0);
        const bool stale = !status->lastSampleMs || isStale(*status->lastSampleMs, nowMs, everyMs);
        health.severity = stale ? Severity::Unknown : Severity::Normal;
        health.cause = stale ? FleetCause::Stale : FleetCause::None;
        break;
    }
    case NodeState::Connecting:
        break;
    case NodeState::Paused:
        health.cause = FleetCause::Paused;
        break;
    case NodeState::Unwatched:
        health.cause = FleetCause::Unwatched;
        break;
    }
    return health;
}

static bool says(const Snapshot& snapshot, std::string_view field, std::string_view value)
{
    if (!snapshot.texts)
        return false;
    const auto found = snapshot.texts->find(field);
    return found != snapshot.texts->end() && found->second == value;
}

static void worsen(FleetHealth& health, Severity severity, FleetCause cause)
{
    if (severityRank(severity) <= severityRank(health.severity))
        return;
    health.severity = severity;
    health.cause = cause;
}

/// A gauge of the newest answer that is limited; ratios over a window are the alerts' business.
static void judgeGauge(FleetHealth& health, const char* metric, std::optional<double> value,
                       const std::vector<Threshold>& thresholds)
{
    if (!value || std::isnan(*value))
        return;
    const Severity severity = judge(std::string_view(metric), value, thresholds);
    if (severityRank(severity) <= severityRank(health.severity) || severity == Severity::Unknown)
        return;
    worsen(health, severity, FleetCause::Limit);
    health.metric = metric;
    health.value = *value;
}

static std::optional<double> quotient(const Snapshot& snapshot, std::string_view part, std::string_view whole)
{
    const auto limit = snapshot.value(whole);
    const auto value = snapshot.value(part);
    return value && limit && *limit > 0 ? std::optional(*value / *limit) : std::nullopt;
}

static void judgeAnswer(FleetHealth& health, const Snapshot& snapshot, const std::vector<Threshold>& thresholds)
{
    health.replica = says(snapshot, "role", "slave");
    if (says(snapshot, "cluster_state", "fail"))
        worsen(health, Severity::Critical, FleetCause::ClusterDown);
    if (says(snapshot, "master_link_status", "down"))
        worsen(health, Severity::Warning, FleetCause::LinkDown);
    if (snapshot.value("loading").value_or(0) > 0)
        worsen(health, Severity::Warning, FleetCause::Loading);
    judgeGauge(health, "memory_used_ratio", quotient(snapshot, "used_memory", "maxmemory"), thresholds);
    judgeGauge(health, "clients_used_ratio", quotient(snapshot, "connected_clients", "maxclients"), thresholds);
}

FleetHealth fleetHealth(const NodeStatus* status, const Alert* alert, const std::vector<Threshold>& thresholds,
                        TimeMs nowMs, int intervalMs, bool paused)
{
    FleetHealth health = reachability(status, nowMs, intervalMs, paused);
    const bool answers = health.cause == FleetCause::None || health.cause == FleetCause::Slow;
    // What was measured before says nothing about now.
    if (answers && status->latest)
        judgeAnswer(health, *status->latest, thresholds);
    else if (status && status->latest)
        health.replica = says(*status->latest, "role", "slave");
    if (alert && !paused)
        worsen(health, alert->tier == AlertTier::Critical ? Severity::Critical : Severity::Warning, FleetCause::Alert);
    return health;
}

QString fleetStateText(const FleetHealth& health)
{
    CacheState state;
    state.state = health.state;
    state.stale = health.cause == FleetCause::Stale;
    return wording::state(state);
}

QString fleetReason(const FleetHealth& health, const NodeStatus* status, const Alert* alert, TimeMs nowMs)
{
    switch (health.cause) {
    case FleetCause::Down:
        return status && status->error ? status->error->message : QString();
    case FleetCause::Slow:
        return fleetText(QT_TRANSLATE_NOOP("Fleet", "The running poll is overdue"));
    case FleetCause::Stale:
        return wording::lastSeen(status ? status->lastSampleMs : std::nullopt, nowMs);
    case FleetCause::Alert:
        return alert ? alertwords::brief(*alert, nowMs) : QString();
    case FleetCause::ClusterDown:
        return fleetText(QT_TRANSLATE_NOOP("Fleet", "Its cluster is down"));
    case FleetCause::LinkDown:
        return fleetText(QT_TRANSLATE_NOOP("Fleet", "The link to its primary is down"));
    case FleetCause::Loading:
        return fleetText(QT_TRANSLATE_NOOP("Fleet", "It loads its data"));
    case FleetCause::Limit:
        return catalogue::metricName(health.metric) + u' ' +
               format::value(health.value, catalogue::lookup(health.metric).unit).joined();
    case FleetCause::None:
    case FleetCause::Connecting:
    case FleetCause::Unwatched:
    case FleetCause::Paused:
        break;
    }
    return {};
}

} // namespace cacheledger
