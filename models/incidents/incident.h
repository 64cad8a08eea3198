// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/rule.h"
#include "metrics/clock.h"
#include "metrics/ids.h"

#include <QtCore/QMetaType>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace cacheledger
{

struct Playbook; // models/incidents/playbook.h

/// Open: it hurts. Mitigated: it hurts no longer, the cause is not settled. Closed: cause and follow-ups are written.
enum class IncidentState { Open, Mitigated, Closed };

/// An alert as it was when it opened or joined the incident.
struct IncidentAlert {
    qint64 id = 0; ///< in the alert log
    QString rule;  ///< id
    QString ruleName;
    NodeId node;
    QString address;
    AlertTier tier = AlertTier::Warning;
    std::string metric;
    RuleFunction function = RuleFunction::Value;
    Comparison comparison = Comparison::Above;
    double threshold = 0;
    std::optional<double> value; ///< newest known while it lasted, in the metric's unit
    TimeMs firedMs = 0;
    std::optional<TimeMs> acknowledgedMs;
    std::optional<TimeMs> endedMs;
    QString message; ///< one sentence with value, threshold and how long

    friend bool operator==(const IncidentAlert&, const IncidentAlert&) = default;
};

/// A step of the copied playbook: its section ("actions", "diagnosis", "mitigation", "verification", "prevention": the
/// keys of playbook files) and its place in it, from 0.
struct ChecklistKey {
    QString section;
    int index = 0;

    friend bool operator==(const ChecklistKey&, const ChecklistKey&) = default;
    friend bool operator<(const ChecklistKey& a, const ChecklistKey& b)
    {
        return a.section != b.section ? a.section < b.section : a.index < b.index;
    }
};

struct ChecklistTick {
    TimeMs atMs = 0;
    QString by; ///< who; empty: not said

    friend bool operator==(const ChecklistTick&, const ChecklistTick&) = default;
};

/// Evidence and State are written by the product, the rest by what the operator does.
enum class TimelineKind { Alert, Acknowledge, Step, Note, Message, Evidence, State };

struct TimelineEntry {
    TimeMs timeMs = 0;
    TimelineKind kind = TimelineKind::Note;
    QString text; ///< what happened, one sentence; a message: its whole text
    QString by;   ///< who; empty: the product, or not said

    friend bool operator==(const TimelineEntry&, const TimelineEntry&) = default;
};

/// Who does what; free text, empty: nobody yet.
struct IncidentRoles {
    QString commander; ///< the incident's owner
    QString communications;
    QString scribe;

    friend bool operator==(const IncidentRoles&, const IncidentRoles&) = default;
};

enum class EvidenceKind { Info, Differences, SlowLog, Clients, Latency, Charts, Prefixes };

/// Something that was captured, or why it was not. Files lie in the incident's folder.
struct EvidenceItem {
    EvidenceKind kind = EvidenceKind::Info;
    NodeId node; ///< empty: of the whole cache
    QString address;
    TimeMs timeMs = 0;
    QString file;   ///< name in the incident's folder; empty: not captured
    QString reason; ///< why it was not: "NOPERM, grant it with ..."; empty where there is a file

    friend bool operator==(const EvidenceItem&, const EvidenceItem&) = default;
};

struct FollowUp {
    QString text;
    QString owner; ///< empty: nobody yet
    bool done = false;

    friend bool operator==(const FollowUp&, const FollowUp&) = default;
};

/// One incident, from its opening to its review. What the playbook and the alerts said is copied: later changes of them
/// do not rewrite what happened. Value type; the playbook is shared and never changed.
struct Incident {
    QString id;    ///< "2026-11-21-3": day (UTC) and number of that day; also the folder's name
    QString title; ///< the playbook's, or the alert's rule
    AlertTier tier = AlertTier::Warning;
    CacheId cache;
    QString cacheName;
    std::vector<NodeId> nodes; ///< that alerts named, in their order; empty: opened by hand for the whole cache
    IncidentState state = IncidentState::Open;
    TimeMs openedMs = 0;
    std::optional<TimeMs> mitigatedMs;
    std::optional<TimeMs> closedMs;

    std::shared_ptr<const Playbook> playbook;        ///< as it was at the opening; null: none
    std::vector<IncidentAlert> alerts;               ///< in the order in which they joined
    std::map<ChecklistKey, ChecklistTick> checklist; ///< ticked steps
    std::vector<TimelineEntry> timeline;             ///< in order of time
    IncidentRoles roles;
    std::optional<TimeMs> nextUpdateMs; ///< when stakeholders are to be told again; nothing: no timer runs
    std::optional<TimeMs> escalateMs;   ///< when it is to be escalated; nothing: no timer runs
    std::vector<EvidenceItem> evidence; ///< in order of time

    QString cause; ///< written at the closing
    std::vector<FollowUp> followUps;
    bool reviewed = false; ///< somebody has read the review through

    friend bool operator==(const Incident&, const Incident&) = default; ///< playbooks by identity
};

using IncidentPtr = std::shared_ptr<const Incident>;

/// What a list shows of an incident.
struct IncidentSummary {
    QString id;
    QString title;
    AlertTier tier = AlertTier::Warning;
    CacheId cache;
    QString cacheName;
    IncidentState state = IncidentState::Open;
    TimeMs openedMs = 0;
    std::optional<TimeMs> closedMs;
    QString owner; ///< the commander
    std::vector<qint64> alerts;
};

IncidentSummary summaryOf(const Incident& incident);

/// A playbook as a list to choose from shows it.
struct PlaybookChoice {
    QString id;
    QString title;
    QString meaning; ///< with its placeholders unfilled
};

/// A table of captured text: of the server's slow log, its clients, its latency events, or what changed in INFO.
struct EvidenceTable {
    QStringList columns; ///< translated
    std::vector<QStringList> rows;
    std::vector<bool> notable; ///< by row: to be pointed out; empty: none
};

/// Captured charts: one value a moment and metric, NaN where there is none.
struct EvidenceCharts {
    std::vector<TimeMs> times;
    std::vector<bool> breakBefore; ///< no data lies between this moment and the one before
    struct Series {
        std::string metric; ///< in the unit of the catalogue
        std::vector<double> values;
    };
    std::vector<Series> series;
};

} // namespace cacheledger

Q_DECLARE_METATYPE(cacheledger::IncidentPtr)
Q_DECLARE_METATYPE(std::vector<cacheledger::IncidentSummary>)
Q_DECLARE_METATYPE(std::vector<cacheledger::PlaybookChoice>)
Q_DECLARE_METATYPE(cacheledger::EvidenceTable)
Q_DECLARE_METATYPE(cacheledger::EvidenceCharts)
