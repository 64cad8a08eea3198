// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QtGlobal>

namespace cacheledger
{

/// A moment: UTC, milliseconds since 1970-01-01T00:00:00Z.
using TimeMs = qint64;

/// Where a class gets the time from, so that tests can move it. Thread-safe.
class Clock
{
public:
    virtual ~Clock() = default;
    /// Wall-clock time; may jump when the user or NTP sets the clock.
    virtual TimeMs nowMs() const = 0;
    /// Monotonic nanoseconds from an arbitrary start; never jumps. For durations.
    virtual qint64 monotonicNs() const = 0;
};

/// The machine's clocks.
class SystemClock final : public Clock
{
public:
    TimeMs nowMs() const override;
    qint64 monotonicNs() const override;
};

/// A clock that stands still until it is moved. For tests and replay; one thread only.
class ManualClock final : public Clock
{
public:
    explicit ManualClock(TimeMs startMs = 0) : m_nowMs(startMs) {}
    TimeMs nowMs() const override { return m_nowMs; }
    qint64 monotonicNs() const override { return m_monotonicNs; }
    /// Both clocks go on by this many milliseconds.
    void advance(qint64 ms) { m_nowMs += ms, m_monotonicNs += ms * 1000000; }
    /// The wall clock jumps; the monotonic one does not.
    void jumpTo(TimeMs nowMs) { m_nowMs = nowMs; }

private:
    TimeMs m_nowMs;
    qint64 m_monotonicNs = 0;
};

} // namespace cacheledger
