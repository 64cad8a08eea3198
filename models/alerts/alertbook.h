// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertlog.h"
#include "alerts/inhibition.h"

#include <set>

namespace cacheledger
{

/// Makes runs of alerts out of the engine's transitions, and decides who hears of what. A firing alert is owed a
/// notification, which is given as soon as nothing speaks against it; its end is told if it was told itself, whatever
/// speaks against it by then, because somebody waits for that. Against a notification speak, in this order: a
/// silence; an alert that inhibits this one at the same node (such as that the node is down); a snooze; do-not-disturb;
/// another alert of the same rule and cache that was notified less than a minute before and still fires (grouping: a
/// cache that is down is one notification, not twelve); any such notification within 10 minutes (flap damping).
///
/// Pure: time is what it is told, nothing is written; take() gives what is to be stored. One thread.
class AlertBook
{
public:
    static constexpr qint64 groupMs = 60'000;
    static constexpr qint64 dampMs = 600'000;

    /// Goes on where a process that ended left off; once, before anything else.
    void resume(const AlertResume& resume);
    void setRules(const std::vector<Rule>& rules);
    void setNodes(const std::vector<WatchedNode>& nodes);

    void apply(const std::vector<AlertTransition>& transitions, TimeMs nowMs);
    /// The newest values of what lasts.
    void read(const std::vector<AlertReading>& readings);
    /// Alerts at these nodes that judging did not go on with (their rules went while nobody looked) end.
    void keepOnly(const std::set<NodeId>& nodes, const std::set<AlertKey>& known, TimeMs nowMs);
    /// Alerts at all other nodes end: they went while nobody looked.
    void keepNodes(const std::set<NodeId>& nodes, TimeMs nowMs);

    // Of the operator; false when no such alert lasts (a silence: is known).
    bool acknowledge(qint64 alert, TimeMs nowMs);
    bool snooze(qint64 alert, TimeMs untilMs, TimeMs nowMs); ///< 0: no longer
    bool markFalsePositive(qint64 alert, bool on);
    bool setIncident(qint64 alert, const QString& incident);
    void addSilence(const Silence& silence, TimeMs nowMs);
    /// The silence as it then is: nothing when it is not known.
    std::optional<Silence> endSilence(const QString& id, TimeMs nowMs);
    void setDoNotDisturb(std::optional<TimeMs> untilMs, TimeMs nowMs);

    /// Time has passed: what was held back is looked at again.
    void review(TimeMs nowMs);
    /// The next moment at which review() may find something; nothing while nothing is held back.
    std::optional<TimeMs> nextReviewMs(TimeMs nowMs) const;

    std::vector<Alert> active() const; ///< pending and firing
    const std::vector<Silence>& silences() const { return m_silences; }
    std::optional<TimeMs> doNotDisturbUntilMs() const { return m_doNotDisturbUntilMs; }
    /// What changed since the last call, alerts that ended included.
    AlertBatch take();
    /// All that lasts counts as changed: for a log that was begun anew.
    void touchAll();

private:
    using GroupKey = std::pair<QString, CacheId>;
    struct Group {
        qint64 leader = 0;
        TimeMs notifiedMs = 0;
        bool everNotified = false;
    };

    Alert* find(qint64 id);
    Alert* begin(const AlertTransition& transition);
    void fire(const AlertTransition& transition);
    void end(const AlertKey& key, AlertState to, TimeMs timeMs, std::optional<double> value);
    void note(const Alert& alert, AlertState from, TimeMs timeMs, std::optional<double> value, bool notify,
              const QString& reason);
    void stamp(Alert& alert, TimeMs nowMs);
    QString inhibitorOf(const Alert& alert) const;
    QString heldBackBy(Alert& alert, TimeMs nowMs);
    void notify(Alert& alert, TimeMs nowMs);
    bool covers(const Silence& silence, const Alert& alert, TimeMs nowMs) const;
    void changed(const Alert& alert) { m_changed.insert(alert.id); }

    std::map<QString, Rule> m_rules;
    Inhibitors m_inhibitors;
    std::map<NodeId, WatchedNode> m_nodes;
    std::map<AlertKey, Alert> m_lasting;
    std::map<qint64, AlertKey> m_keys; // of those that last
    std::set<qint64> m_owed;
    std::map<GroupKey, Group> m_groups;
    std::map<qint64, std::vector<qint64>> m_followers; // by leader
    std::vector<Silence> m_silences;
    std::optional<TimeMs> m_doNotDisturbUntilMs;
    qint64 m_nextAlert = 1;
    TimeMs m_reviewedMs = 0;
    bool m_standingChanged = false; // silences, or what inhibits: every alert is looked at

    AlertBatch m_batch;
    std::set<qint64> m_changed;
    std::map<qint64, std::size_t> m_fresh; // places in the batch of entries of this step that say "fires"
};

} // namespace cacheledger
