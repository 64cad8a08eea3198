// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/incidentlife.h"

#include "incidents/incidentlines.h"
#include "incidents/playbookcontext.h"

#include <algorithm>

namespace cacheledger
{

using incidentlines::addLine;
using incidentlines::lifeText;

namespace
{

constexpr qint64 aMinuteMs = 60'000;

IncidentAlert copied(const Alert& alert)
{
    IncidentAlert copy;
    copy.id = alert.id;
    copy.rule = alert.key.rule;
    copy.ruleName = alert.ruleName;
    copy.node = alert.key.node;
    copy.address = alert.address;
    copy.tier = alert.tier;
    copy.metric = alert.metric;
    copy.function = alert.function;
    copy.comparison = alert.comparison;
    copy.threshold = alert.threshold;
    copy.value = alert.newestValue ? alert.newestValue : alert.firedValue;
    copy.firedMs = alert.firedMs.value_or(alert.sinceMs);
    copy.message = alert.message;
    return copy;
}

QString firingText(const Alert& alert)
{
    return lifeText("%1 (%2): %3").arg(alert.ruleName, alert.address, alert.message);
}

/// The incident was opened while the alert was pending, and now it fires.
bool hasFired(const IncidentAlert& known, const Alert& alert)
{
    return known.message.isEmpty() && alert.firedMs && !alert.message.isEmpty();
}

/// The first moment at which the playbook says that others are to be called.
std::optional<TimeMs> firstEscalation(const Playbook* playbook, TimeMs openedMs)
{
    std::optional<TimeMs> first;
    if (!playbook)
        return first;
    for (const PlaybookEscalation& escalation : playbook->escalation) {
        if (escalation.afterMs && (!first || openedMs + *escalation.afterMs < *first))
            first = openedMs + *escalation.afterMs;
    }
    return first;
}

void startTimers(Incident& incident)
{
    incident.nextUpdateMs = incident.openedMs + incidentlife::updateEveryMs(incident.tier);
    incident.escalateMs = firstEscalation(incident.playbook.get(), incident.openedMs);
}

bool isNodeDown(const Alert& alert)
{
    return alert.metric == "up";
}

} // namespace

qint64 incidentlife::updateEveryMs(AlertTier tier)
{
    return (tier == AlertTier::Critical ? 15 : 60) * aMinuteMs;
}

Incident incidentlife::openedFor(const Alert& alert, std::shared_ptr<const Playbook> playbook, TimeMs nowMs)
{
    Incident incident;
    incident.title = playbook ? playbook->title : alert.ruleName;
    incident.tier = alert.tier;
    incident.cache = alert.cache;
    incident.cacheName = alert.cacheName;
    incident.openedMs = nowMs;
    incident.playbook = std::move(playbook);
    join(incident, alert);
    startTimers(incident);
    addLine(incident, nowMs, TimelineKind::State, lifeText("Incident opened."));
    return incident;
}

Incident incidentlife::openedWith(std::shared_ptr<const Playbook> playbook, const CacheId& cache,
                                  const QString& cacheName, TimeMs nowMs)
{
    Incident incident;
    incident.title = playbook ? playbook->title : lifeText("Incident");
    incident.tier = playbook ? playbook->tier : AlertTier::Warning;
    incident.cache = cache;
    incident.cacheName = cacheName;
    incident.openedMs = nowMs;
    incident.playbook = std::move(playbook);
    startTimers(incident);
    addLine(incident, nowMs, TimelineKind::State, lifeText("Incident opened by hand."));
    return incident;
}

bool incidentlife::holds(const Incident& incident, qint64 alert)
{
    return std::ranges::any_of(incident.alerts, [&](const IncidentAlert& each) { return each.id == alert; });
}

bool incidentlife::isRelated(const Incident& incident, const Alert& alert)
{
    if (incident.state == IncidentState::Closed || incident.cache != alert.cache || !alert.firedMs)
        return false;
    if (isNodeDown(alert))
        return true;
    TimeMs newestMs = incident.openedMs;
    for (const IncidentAlert& each : incident.alerts)
        newestMs = std::max(newestMs, each.firedMs);
    return *alert.firedMs <= newestMs + relatedWithinMs && *alert.firedMs >= incident.openedMs - relatedWithinMs;
}

void incidentlife::join(Incident& incident, const Alert& alert)
{
    if (holds(incident, alert.id))
        return;
    incident.alerts.push_back(copied(alert));
    if (!alert.key.node.isEmpty() && std::ranges::find(incident.nodes, alert.key.node) == incident.nodes.end())
        incident.nodes.push_back(alert.key.node);
    incident.tier = std::min(incident.tier, alert.tier); // 1 is the worst
    addLine(incident, incident.alerts.back().firedMs, TimelineKind::Alert,
            alert.firedMs ? firingText(alert) : lifeText("%1 (%2) is pending.").arg(alert.ruleName, alert.address));
    follow(incident, alert);
}

bool incidentlife::isBehind(const Incident& incident, const Alert& alert)
{
    for (const IncidentAlert& each : incident.alerts) {
        if (each.id == alert.id)
            return each.acknowledgedMs != alert.acknowledgedMs || each.endedMs != alert.endedMs ||
                   hasFired(each, alert);
    }
    return false;
}

void incidentlife::follow(Incident& incident, const Alert& alert)
{
    const auto known = std::ranges::find(incident.alerts, alert.id, &IncidentAlert::id);
    if (known == incident.alerts.end())
        return;
    if (alert.newestValue)
        known->value = alert.newestValue;
    if (hasFired(*known, alert)) {
        known->firedMs = *alert.firedMs;
        known->message = alert.message;
        addLine(incident, *alert.firedMs, TimelineKind::Alert, firingText(alert));
    }
    if (alert.acknowledgedMs && !known->acknowledgedMs)
        addLine(incident, *alert.acknowledgedMs, TimelineKind::Acknowledge,
                lifeText("%1 acknowledged.").arg(alert.ruleName));
    if (alert.endedMs && !known->endedMs)
        addLine(incident, *alert.endedMs, TimelineKind::Alert,
                lifeText("%1 (%2) has ended.").arg(alert.ruleName, alert.address));
    known->acknowledgedMs = alert.acknowledgedMs;
    known->endedMs = alert.endedMs;
}

TimeMs incidentlife::beganMs(const Incident& incident)
{
    TimeMs began = incident.openedMs;
    for (const IncidentAlert& alert : incident.alerts)
        began = std::min(began, alert.firedMs);
    return began;
}

PlaybookContext incidentlife::contextOf(const Incident& incident, TimeMs nowMs)
{
    PlaybookContext context;
    context.cache = incident.cacheName;
    context.incident = incident.id;
    context.title = incident.title;
    context.tier = incident.tier;
    context.nowMs = nowMs;
    context.sinceMs = incident.openedMs;
    context.endedMs = incident.closedMs ? incident.closedMs : incident.mitigatedMs;
    context.nextUpdateMs = incident.nextUpdateMs;
    context.commander = incident.roles.commander;
    context.cause = incident.cause;
    if (!incident.alerts.empty()) {
        const IncidentAlert& first = incident.alerts.front();
        context.node = first.address;
        context.alert = first.ruleName;
        context.metric = first.metric;
        context.function = first.function;
        context.value = first.value;
        context.threshold = first.threshold;
        context.sinceMs = std::min(incident.openedMs, first.firedMs);
    }
    if (incident.playbook) {
        context.expectedFromMinutes = incident.playbook->expectedFromMinutes;
        context.expectedToMinutes = incident.playbook->expectedToMinutes;
        QStringList done;
        for (const auto& [key, tick] : incident.checklist) {
            if (key.section != QLatin1String("prevention"))
                done << context.fill(stepText(*incident.playbook, key)).text;
        }
        context.actions = done.join(QLatin1Char(' '));
    }
    return context;
}

} // namespace cacheledger
