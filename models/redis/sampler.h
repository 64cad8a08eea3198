// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"
#include "metrics/infoparser.h"
#include "redis/probewindow.h"
#include "redis/sampletime.h"

#include <QtCore/QByteArray>

namespace cacheledger
{

/// Makes the snapshots of one node from the answers of its polls: INFO's numbers, the probe's, and the time.
class Sampler
{
public:
    /// `info` has just arrived; its poll's PING took `roundTripNs`.
    SnapshotPtr sample(const NodeId& node, int intervalMs, const QByteArray& info, qint64 roundTripNs,
                       const Clock& clock);

private:
    InfoParser m_parser;
    ProbeWindow m_window;
    SampleTime m_time;
};

} // namespace cacheledger
