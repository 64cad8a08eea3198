// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alert.h"
#include "incidents/incident.h"
#include "incidents/playbook.h"

#include <span>

namespace cacheledger
{

struct PlaybookContext;

/// What happens to an incident, each with its line in the timeline. Pure functions; `by` may be empty.
namespace incidentlife
{
/// Alerts of a cache that fire within this time of an incident's opening, or of its newest alert, belong to it.
inline constexpr qint64 relatedWithinMs = 30LL * 60'000;
/// How often stakeholders are told, by tier.
qint64 updateEveryMs(AlertTier tier);

/// Without an id yet. `playbook` may be null.
Incident openedFor(const Alert& alert, std::shared_ptr<const Playbook> playbook, TimeMs nowMs);
Incident openedWith(std::shared_ptr<const Playbook> playbook, const CacheId& cache, const QString& cacheName,
                    TimeMs nowMs);

bool holds(const Incident& incident, qint64 alert);
/// Whether a firing alert belongs to it: the same cache, near in time, or (whenever that is) a node that went down.
bool isRelated(const Incident& incident, const Alert& alert);
void join(Incident& incident, const Alert& alert);
/// Whether follow() would change something.
bool isBehind(const Incident& incident, const Alert& alert);
/// Its newest value, acknowledgement and end.
void follow(Incident& incident, const Alert& alert);

/// Steps of a section of the playbook (ChecklistKey); prevention has texts alone.
std::span<const PlaybookStep> steps(const Playbook& playbook, const QString& section);
QString stepText(const Playbook& playbook, const ChecklistKey& key); ///< empty: there is no such step

void setTicked(Incident& incident, const ChecklistKey& key, bool ticked, TimeMs nowMs, const QString& by);
void addNote(Incident& incident, const QString& text, TimeMs nowMs, const QString& by);
void removeNote(Incident& incident, const TimelineEntry& note);
void setRoles(Incident& incident, const IncidentRoles& roles, TimeMs nowMs, const QString& by);
void recordMessage(Incident& incident, const QString& audience, const QString& text, TimeMs nowMs, const QString& by);
void setMitigated(Incident& incident, bool mitigated, TimeMs nowMs, const QString& by);
void close(Incident& incident, const QString& cause, const std::vector<FollowUp>& followUps, TimeMs nowMs,
           const QString& by);
/// What is newly done is told in the timeline.
void setFollowUps(Incident& incident, const std::vector<FollowUp>& followUps, TimeMs nowMs, const QString& by);
void reopen(Incident& incident, TimeMs nowMs, const QString& by);
/// What was captured together, with one line in the timeline.
void addEvidence(Incident& incident, const std::vector<EvidenceItem>& items, TimeMs nowMs);

/// When its first alert fired, else when it was opened.
TimeMs beganMs(const Incident& incident);
/// What its playbook's texts may show, without live values.
PlaybookContext contextOf(const Incident& incident, TimeMs nowMs);
} // namespace incidentlife

} // namespace cacheledger
