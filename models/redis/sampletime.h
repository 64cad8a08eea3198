// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"

#include <algorithm>
#include <optional>

namespace cacheledger
{

/// Stamps the samples of one node: the wall clock's time, but strictly increasing.
///
/// When the wall clock steps back, the stamps go on from the last one at 90 % of the monotonic clock's speed until the
/// wall clock has caught up: order is kept and a rate over the stamps is wrong by at most a ninth meanwhile.
class SampleTime
{
public:
    /// Of what arrived `agoNs` before.
    TimeMs stamp(const Clock& clock, qint64 agoNs = 0)
    {
        const TimeMs now = clock.nowMs() - agoNs / 1'000'000;
        const qint64 monotonicNs = clock.monotonicNs() - agoNs;
        TimeMs stamped = now;
        if (m_lastMs) {
            const qint64 elapsedMs = (monotonicNs - m_lastMonotonicNs) / 1'000'000;
            stamped = std::max(now, *m_lastMs + std::max<qint64>(1, elapsedMs * 9 / 10));
        }
        m_lastMs = stamped;
        m_lastMonotonicNs = monotonicNs;
        return stamped;
    }

private:
    std::optional<TimeMs> m_lastMs;
    qint64 m_lastMonotonicNs = 0;
};

} // namespace cacheledger
