// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QtGlobal>

#include <algorithm>

namespace cacheledger
{

/// The ticks at which a node is polled: whole intervals from an origin on the monotonic clock, so that lateness of one
/// poll does not move the next.
class PollGrid
{
public:
    explicit PollGrid(int intervalMs) : m_intervalNs(intervalMs * nsPerMs) {}

    static constexpr qint64 nsPerMs = 1'000'000;

    void startAt(qint64 originNs) { m_originNs = originNs; }
    /// After a poll at `nowNs`: ticks at `place` (0 to 1) of the clock's own intervals, so that nodes of different
    /// places stay apart even when all of them connect at one moment. The first tick comes half an interval later at
    /// least, one and a half at most: neither is a gap.
    void startSpread(qint64 nowNs, double place)
    {
        const qint64 sinceTick =
            (nowNs - static_cast<qint64>(place * static_cast<double>(m_intervalNs))) % m_intervalNs;
        const qint64 passed = sinceTick < 0 ? sinceTick + m_intervalNs : sinceTick;
        m_originNs = nowNs - passed + (passed > m_intervalNs / 2 ? m_intervalNs : 0);
    }
    void setInterval(int intervalMs) { m_intervalNs = intervalMs * nsPerMs; }
    qint64 intervalNs() const { return m_intervalNs; }
    /// The first tick after `nowNs`, which lies less than an interval before the origin, or after it.
    qint64 after(qint64 nowNs) const { return m_originNs + ((nowNs - m_originNs) / m_intervalNs + 1) * m_intervalNs; }
    /// An answer that takes longer than this is slow: two intervals, but at least 1 s and at most 2 s.
    qint64 slowAfterNs() const { return std::clamp(2 * m_intervalNs, 1000 * nsPerMs, 2000 * nsPerMs); }

private:
    qint64 m_originNs = 0;
    qint64 m_intervalNs;
};

} // namespace cacheledger
