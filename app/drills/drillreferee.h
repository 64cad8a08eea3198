// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alert.h"
#include "app/drills/drill.h"
#include "config/cacheconfig.h"
#include "metrics/nodestatus.h"
#include "metrics/result.h"

#include <QtCore/QObject>

#include <deque>
#include <map>
#include <memory>

namespace cacheledger
{

class Clock;
class LiveValues;
class IncidentKeeper;
class LiveAlerts;

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

/// Says when a drill's failure shall begin and takes down what comes of it. Told every status; one thread (that of the
/// alerts and incidents it follows).
class DrillReferee : public QObject
{
    Q_OBJECT

public:
    static constexpr int pollMs = 250;

    DrillReferee(const Drill& drill, double factor, std::shared_ptr<const Clock> clock, QObject* parent = nullptr);

    /// The rules that the drill is judged by, as a file of the user's rules.
    Result<void> writeRules(const QString& file);
    /// Both must not go before the last status is told.
    void follow(LiveAlerts* alerts, IncidentKeeper* incidents);
    /// What is watched. Before it, no failure begins.
    void setScene(const CacheConfig& cache, const std::vector<SourceConfig>& sources);
    void onStatus(const NodeStatus& status);

    const Drill& drill() const { return m_drill; }
    const DrillOutcome& outcome() const { return m_outcome; }
    bool hasStruck() const { return m_struckMs != 0; }

Q_SIGNALS:
    /// What happens, one sentence for people.
    void told(const QString& text);
    /// Every node is calm: the failure is to begin now. Once.
    void strikeWanted();
    void raised();
    /// The playbook of the expected alert is open, and the outcome complete. Once.
    void opened(const QString& incident);

private:
    void onAlert(const Alert& alert);
    void onOpened(const QString& incident);
    void openWanted();
    bool isCalm() const;
    std::unique_ptr<LiveValues> valuesOf(const NodeId& node) const;

    const Drill& m_drill;
    double m_factor;
    std::shared_ptr<const Clock> m_clock;
    LiveAlerts* m_alerts = nullptr;
    IncidentKeeper* m_incidents = nullptr;
    CacheConfig m_cache;
    std::vector<SourceConfig> m_sources;
    std::string m_metric; // of the drill's rule
    std::map<NodeId, std::deque<SnapshotPtr>> m_samples;
    std::map<NodeId, bool> m_answers;
    DrillOutcome m_outcome;
    TimeMs m_struckMs = 0;
    NodeId m_node;       // that has the alert
    qint64 m_toOpen = 0; // the alert whose incident is wanted; 0: none
    bool m_done = false;
};

} // namespace cacheledger
