// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alert.h"
#include "app/drills/drill.h"
#include "metrics/nodestatus.h"
#include "metrics/result.h"

#include <QtCore/QObject>

#include <deque>
#include <map>
#include <memory>

namespace cacheledger
{

/// What came of a drill.
struct DrillOutcome {
    bool raised = false;           ///< the expected alert
    double conditionSeconds = 0;   ///< from the failure's begin until the rule's condition was met
    double holdSeconds = 0;        ///< from then until the alert was raised
    double allowedHoldSeconds = 0; ///< the rule's `for`, and one poll
    QString message;               ///< the alert's
    QString playbook;              ///< id of the one that was opened; empty: none
    QStringList symptoms;          ///< "Hit ratio: 12 %": with the values of that moment
    int unknownSymptoms = 0;       ///< of a node that answers, without a value
    QStringList unexpected;        ///< rules of tier 1 that were raised besides

    /// Raised in time with its playbook and every value, and nothing else of tier 1.
    bool passed(const Drill& drill) const;
};

/// One drill from beginning to end, in a temporary profile: real servers, the real collector, alerts and incidents.
/// Used from a thread with an event loop; the servers end with the object.
class DrillRun : public QObject
{
    Q_OBJECT

public:
    DrillRun(const Drill& drill, double factor, std::shared_ptr<const Clock> clock);
    ~DrillRun() override;

    /// Runs its own event loop until the drill has ended (at most some minutes). Errors are those of starting the
    /// servers or of the temporary files; a drill that went wrong is an outcome.
    Result<DrillOutcome> run();

Q_SIGNALS:
    /// What happens, one sentence for people.
    void told(const QString& text);

private:
    class Parts;

    Result<void> begin();
    void onStatus(const NodeStatus& status);
    void strike();
    void onAlert(const Alert& alert);
    void onOpened(const QString& incident);
    bool isCalm() const;

    const Drill& m_drill;
    double m_factor;
    std::shared_ptr<const Clock> m_clock;
    std::map<NodeId, std::deque<SnapshotPtr>> m_samples;
    std::map<NodeId, bool> m_answers;
    std::unique_ptr<Parts> m_parts;
    DrillOutcome m_outcome;
    TimeMs m_struckMs = 0;
    NodeId m_node; // that has the alert
    bool m_done = false;
};

} // namespace cacheledger
