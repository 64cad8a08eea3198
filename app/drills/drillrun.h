// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/drills/drillreferee.h"

namespace cacheledger
{

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
    void connectParts();

    std::shared_ptr<const Clock> m_clock;
    double m_factor;
    DrillReferee m_referee;
    std::unique_ptr<Parts> m_parts;
};

} // namespace cacheledger
