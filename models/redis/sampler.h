// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"
#include "metrics/infoparser.h"
#include "redis/probewindow.h"
#include "redis/sampletime.h"
#include "redis/selfcost.h"

#include <QtCore/QByteArray>

namespace cacheledger
{

/// Makes the snapshots of one node from the answers of its polls: INFO's numbers, the probe's, what we cost the server,
/// and the time.
class Sampler
{
public:
    /// `tally`: what is sent to the node.
    explicit Sampler(std::shared_ptr<const NodeTally> tally) : m_selfCost(std::move(tally)) {}

    /// INFO's text as it arrived.
    struct Answer {
        QByteArray info;
        qint64 roundTripNs = 0; ///< of its poll's PING
        TimeMs timeMs = 0;
        qint64 monotonicNs = 0;
        SelfCost::Reading selfCost;
    };

    /// `info` arrived `agoNs` before; its poll's PING took `roundTripNs`.
    Answer take(const QByteArray& info, qint64 roundTripNs, const Clock& clock, qint64 agoNs = 0);
    /// Each answer once, in the order of take().
    SnapshotPtr sample(const NodeId& node, int intervalMs, const Answer& answer);

private:
    InfoParser m_parser;
    ProbeWindow m_window;
    SampleTime m_time;
    SelfCost m_selfCost;
};

} // namespace cacheledger
