// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/drills/drillpractice.h"

namespace cacheledger
{

DrillPractice::DrillPractice(const Drill& drill, double factor, std::shared_ptr<const Clock> clock)
    : m_factor(factor),
      m_referee(drill, factor, std::move(clock)),
      m_stage(drill)
{
    connect(&m_stage, &DrillStage::ready, this, [this](CacheConfig cache, const std::vector<SourceConfig>& sources) {
        cache.intervalMs = DrillReferee::pollMs;
        m_referee.setScene(cache, sources);
        setState(State::Calm);
        Q_EMIT ready(cache, sources);
    });
    connect(&m_stage, &DrillStage::failed, this, &DrillPractice::failed);
    connect(&m_stage, &DrillStage::healed, this, [this] { setState(State::Ended); });
    connect(&m_referee, &DrillReferee::strikeWanted, this, [this] {
        m_stage.strike();
        setState(State::Failing);
    });
    connect(&m_referee, &DrillReferee::told, this, &DrillPractice::told);
    connect(&m_referee, &DrillReferee::raised, this, &DrillSession::changed);
    connect(&m_referee, &DrillReferee::opened, this, &DrillPractice::incidentOpened);
}

void DrillPractice::setState(State state)
{
    m_state = state;
    Q_EMIT changed();
}

void DrillPractice::endFailure()
{
    if (!isFailing())
        return;
    setState(State::Ending);
    m_stage.heal();
}

QString DrillPractice::headline() const
{
    return tr("Drill: %1").arg(drill().title);
}

QString DrillPractice::text() const
{
    switch (m_state) {
    case State::Starting:
        return tr("A Redis of its own is being started.");
    case State::Calm:
        return tr("A normal day, for some seconds. Then the failure begins.");
    case State::Ending:
        return tr("What was broken is being mended.");
    case State::Ended:
        return tr("What was broken works again. Verify it, close the incident, then close this window: the result "
                  "follows.");
    case State::Failing:
        break;
    }
    if (!outcome().raised)
        return drill().story + u' ' + tr("Expected: the alert %1.").arg(drill().rule);
    return tr("The alert came %1 s after the failure could be seen, which was %2 s after it began. Work through its "
              "incident, then end the failure.")
        .arg(outcome().holdSeconds, 0, 'f', 1)
        .arg(outcome().conditionSeconds, 0, 'f', 1);
}

} // namespace cacheledger
