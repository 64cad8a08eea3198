// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/drills/drillreferee.h"
#include "app/drills/drillstage.h"
#include "ui/drillservices.h"

namespace cacheledger
{

/// A drill for people: its failure waits until the servers are watched, lasts until the operator ends it, and the
/// outcome is asked for at the end. The profile, what collects and the pages are those of the window. GUI thread.
class DrillPractice : public DrillSession
{
    Q_OBJECT

public:
    DrillPractice(const Drill& drill, double factor, std::shared_ptr<const Clock> clock);

    /// Before the alerts read them.
    Result<void> writeRules(const QString& file) { return m_referee.writeRules(file); }
    void follow(LiveAlerts* alerts, IncidentKeeper* incidents) { m_referee.follow(alerts, incidents); }
    void start() { m_stage.start(); } ///< ready() or failed() follows
    void onStatus(const NodeStatus& status) { m_referee.onStatus(status); }
    bool hasBegun() const { return m_referee.hasStruck(); } ///< the failure
    HotItemLimits hotItemLimits() const { return drillHotItems(m_factor); }
    const Drill& drill() const { return m_referee.drill(); }
    const DrillOutcome& outcome() const { return m_referee.outcome(); }

    QString headline() const override;
    QString text() const override;
    bool isFailing() const override { return m_state == State::Failing; }
    void endFailure() override;

Q_SIGNALS:
    /// What happens, one sentence for people.
    void told(const QString& text);
    /// To be watched.
    void ready(const cacheledger::CacheConfig& cache, const std::vector<cacheledger::SourceConfig>& sources);
    void failed(const cacheledger::Error& error);
    void incidentOpened(const QString& incident);

private:
    enum class State { Starting, Calm, Failing, Ending, Ended };
    void setState(State state);

    double m_factor;
    DrillReferee m_referee;
    DrillStage m_stage;
    State m_state = State::Starting;
};

} // namespace cacheledger
