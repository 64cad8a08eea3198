// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

namespace cacheledger
{

/// When what was committed has to reach the disk itself, so that a power loss takes no sample older than `within`.
/// A sample may have waited for as long as a batch before it was committed, and a sync that would not wait for the
/// next batch is done together with this one. Not thread-safe; the clock is the caller's.
class SyncSchedule
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    SyncSchedule(std::chrono::milliseconds within, std::chrono::milliseconds batch)
        : m_patience(std::max(within - batch, std::chrono::milliseconds(0))),
          m_batch(batch)
    {
    }

    void committed(TimePoint now)
    {
        if (!m_due)
            m_due = now + m_patience;
    }
    void synced() { m_due.reset(); }
    /// It did not work and is to be tried again then.
    void postpone(TimePoint until) { m_due = until; }
    /// Nothing while everything that was committed is on the disk.
    std::optional<TimePoint> due() const { return m_due; }
    /// Whether the next batch would come too late.
    bool isDue(TimePoint now) const { return m_due && now + m_batch > *m_due; }

private:
    std::chrono::milliseconds m_patience;
    std::chrono::milliseconds m_batch;
    std::optional<TimePoint> m_due;
};

} // namespace cacheledger
