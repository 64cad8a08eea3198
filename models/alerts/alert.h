// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertengine.h"

#include <QtCore/QMetaType>

namespace cacheledger
{

/// One run of an alert, from the moment its condition was met to its end, as it is kept in the alert log and shown.
/// What the rule said is copied: later changes of the rule do not rewrite what happened.
struct Alert {
    qint64 id = 0; ///< in the log; later runs have larger ones
    AlertKey key;
    CacheId cache;
    QString cacheName;
    QString address; ///< of the node
    QString ruleName;
    AlertTier tier = AlertTier::Warning;
    std::string metric;
    RuleFunction function = RuleFunction::Value;
    Comparison comparison = Comparison::Above;
    double threshold = 0;
    qint64 forMs = 0;
    QString playbook;      ///< id; empty: none
    QStringList channels;  ///< ids; empty: those of the tier
    int intervalMs = 1000; ///< how often the node is polled

    AlertState state = AlertState::Inactive;
    bool noData = false;                 ///< it fires, or is kept as it was, because there is no value
    TimeMs sinceMs = 0;                  ///< the condition was first met
    std::optional<TimeMs> firedMs;       ///< nothing: pending, or it never came to that
    std::optional<TimeMs> endedMs;       ///< resolved, or forgotten while pending
    std::optional<double> firedValue;    ///< in the metric's unit
    std::optional<double> newestValue;   ///< newest known while it lasts
    std::optional<TimeMs> newestValueMs; ///< for "stale": older than three intervals
    QString message;                     ///< the rule's, filled; one sentence

    // What the operator said.
    std::optional<TimeMs> acknowledgedMs;
    std::optional<TimeMs> snoozedUntilMs;
    bool falsePositive = false;
    // Why nobody is notified of it.
    QString silence;     ///< id of the one that covers it; empty: none
    QString inhibitedBy; ///< id of the rule that stands in for it at this cache or node; empty: none
    qint64 leader = 0;   ///< the alert of the same rule and cache whose notification spoke for this one too; 0: none
    bool told = false;   ///< there was a notification that it fires: there will be one of its end
    bool owed = false;   ///< it fires, and there is to be a notification as soon as nothing speaks against it

    QString incident; ///< id of the incident it opened or joined; empty: none
};

/// A line of the alert log: an alert changed its state, or (to == from) what else is known of it.
struct AlertEntry {
    qint64 alert = 0;
    TimeMs timeMs = 0; ///< of the evaluation
    AlertState from = AlertState::Inactive;
    AlertState to = AlertState::Inactive;
    std::optional<double> value; ///< what was compared; nothing: there was no data
    bool notify = false;         ///< somebody should hear of it
    QString reason;              ///< why not, or what happened; the words are in docs/formats.md

    friend bool operator==(const AlertEntry&, const AlertEntry&) = default;
};

/// Alerts that are not notified of: all that match scope and rules, from startMs until endMs.
struct Silence {
    QString id;        ///< UUID
    RuleScope scope;   ///< empty: everywhere
    QStringList rules; ///< ids; empty: all
    TimeMs startMs = 0;
    TimeMs endMs = 0; ///< after startMs
    QString reason;   ///< not empty

    friend bool operator==(const Silence&, const Silence&) = default;
};

/// Which ended and lasting alerts are looked for. Empty lists are no restriction.
struct AlertQuery {
    TimeMs fromMs = 0; ///< that lasted at some moment of [fromMs, toMs]
    TimeMs toMs = 0;
    std::vector<CacheId> caches;
    QStringList rules;
    std::vector<AlertTier> tiers;
    QString text; ///< in name, cache, node or message; without regard to case
    int limit = 500;
};

/// Over a stated time; a mean that has nothing to be computed from is absent.
struct AlertStatistics {
    int days = 0;
    int total = 0; ///< that fired
    std::map<AlertTier, int> byTier;
    std::map<QString, int> byRule; ///< by rule id
    int falsePositives = 0;
    int acknowledged = 0;
    int resolved = 0;
    std::optional<qint64> meanToAcknowledgeMs; ///< from fired to acknowledged
    std::optional<qint64> meanToResolveMs;     ///< from fired to ended
};

} // namespace cacheledger

Q_DECLARE_METATYPE(cacheledger::Alert)
Q_DECLARE_METATYPE(std::vector<cacheledger::Alert>)
Q_DECLARE_METATYPE(cacheledger::Silence)
Q_DECLARE_METATYPE(std::vector<cacheledger::Silence>)
Q_DECLARE_METATYPE(cacheledger::AlertStatistics)
